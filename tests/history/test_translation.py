"""The real history as commands: every row is told, nothing is told twice, and what was made up is marked."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from infrastructure.history.details import read_details
from infrastructure.history_csv import details_of, history

ROOT = Path(__file__).parents[2]
HISTORY = ROOT / "examples" / "triborough-history.csv"

# The names of fields in docs of the commands; "?" marks those that may be absent.
FIELDS = {
    "start-programme": "title",
    "adopt-principles": "principles",
    "define-service-area": "area title kind",
    "admit-borough": "borough title",
    "endorse-principles": "borough",
    "declare-system": "borough area system title?",
    "declare-baseline": "borough area year annual_cost",
    "register-contract": "contract title supplier boroughs areas kind starts_on ends_on"
    " annual_value notice_days extensions reference?",
    "extend-contract": "contract months",
    "vary-contract": "contract title? annual_value? areas? boroughs?",
    "novate-contract": "contract supplier",
    "conclude-contract": "contract manner exit_cost?",
    "award-framework": "framework title lots open_to starts_on ends_on ceiling",
    "call-off": "framework lot borough migration value",
    "end-framework": "framework",
    "propose-migration": "migration title area parties needs_framework target_on target_annual_saving quality_floor",
    "propose-specification": "migration version title sha256 href? principles",
    "approve-specification": "migration version borough",
    "schedule-cutover": "migration borough cutover_on",
    "move-borough": "migration borough",
    "merge-service": "migration place single_case_load headcount?",
    "claim-benefit": "claim migration borough year amount",
    "give-notice-of-separation": "migration borough separates_on",
    "separate-service": "migration borough",
    "record-note": "note text objects",
}


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return list(history(HISTORY))


def row_of(line: dict[str, Any]) -> str:
    return str(line["key"]).rpartition("-")[0]


def of_row(lines: list[dict[str, Any]], row: str) -> list[dict[str, Any]]:
    return [line for line in lines if row_of(line) == row]


def test_every_row_of_the_history_gives_at_least_one_command_in_the_order_of_the_file(
    lines: list[dict[str, Any]],
) -> None:
    assert [row for row, _ in groupby(lines, row_of)] == [f"TB-{number:03}" for number in range(1, 81)]


def test_no_key_is_used_twice(lines: list[dict[str, Any]]) -> None:
    assert [key for key, times in Counter(line["key"] for line in lines).items() if times > 1] == []


def test_the_history_translates_to_the_same_commands_each_time(lines: list[dict[str, Any]]) -> None:
    assert list(history(HISTORY)) == lines


def test_each_command_has_exactly_the_fields_that_it_is_specified_to_have(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        names = FIELDS[line["command"]].split()
        required, allowed = {name for name in names if "?" not in name}, {name.rstrip("?") for name in names}
        assert required <= line["data"].keys() <= allowed, line["key"]


def test_the_dates_of_the_commands_never_run_backwards(lines: list[dict[str, Any]]) -> None:
    dates = [line["effective_on"] for line in lines]
    assert dates == sorted(dates)


def test_a_fact_about_three_boroughs_and_three_areas_is_nine_commands_each_by_its_own_borough(
    lines: list[dict[str, Any]],
) -> None:
    approvals = of_row(lines, "TB-013")
    assert {(line["data"]["migration"], line["data"]["borough"]) for line in approvals} == {
        (area, borough)
        for area in ("adult-social-care", "childrens-services", "libraries")
        for borough in ("westminster", "hammersmith-fulham", "kensington-chelsea")
    }
    assert all(line["for"] == line["data"]["borough"] for line in approvals)


def test_a_meeting_of_one_borough_is_no_authority_for_another(lines: list[dict[str, Any]]) -> None:
    approvals = {line["for"]: line["authority"] for line in of_row(lines, "TB-026")}
    assert approvals["hammersmith-fulham"]["body"] == "Hammersmith & Fulham Cabinet"
    assert approvals["hammersmith-fulham"]["met_on"] == "2012-10-15"
    assert approvals["westminster"]["body"] == "Not stated in the source"
    assert approvals["kensington-chelsea"]["body"] == "Not stated in the source"


def test_the_one_sum_of_the_first_year_is_claimed_once(lines: list[dict[str, Any]]) -> None:
    claims = [line["data"]["amount"] for line in lines if line["command"] == "claim-benefit"]
    assert claims == ["7700000.00"]


def test_only_what_the_sources_show_to_have_broken_a_rule_is_entered_as_irregular(lines: list[dict[str, Any]]) -> None:
    irregular = {line["key"]: line["for"] for line in lines if "irregular" in line}
    assert irregular == dict.fromkeys(("TB-043-1", "TB-058-1", "TB-070-1", "TB-080-1"), "board")


def test_a_digest_of_a_specification_is_that_of_our_own_sentence_and_the_record_says_so(
    lines: list[dict[str, Any]],
) -> None:
    for line in lines:
        if line["command"] == "propose-specification":
            assert len(line["data"]["sha256"]) == 64
            assert "not of the councils' paper" in line["authority"]["reasons"]


def test_the_record_tells_how_sure_the_fact_is_and_what_was_made_up(lines: list[dict[str, Any]]) -> None:
    (registered,) = of_row(lines, "TB-009")
    reasons = registered["authority"]["reasons"]
    assert "(Row TB-009 of the history: reported, dated to the month.)" in reasons
    assert "Illustrative, not from the sources: annual_value, kind, notice_days, starts_on." in reasons


def test_every_mark_of_an_illustrative_field_is_on_a_field_that_the_row_has(lines: list[dict[str, Any]]) -> None:
    details = read_details(details_of(HISTORY))
    for row, said in details.rows.items():
        assert said.illustrative <= {name for line in of_row(lines, row) for name in line["data"]}, row


def test_whatever_is_made_up_or_chosen_is_explained() -> None:
    details = read_details(details_of(HISTORY))
    assert [row for row, said in details.rows.items() if said.illustrative and not said.why] == []


def test_the_translator_names_nothing_of_this_programme() -> None:
    details = read_details(details_of(HISTORY))
    code = "".join(path.read_text() for path in (ROOT / "infrastructure" / "history").glob("*.py"))
    names = [*details.boroughs, *details.boroughs.values(), *details.suppliers]
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", code, re.IGNORECASE)] == []
