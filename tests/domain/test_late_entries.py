"""What a late entry makes of decisions recorded before it: they concern more than was known when they were recorded."""

from __future__ import annotations

import pytest

from application.sitting import Refusal
from domain.decision import Actor
from tests.domain.programme import Programme, day


def test_an_extension_is_checked_against_the_cutover_of_a_holder_who_was_entered_after_it() -> None:
    programme = Programme()
    programme.propose("desks", "desktop", "ash", "birch")
    programme.agree("desks", "ash", "birch", on=2)
    terms = {"contract": "c-1", "title": "Desks", "supplier": "acme", "kind": "revenue", "annual_value": "1.00", "notice_days": 0}
    dates = {"starts_on": day(1), "ends_on": day(32), "extensions": [{"months": 1}]}
    programme.officer("ash", 2, "register-contract", boroughs=["ash"], areas=["desktop"], **terms, **dates)
    programme.officer("ash", 20, "extend-contract", contract="c-1", months=1)
    programme.officer("ash", 10, "vary-contract", contract="c-1", boroughs=["ash", "birch"])
    cutover = {"migration": "desks", "borough": "birch", "cutover_on": day(40)}
    assert programme.refused("birch", 12, "schedule-cutover", **cutover) == ["history.contradicts-later"]


@pytest.fixture
def merged() -> Programme:
    """The IT organisations of ash and birch, merged on day 8: cedar is entered late as a party."""
    programme = Programme()
    programme.propose("one-it", "it", "ash", "birch")
    programme.agree("one-it", "ash", "birch", on=1)
    programme.move("one-it", "ash", "birch", on=2)
    programme.board(8, "merge-service", migration="one-it", place="Here", single_case_load=True)
    return programme


def test_a_system_that_a_late_party_declares_is_checked_against_the_merger(merged: Programme) -> None:
    merged.irregular(4, "add-party", migration="one-it", borough="cedar")
    system = {"borough": "cedar", "area": "desktop", "system": "red"}
    assert merged.refused("cedar", 5, "declare-system", **system) == ["history.contradicts-later"]


def test_a_late_party_is_checked_with_the_systems_that_it_declared_before(merged: Programme) -> None:
    merged.officer("cedar", 3, "declare-system", borough="cedar", area="desktop", system="red")
    added = {"migration": "one-it", "borough": "cedar"}
    outcome = merged.post(Actor("board", frozenset({"board"})), 4, "add-party", added)
    assert isinstance(outcome, Refusal)
    assert "parties.not-moved and systems.not-standardised" in outcome.broken[0].message
