"""Which commands are in each other's way: those that the rule between them concerns, and no others."""

from __future__ import annotations

from datetime import date
from itertools import count, product
from typing import Any

import pytest

from application.ports import BoundaryChanged
from application.posted import Posted
from application.sitting import Decided
from tests.domain.programme import Programme, day
from tests.legal.commands import Command
from tests.legal.court import posted

KEYS = (f"conflict-{n}" for n in count(1))


def command(officer_of: str, name: str, **data: Any) -> Posted:
    return posted(Command(name, date.fromisoformat(day(5)), data, board=False, borough=officer_of), next(KEYS))


def move(borough: str, area: str) -> Posted:
    return command(borough, "move-borough", migration=f"m-{area}", borough=borough)


def register(borough: str, area: str) -> Posted:
    terms = {"contract": f"c-{borough}-{area}", "title": "A contract", "supplier": "acme", "kind": "revenue", "notice_days": 0}
    value = {"starts_on": day(1), "ends_on": day(60), "annual_value": "1.00"}
    return command(borough, "register-contract", boroughs=[borough], areas=[area], **terms, **value)


@pytest.fixture
def programme() -> Programme:
    """Two agreed migrations, in the desktop and the libraries, of the same two boroughs."""
    programme = Programme()
    for area in ("desktop", "libraries"):
        programme.propose(f"m-{area}", area, "ash", "birch")
        programme.agree(f"m-{area}", "ash", "birch", on=2)
    return programme


def are_in_each_others_way(programme: Programme, one: Posted, other: Posted) -> bool:
    """Whether, of two commands decided at once, only the first can be recorded on that decision."""
    sittings = [programme.ledger.sitting(), programme.ledger.sitting()]
    for sitting, each in zip(sittings, (one, other), strict=True):
        assert isinstance(sitting.decide(each), Decided)
    sittings[0].minute()
    try:
        sittings[1].minute()
    except BoundaryChanged:
        return True
    return False


PLACES = list(product(("ash", "birch"), ("desktop", "libraries")))


@pytest.mark.parametrize("first", ["move", "register"])
@pytest.mark.parametrize("registered", PLACES, ids=" ".join)
@pytest.mark.parametrize("moved", PLACES, ids=" ".join)
def test_a_move_is_in_the_way_of_a_contract_for_that_borough_and_area_alone(
    programme: Programme, moved: tuple[str, str], registered: tuple[str, str], first: str
) -> None:
    commands = [move(*moved), register(*registered)]
    pair = commands if first == "move" else commands[::-1]
    assert are_in_each_others_way(programme, *pair) is (moved == registered)


def test_moves_of_different_boroughs_are_not_in_each_others_way(programme: Programme) -> None:
    assert not are_in_each_others_way(programme, move("ash", "desktop"), move("birch", "desktop"))


def test_contracts_of_one_borough_in_different_areas_are_not_in_each_others_way(programme: Programme) -> None:
    assert not are_in_each_others_way(programme, register("ash", "desktop"), register("ash", "libraries"))
