"""What the programme and its boroughs may decide."""

from __future__ import annotations

from tests.legal import naive_words as words
from tests.legal.commands import BOROUGHS, SYSTEMS, Draft, Proposals, Secretary


def adopt(secretary: Secretary) -> Draft:
    return "adopt-principles", {"principles": [{"principle": "once", "text": "Buy once"}]}, None


def endorse(secretary: Secretary) -> Draft:
    borough = secretary.any_of([b for b in secretary.members() if not words.has_endorsed(secretary.now, b)], BOROUGHS)
    return "endorse-principles", {"borough": borough}, borough


def declare(secretary: Secretary) -> Draft:
    borough, area, system = (
        secretary.any_of(secretary.members(), BOROUGHS),
        secretary.any_of([a for a, kind in secretary.areas.items() if kind == "environment"], list(secretary.areas)),
        secretary.any_of(SYSTEMS),
    )
    runs = system in words.systems(secretary.now, borough, area)
    name = "retire-system" if runs is (secretary.random.random() < 0.8) else "declare-system"
    return name, {"borough": borough, "area": area, "system": system}, borough


def baseline(secretary: Secretary) -> Draft:
    borough = secretary.any_of(secretary.members(), BOROUGHS)
    data = {
        "borough": borough,
        "area": secretary.any_of(list(secretary.areas)),
        "year": secretary.any_of((2018, 2019)),
        "annual_cost": "100.00",
    }
    return "declare-baseline", data, borough


def threshold(secretary: Secretary) -> Draft:
    data = {"kind": secretary.any_of(("revenue", "capital")), "amount": secretary.any_of(("300.00", "3000.00", "99999.00"))}
    return "set-consent-threshold", {**data, "counts_from_on": secretary.day(-30, -10, 0)}, None


def withdraw(secretary: Secretary) -> Draft:
    noticed = [b for b in secretary.members() if secretary.now.ends_with("WithdrawalNoticeGiven", "BoroughJoined", borough=b)]
    if noticed and secretary.random.random() < 0.6:
        borough = secretary.any_of(noticed, BOROUGHS)
        return "withdraw-borough", {"borough": borough}, borough
    borough = secretary.any_of(secretary.members(), BOROUGHS)
    return "give-notice-of-withdrawal", {"borough": borough, "leaves_on": secretary.day(2, 3, 9)}, borough


def admit(secretary: Secretary) -> Draft:
    borough = secretary.any_of([b for b in BOROUGHS if b not in secretary.members()], BOROUGHS)
    return "admit-borough", {"borough": borough, "title": borough.title()}, None


PROPOSALS: Proposals = {
    adopt: 1,
    endorse: 6,
    declare: 6,
    baseline: 2,
    threshold: 2,
    withdraw: 3,
    admit: 2,
}
