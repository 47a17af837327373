"""Gates: every condition of a migration's next steps, with the sentences of a refusal, and what opened those that are open."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.gates import gates
from application.moment import fold_at
from application.next_steps import next_steps
from application.open_gates import NOTHING_IN_THE_WAY
from application.views.view import Document
from domain.judgement import judge
from domain.reach import RULES
from domain.rule import STRUCTURAL
from infrastructure.history_csv import command_lines
from tests.replay.asking import questions
from tests.replay.council import Council
from tests.replay.programmes import programme, told_by_lines
from tests.replay.story import FIRST, LAST_DAY

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"


@given(st.integers(0, 2**32 - 1))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_a_gate_is_closed_when_the_step_would_be_refused_by_it_and_says_the_same(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    at = told.moment(FIRST + timedelta(days=random.randint(0, LAST_DAY)))
    replay = fold_at(at, told.known())

    for migration in ("desktops", "officers"):
        standing = gates(replay, migration)
        for step in next_steps(replay.fold, migration, at.as_of) if standing else ():
            taken = step.taken(replay.fold, at.as_of)
            broken = {each.code: each for each in judge(replay.fold, taken, RULES[taken.type])}
            assert not broken.keys() & STRUCTURAL, "a next step is one that could be taken at all"
            for place, gate in standing.items():
                if (place.borough, place.step, place.framework) == step.name:
                    assert gate.open is (place.code not in broken)
                    if not gate.open:
                        refusal = broken[place.code]
                        assert (gate.message, gate.until, gate.who_can) == (refusal.message, refusal.until, refusal.who_can)
            of_step = {place.code for place in standing if (place.borough, place.step, place.framework) == step.name}
            assert of_step == {rule.code for rule in RULES[taken.type] if rule.code not in STRUCTURAL}


def told(council: Council, as_of: str, code: str, borough: str | None) -> Document:
    found = questions(council.store).gates("shared-desktop", council.at(as_of).moment) or []
    [gate] = [each for each in found if (each["code"], each["borough"]) == (code, borough)]
    return gate


def test_a_contract_closes_the_gate_of_its_holder_alone_until_it_ends() -> None:
    council = Council()
    proposed = council.migration("ash", "birch")
    registered = council.contract("ash", "desks", "2012-03-31")

    gate = told(council, "2011-01-01", "contracts.not-concluded", "ash")
    assert (gate["open"], gate["until"]) == (False, "2012-03-31")
    assert gate["message"].startswith('Ash cannot move to Shared desktop on 1 January 2011: "Desks" runs to 31 March 2012')
    assert {proposed, registered} <= set(gate["decisions"])
    assert gate["who_can"] == ["an officer of ash, with conclude-contract", "the joint board, with grant-dispensation"]
    assert told(council, "2011-01-01", "contracts.not-concluded", "birch")["open"]


def test_an_open_gate_says_what_opened_it() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desks", "2012-03-31")
    concluded = council.of("ash", "2011-05-01", "conclude-contract", contract="desks", manner="mutual")

    gate = told(council, "2011-06-01", "contracts.not-concluded", "ash")
    assert gate["open"]
    assert gate["message"] == ('No contract of its own keeps Ash from the shared Desktop: "Desks" was concluded on 1 May 2011.')
    assert concluded in gate["decisions"]


def test_a_dispensation_opens_its_gate_until_it_expires() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desks", "2012-03-31")
    waiver = {"gate": "contracts.not-concluded", "subject": "migration:shared-desktop", "expires_on": "2011-03-31"}
    granted = council.board("2011-01-01", "grant-dispensation", dispensation="waiver", **waiver)

    gate = told(council, "2011-03-31", "contracts.not-concluded", "ash")
    assert (gate["open"], gate["until"]) == (True, "2011-03-31")
    assert gate["message"].endswith("The board's dispensation waiver opens this gate until 31 March 2011.")
    assert granted in gate["decisions"]
    assert not told(council, "2011-04-01", "contracts.not-concluded", "ash")["open"]


def test_a_revoked_dispensation_opens_nothing_and_is_told_as_the_cause_of_that() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desks", "2012-03-31")
    waiver = {"gate": "contracts.not-concluded", "subject": "migration:shared-desktop", "expires_on": "2011-12-31"}
    council.board("2011-01-01", "grant-dispensation", dispensation="waiver", **waiver)
    revoked = council.board("2011-02-01", "revoke-dispensation", dispensation="waiver")

    gate = told(council, "2011-02-01", "contracts.not-concluded", "ash")
    assert not gate["open"]
    assert revoked in gate["decisions"]


def test_a_party_that_has_moved_waits_for_the_others() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.of("ash", "2011-01-01", "move-borough", migration="shared-desktop", borough="ash")

    found = questions(council.store).gates("shared-desktop", council.at("2011-06-01").moment) or []
    assert {each["borough"] for each in found} == {None, "birch"}
    gate = told(council, "2011-06-01", "parties.not-moved", None)
    assert gate["message"] == "Shared desktop cannot merge before every party has moved: Birch has not."
    assert gate["who_can"][0] == "an officer of birch, with move-borough"


def test_after_the_merger_the_gates_are_those_of_leaving() -> None:
    council = Council()
    council.migration("ash", "birch")
    for borough in ("ash", "birch"):
        council.of(borough, "2011-01-01", "move-borough", migration="shared-desktop", borough=borough)
    council.board("2011-02-01", "merge-service", migration="shared-desktop", place="Town hall", single_case_load=True)

    found = questions(council.store).gates("shared-desktop", council.at("2011-06-01").moment) or []
    assert {step for each in found for step in each["steps"]} == {"separate-service"}
    assert not told(council, "2011-06-01", "separation.notice-required", "ash")["open"]


def test_every_rule_that_can_be_a_gate_has_words_for_being_open() -> None:
    random = Random(7)
    codes: dict[str, bool] = {}
    for _ in range(12):
        story = programme(random)
        for day in range(30, LAST_DAY, 30):
            replay = fold_at(story.moment(FIRST + timedelta(days=day)), story.known())
            for migration in ("desktops", "officers"):
                for place, gate in gates(replay, migration).items():
                    if gate.open:
                        codes[place.code] = gate.message != NOTHING_IN_THE_WAY[0]
    assert all(codes.values()), codes
    assert len(codes) >= 18


@pytest.fixture(scope="module")
def history() -> Any:
    return told_by_lines(command_lines(HISTORY))


def standing(history: Any, as_of: date, migration: str, borough: str | None) -> dict[str, bool]:
    found = questions(history.store).gates(migration, history.moment(as_of)) or []
    return {each["code"]: each["open"] for each in found if each["borough"] == borough}


def closed(history: Any, as_of: date, migration: str, borough: str | None) -> set[str]:
    return {code for code, is_open in standing(history, as_of, migration, borough).items() if not is_open}


def test_in_july_2014_each_boroughs_desktop_waited_for_something_of_its_own(history: Any) -> None:
    on = date(2014, 7, 1)
    assert closed(history, on, "desktop", "westminster") == {"contracts.not-concluded"}
    assert closed(history, on, "desktop", "kensington-chelsea") == {"framework.not-adopted"}
    assert closed(history, on, "desktop", "hammersmith-fulham") == {
        "contracts.not-concluded",
        "cutover.before-release",
        "framework.not-adopted",
    }
    assert closed(history, on, "desktop", None) == {"parties.not-moved"}


def test_before_the_entry_about_westminsters_contract_was_known_nothing_of_it_is_told(history: Any) -> None:
    [registered] = [each.position for each in history.known() if "contract:westminster-vertex-2002" in each.tags][:1]
    at = history.moment(date(2014, 7, 1), registered - 1)
    assert questions(history.store).gates("desktop", at) is None
