"""What the board may decide, and what anybody may note or rectify."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.legal.commands import BOROUGHS, GATES, SUPPLIERS, SYSTEMS, Draft, Proposals, Secretary
from tests.legal.naive import REGISTERED_BY


def dispense(secretary: Secretary) -> Draft:
    subjects = [
        *(f"migration:{m}" for m in secretary.migrations()),
        *(f"contract:{c}" for c in secretary.ids("ContractRegistered", "contract")),
        *(f"area:{a}" for a in secretary.areas),
        *(f"borough:{b}" for b in BOROUGHS),
        *(f"supplier:{s}" for s in SUPPLIERS),
    ]
    data: dict[str, Any] = {
        "dispensation": secretary.new_id("d"),
        "gate": secretary.any_of(GATES),
        "subject": secretary.any_of(subjects, _objects(secretary)),
    }
    if secretary.random.random() < 0.3:
        data["borough"] = secretary.any_of(secretary.members(), BOROUGHS)
    return "grant-dispensation", {**data, "expires_on": secretary.day(3, 5, 20)}, None


def revoke(secretary: Secretary) -> Draft | None:
    known = secretary.ids("DispensationGranted", "dispensation")
    return ("revoke-dispensation", {"dispensation": secretary.any_of(known)}, None) if known else None


def _objects(secretary: Secretary) -> list[str]:
    """Objects of every kind, by their tags."""
    free = [f"supplier:{supplier}" for supplier in SUPPLIERS] + [f"system:{system}" for system in SYSTEMS]
    registered = [f"{kind}:{id_}" for kind, type_ in REGISTERED_BY.items() for id_ in secretary.ids(type_, kind)]
    return ["programme:ledger", *free, *registered]


def note(secretary: Secretary) -> Draft:
    objects = {f"borough:{secretary.any_of(BOROUGHS)}", *secretary.some(_objects(secretary), 0, 1, 2)}
    data = {"note": secretary.new_id("n"), "text": "A review", "objects": sorted(objects)}
    return "record-note", data, secretary.any_of(secretary.members(), BOROUGHS)


def meet(secretary: Secretary) -> Draft:
    known = secretary.ids("MeetingPlanned", "meeting")
    if known and secretary.random.random() < 0.5:
        return secretary.any_of(
            (
                ("cancel-meeting", {"meeting": secretary.any_of(known)}, None),
                _meeting(secretary, "move-meeting", secretary.any_of(known)),
            )
        )
    return _meeting(secretary, "plan-meeting", secretary.new_id("meeting"))


def _meeting(secretary: Secretary, name: str, meeting: str) -> Draft:
    return name, {"meeting": meeting, "body": "Cabinet", "meets_on": secretary.day(1, 7)}, None


def rectify(secretary: Secretary) -> Draft | None:
    if not secretary.records:
        return None
    record = secretary.any_of(secretary.records)
    data: dict[str, Any] = {"position": record.position, "data": _altered(secretary, record.data)}
    if secretary.random.random() < 0.6:
        on = record.on + timedelta(days=secretary.random.choice((-6, -3, -1, 1, 2, 5)))
        data["effective_on"] = on.isoformat()
    concerned = [tag.partition(":")[2] for tag in sorted(record.tags) if tag.startswith("borough:")]
    return "rectify-decision", data, record.data.get("borough") or (secretary.any_of(concerned) if concerned else None)


def _altered(secretary: Secretary, data: Any) -> dict[str, Any]:
    """The same facts, one of them perhaps different."""
    altered = dict(data)
    name = secretary.any_of(list(altered) or ["title"])
    altered[name] = _other(secretary, name, altered.get(name))
    return altered


OTHERS = {
    "amount": ("10.00", "99999.00"),
    "annual_value": ("10.00", "3652.50", "99999.00"),
    "ceiling": ("10.00", "99999.00"),
    "extensions": ([], [{"months": 1}], [{"months": 2}]),
    "gate": GATES,
    "kind": ("revenue", "capital", "environment", "organisation"),
    "manner": ("expiry", "termination", "mutual"),
    "value": ("10.00", "99999.00"),
}


def _other(secretary: Secretary, name: str, value: Any) -> Any:
    """Another value for a field, where there can be one."""
    if name == "data":
        return _altered(secretary, value)
    if name.endswith("_on"):
        return (date.fromisoformat(value) + timedelta(days=secretary.random.choice((-5, -1, 1, 5)))).isoformat()
    if isinstance(value, bool):
        return not value
    if isinstance(value, int) and name != "position":
        return max(value + secretary.random.choice((-1, 1)), 1)
    return secretary.random.choice(OTHERS.get(name, (value,)))


PROPOSALS: Proposals = {
    dispense: 5,
    revoke: 2,
    note: 2,
    meet: 1,
    rectify: 14,
}
