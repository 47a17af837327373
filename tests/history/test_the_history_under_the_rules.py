"""The real history as a ledger: what goes in under the rules, and what a board can then be told about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.borough.borough import Borough
from domain.contract.contract import Contract
from domain.correction import in_order
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.judgement import carried, judge
from domain.migration.benefit import Claim
from domain.migration.binding import binding_contracts
from domain.migration.migration import Migration
from domain.migration.separation import SeparationNoticeGiven
from domain.reach import RULES
from domain.registry import apply
from infrastructure.history_csv import history
from tests.history.loaded import Loaded, load

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"
WESTMINSTER, HAMMERSMITH, KENSINGTON = "westminster", "hammersmith-fulham", "kensington-chelsea"
ALL = {WESTMINSTER, HAMMERSMITH, KENSINGTON}
ENVIRONMENTS = ("desktop", "data-centre", "support-desk")
FRONT_LINE = ("adult-social-care", "childrens-services", "public-health")


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return list(history(HISTORY))


@pytest.fixture(scope="module")
def ledger(lines: list[dict[str, Any]]) -> Loaded:
    return load(lines)


def agreed(fold: Fold) -> set[str]:
    return {id_ for id_, migration in fold.all(Migration).items() if migration.is_agreed}


def shared_by(fold: Fold, parties: set[str]) -> set[str]:
    """The merged services in which exactly these boroughs are settled."""
    return {id_ for id_, each in fold.all(Migration).items() if each.merged and set(each.moved) == parties}


def held_by(fold: Fold, migration: str, borough: str) -> list[tuple[str, date]]:
    """The contracts in the way of a borough's move: their suppliers and ends."""
    return [(contract.supplier, contract.end) for _, contract in binding_contracts(fold, migration, borough)]


def test_no_row_of_the_history_is_refused(ledger: Loaded, lines: list[dict[str, Any]]) -> None:
    assert ledger.refused == {}
    assert len(ledger.by_key) == len(lines) == 169


def test_ten_specifications_were_agreed_by_the_approval_that_completed_the_set(ledger: Loaded) -> None:
    agreements = [recorded for recorded in ledger.record if recorded.type == "SpecificationAgreed"]
    assert len(agreements) == 10
    assert len(ledger.record) == 179


def test_what_broke_a_rule_is_kept_as_irregular_with_exactly_that_rule(ledger: Loaded) -> None:
    broken = {
        key: [rule.code for rule in recorded.irregular.broken]
        for key, recorded_by in ledger.by_key.items()
        for recorded in recorded_by
        if recorded.irregular is not None
    }
    assert broken == {
        "TB-043-1": ["contract.area-already-moved"],
        "TB-058-1": ["systems.not-standardised"],
        "TB-070-1": ["separation.notice-required"],
        "TB-080-1": ["separation.notice-required"],
    }


def test_the_loaded_history_breaks_no_rule_that_an_irregular_record_does_not_name(ledger: Loaded) -> None:
    fold, found = Fold(), dict[int, set[str]]()
    for recorded in in_order(ledger.record):
        if broken := {rule.code for rule in judge(fold, recorded, RULES[recorded.type])}:
            found[recorded.position] = broken
        apply(fold, recorded)
    assert found == carried(ledger.record)


def test_on_1_july_2014_eight_areas_had_an_agreed_specification_and_two_had_not_yet(ledger: Loaded) -> None:
    assert agreed(ledger.as_of(2014, 7, 1)) == {*FRONT_LINE, "libraries", "finance-hr", *ENVIRONMENTS}
    assert agreed(ledger.as_of(2015, 1, 31)) - agreed(ledger.as_of(2014, 7, 1)) == {"it-organisation", "legal"}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_on_1_july_2014_two_boroughs_were_each_held_by_their_own_supplier(ledger: Loaded, environment: str) -> None:
    fold = ledger.as_of(2014, 7, 1)
    assert held_by(fold, environment, WESTMINSTER) == [("serco", date(2014, 10, 31))]
    assert held_by(fold, environment, HAMMERSMITH) == [("hf-bridge-partnership", date(2016, 10, 31))]
    assert held_by(fold, environment, KENSINGTON) == []


def test_no_notice_could_have_released_them_sooner(ledger: Loaded) -> None:
    fold, on = ledger.as_of(2014, 7, 1), date(2014, 7, 1)
    released = {
        id_: contract.release(on) for id_, contract in fold.all(Contract).items() if contract.annual_value > Decimal(1_000_000)
    }
    assert released == {
        "westminster-vertex-2002": date(2014, 10, 31),
        "hf-bridge-partnership-2006": date(2016, 10, 31),
    }


def test_in_2015_a_second_contract_held_up_westminsters_desktop_alone(ledger: Loaded) -> None:
    fold = ledger.as_of(2015, 6, 1)
    assert held_by(fold, "desktop", WESTMINSTER) == [("capgemini", date(2016, 1, 31))]
    assert WESTMINSTER not in fold.get(Migration, "desktop").moved
    assert {area for area in ENVIRONMENTS if WESTMINSTER in fold.get(Migration, area).moved} == {"data-centre", "support-desk"}
    assert held_by(ledger.as_of(2016, 1, 31), "desktop", WESTMINSTER) == []
    assert WESTMINSTER in ledger.as_of(2016, 2, 1).get(Migration, "desktop").moved


