"""What may become of contracts and frameworks."""

from __future__ import annotations

from typing import Any

from tests.legal import naive_contracts as deals
from tests.legal import naive_words as words
from tests.legal.commands import BOROUGHS, SUPPLIERS, Draft, Proposals, Secretary


def register(secretary: Secretary) -> Draft:
    holders = secretary.some(secretary.members() or BOROUGHS, 1, 1, 1, 2, 4)
    data = {
        "contract": secretary.any_of((secretary.new_id("k"),), secretary.ids("ContractRegistered", "contract")),
        "title": "A contract",
        "supplier": secretary.any_of(SUPPLIERS),
        "boroughs": holders,
        "areas": secretary.some(list(secretary.areas), 1, 1, 2),
        "kind": secretary.any_of(("revenue", "capital")),
        "starts_on": secretary.day(-40, -20, 0),
        "ends_on": secretary.day(1, 5, 20, 60),
        "annual_value": secretary.any_of(("36.50", "3652.50", "36525.00")),
        "notice_days": secretary.any_of((0, 2, 5, 20)),
        "extensions": [{"months": months} for months in secretary.any_of(((), (1,), (1, 2), (1, 1)))],
    }  # fmt: skip
    return "register-contract", data, holders[0]


def change_contract(secretary: Secretary) -> Draft | None:
    known = secretary.ids("ContractRegistered", "contract")
    if not known:
        return None
    open_ = [id_ for id_ in known if not _terms(secretary, id_).concluded]
    terms = _terms(secretary, secretary.any_of(open_, known))
    name, data = secretary.random.choice(
        (
            _extension(secretary, terms),
            ("vary-contract", {"areas": secretary.some(list(secretary.areas), 1, 1, 2)}),
            ("vary-contract", {"boroughs": secretary.some(secretary.members() or BOROUGHS, 1, 2, 3)}),
            ("vary-contract", {"annual_value": secretary.any_of(("36.50", "3652.50"))}),
            ("give-notice", {"ends_on": secretary.day(0, 2, 5, 21)}),
            ("novate-contract", {"supplier": secretary.any_of(SUPPLIERS)}),
            *[("conclude-contract", {"manner": secretary.any_of(("expiry", "termination", "mutual", "mutual"))})] * 4,
        )
    )
    return name, {"contract": terms.id, **data}, secretary.any_of(terms.holders)


def _extension(secretary: Secretary, terms: deals.Terms) -> tuple[str, dict[str, Any]]:
    return "extend-contract", {"months": secretary.any_of(terms.unused(), (1, 2, 3))}


def _terms(secretary: Secretary, id_: str) -> deals.Terms:
    terms = deals.contract(secretary.now, id_)
    assert terms is not None
    return terms


def consent(secretary: Secretary) -> Draft:
    known = secretary.ids("ContractRegistered", "contract")
    contract = secretary.any_of([*known, f"k-{secretary.numbers + 1}"])
    return "consent-to-contract", {"contract": contract, "amount": secretary.any_of(("50.00", "4000.00"))}, None


def award(secretary: Secretary) -> Draft:
    areas = secretary.some(list(secretary.areas), 1, 2)
    data = {
        "framework": secretary.new_id("f"),
        "title": "A framework",
        "lots": [{"lot": f"lot-{area}", "area": area, "supplier": secretary.any_of(SUPPLIERS)} for area in areas],
        "open_to": secretary.some(secretary.members() or BOROUGHS, 2, 3, 4),
        "starts_on": secretary.day(-5, 0, 3),
        "ends_on": secretary.day(5, 30, 60),
        "ceiling": secretary.any_of(("100.00", "1000.00")),
    }
    return "award-framework", data, None


def call_off(secretary: Secretary) -> Draft | None:
    frameworks = secretary.now.of("FrameworkAwarded")
    pair = secretary.fitting(lambda m, b: b in words.parties(secretary.now, m) and words.is_agreed(secretary.now, m))
    if not frameworks or pair is None:
        return None
    migration, borough = pair
    area = words.area_of(secretary.now, migration)
    fitting = [f for f in frameworks if borough in f["open_to"] and any(lot["area"] == area for lot in f["lots"])]
    framework = secretary.any_of(fitting, frameworks)
    lot = secretary.any_of([each["lot"] for each in framework["lots"] if each["area"] == area], ["lot-desktop", "lot-it"])
    data = {"framework": framework["framework"], "lot": lot, "migration": migration, "borough": borough, "value": "30.00"}
    return "call-off", data, borough


def end_framework(secretary: Secretary) -> Draft | None:
    known = secretary.ids("FrameworkAwarded", "framework")
    return ("end-framework", {"framework": secretary.any_of(known)}, None) if known else None


PROPOSALS: Proposals = {
    register: 8,
    change_contract: 20,
    consent: 3,
    award: 2,
    call_off: 4,
    end_framework: 1,
}
