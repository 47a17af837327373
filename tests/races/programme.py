"""A programme to race in: boroughs, and areas that each have a migration of the same name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

SHA256 = "0" * 64
START = "2020-01-01"
BOARD = "board"


def line(command: str, key: str, acting_for: str, on: str, irregular: str | None = None, **data: Any) -> bytes:
    """One command as a batch takes it. `acting_for`: the borough, or "board"; `irregular`: the board's reasons, if it is."""
    document = {
        "command": command,
        "key": key,
        "for": acting_for,
        "effective_on": on,
        "authority": {"body": "Cabinet", "reasons": "It is decided."},
        "data": data,
    }
    if irregular is not None:
        document["irregular"] = {"reasons": irregular}
    return json.dumps(document).encode()


def opening(boroughs: Sequence[str]) -> Iterator[bytes]:
    """The programme starts, and every borough joins it and endorses its principles."""
    yield line("start-programme", "start", BOARD, START, title="Races")
    yield line("adopt-principles", "principles", BOARD, START, principles=[{"principle": "one", "text": "Buy once."}])
    for borough in boroughs:
        yield line("admit-borough", f"admit-{borough}", BOARD, START, borough=borough, title=borough.title())
        yield line("endorse-principles", f"endorse-{borough}", borough, START, borough=borough)


def migration(area: str, boroughs: Sequence[str], *, agreed: bool = True, moved: bool = False) -> Iterator[bytes]:
    """A new area and its migration, of the same name, with all the boroughs as parties and a specification proposed.

    `agreed`: every borough approved it. `moved`: and moved on 1 February 2020.
    """
    yield line("define-service-area", f"area-{area}", BOARD, START, area=area, title=area, kind="environment")
    proposal: dict[str, Any] = {"migration": area, "title": area, "area": area, "parties": list(boroughs), "needs_framework": False}
    targets: dict[str, Any] = {"target_on": "2030-01-01", "target_annual_saving": "1000.00", "quality_floor": 50}
    yield line("propose-migration", f"propose-{area}", BOARD, START, **proposal, **targets)
    specification: dict[str, Any] = {"migration": area, "version": 1, "title": "One", "sha256": SHA256}
    yield line("propose-specification", f"specify-{area}", boroughs[0], START, **specification)
    for borough in boroughs if agreed else ():
        yield approval(area, borough)
    for borough in boroughs if moved else ():
        yield move(borough, area, on="2020-02-01")


def approval(area: str, borough: str) -> bytes:
    """The borough approves the specification of the area's migration."""
    return line("approve-specification", f"approve-{area}-{borough}", borough, START, migration=area, version=1, borough=borough)


def move(borough: str, area: str, on: str = "2026-06-01", irregular: str | None = None) -> bytes:
    """The borough moves into the area's shared service; the board says so when it is irregular."""
    acting_for = borough if irregular is None else BOARD
    return line("move-borough", f"move-{borough}-{area}", acting_for, on, irregular, migration=area, borough=borough)


def registration(borough: str, area: str, on: str = "2026-06-01", irregular: str | None = None) -> bytes:
    """The borough registers a contract of its own in the area, which runs to the end of 2029."""
    acting_for = borough if irregular is None else BOARD
    terms: dict[str, Any] = {"supplier": f"s-{borough}-{area}", "kind": "revenue", "annual_value": "1000.00", "notice_days": 30}
    dates = {"starts_on": "2026-01-01", "ends_on": "2029-12-31"}
    named: dict[str, Any] = {"contract": f"c-{borough}-{area}", "title": "Own supply", "boroughs": [borough], "areas": [area]}
    return line("register-contract", f"register-{borough}-{area}", acting_for, on, irregular, **named, **terms, **dates)


def note(name: str, about: str, key: str | None = None, text: str = "Noted.") -> bytes:
    """A note about a borough. Notes conflict with nothing but a note of the same name or key."""
    return line("record-note", key or f"note-{name}", about, START, note=name, text=text, objects=[f"borough:{about}"])