def test_without_the_variation_of_the_joint_venture_the_move_of_2015_is_refused(lines: list[dict[str, Any]]) -> None:
    without = load(line for line in lines if not line["key"].startswith("TB-035"))
    (broken,) = without.refused["TB-059-2"]
    (registered,) = without.by_key["TB-009-1"]
    assert (broken.code, broken.decisions) == ("contracts.not-concluded", (registered.position,))
    assert {key: [rule.code for rule in rules] for key, rules in without.refused.items()} == {
        "TB-037-2": ["cutover.before-release"],
        "TB-044-2": ["cutover.before-release"],
        "TB-059-2": ["contracts.not-concluded"],
        "TB-060-1": ["parties.not-moved"],
    }


def test_the_managed_services_were_adopted_in_2013_live_in_2015_and_left_in_2018(ledger: Loaded) -> None:
    def framework(year: int, month: int, day: int) -> Framework:
        return ledger.as_of(year, month, day).get(Framework, "managed-services-2013")

    assert {call_off.borough for call_off in framework(2013, 2, 20).call_offs} == {WESTMINSTER, HAMMERSMITH}
    assert {call_off.borough for call_off in framework(2013, 3, 1).call_offs} == ALL
    assert not ledger.as_of(2015, 3, 31).get(Migration, "finance-hr").moved
    assert set(ledger.as_of(2015, 4, 1).get(Migration, "finance-hr").moved) == ALL
    assert (framework(2018, 11, 30).state, framework(2018, 12, 1).state) == ("open", "ended")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_environments_never_merge_because_one_borough_never_moves(
    ledger: Loaded, lines: list[dict[str, Any]], environment: str
) -> None:
    assert set(ledger.as_of(2026, 1, 1).get(Migration, environment).moved) == {WESTMINSTER, HAMMERSMITH}
    tried = load(lines)
    example = next(line for line in lines if line["command"] == "merge-service")
    tried.take({**example, "key": "try", "effective_on": "2026-01-01", "data": {**example["data"], "migration": environment}})
    (broken,) = tried.refused["try"]
    assert broken.code == "parties.not-moved"
    assert "Kensington & Chelsea" in broken.message
    assert "Westminster" not in broken.message


def test_on_1_january_2017_six_services_were_one_for_all_three_boroughs(ledger: Loaded) -> None:
    merged = shared_by(ledger.as_of(2017, 1, 1), ALL)
    assert merged == {"libraries", *FRONT_LINE, "legal", "finance-hr"}


def test_after_1_april_2018_one_borough_remained_only_in_libraries_until_2022_and_in_finance_and_hr(ledger: Loaded) -> None:
    assert shared_by(ledger.as_of(2018, 4, 2), ALL) == {"libraries", "finance-hr"}
    assert shared_by(ledger.as_of(2018, 4, 2), {WESTMINSTER, KENSINGTON}) == {*FRONT_LINE, "legal", "it-organisation"}
    assert shared_by(ledger.as_of(2022, 6, 1), ALL) == {"finance-hr"}


def test_the_notices_of_2017_were_given_by_two_boroughs_for_the_day_on_which_the_third_separated(ledger: Loaded) -> None:
    notices = [
        (recorded.effective_on, recorded.decision.borough, ledger.authority[recorded.position]["body"])
        for recorded in ledger.record
        if isinstance(recorded.decision, SeparationNoticeGiven)
        and recorded.decision.migration in FRONT_LINE
        and recorded.decision.separates_on == date(2018, 4, 1)
    ]
    day = date(2017, 3, 27)
    assert notices == [(day, WESTMINSTER, "Westminster Cabinet")] * 3 + [(day, KENSINGTON, "Kensington & Chelsea")] * 3
    for area in FRONT_LINE:
        separated = ledger.as_of(2018, 4, 1).get(Migration, area).separated
        assert {borough: each.on for borough, each in separated.items()} == {HAMMERSMITH: date(2018, 4, 1)}


def test_in_december_2013_the_cutover_of_finance_and_hr_was_put_back_within_2014(ledger: Loaded) -> None:
    before, after = ledger.as_of(2013, 12, 14), ledger.as_of(2013, 12, 15)
    for borough in ALL:
        assert before.get(Migration, "finance-hr").cutovers[borough].on == date(2014, 4, 1)
        assert after.get(Migration, "finance-hr").cutovers[borough].on == date(2014, 10, 1)


def test_nobody_left_the_programme(ledger: Loaded) -> None:
    assert all(ledger.as_of(2026, 1, 1).get(Borough, borough).member for borough in ALL)


def test_the_figures_of_2012_and_2017_are_one_claim_unanswered_and_one_note(ledger: Loaded) -> None:
    (claim,) = ledger.as_of(2026, 1, 1).all(Claim).values()
    assert (claim.amount, claim.year) == (Decimal("7700000.00"), 2012)
    assert not claim.answers
    (noted,) = ledger.by_key["TB-073-1"]
    assert noted.type == "NoteRecorded"
