"""Deadlines: what has to be decided by when, and the last meeting that can still act on each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.deadlines import KINDS, deadlines
from application.hypotheses import read_what_if
from application.period import end_of
from application.sitting import Refusal
from tests.replay.asking import questions
from tests.replay.council import START, Council, contract


def standing(council: Council, as_of: str, within: str = "P6M", known_at: int | None = None) -> list[dict[str, Any]]:
    found = council.at(as_of, known_at)
    return deadlines(found, end_of(within, found.moment.as_of))


def days(council: Council, as_of: str, within: str = "P6M", known_at: int | None = None) -> list[tuple[str, str]]:
    return [(each["kind"], each["on"]) for each in standing(council, as_of, within, known_at)]


NOTICE = [
    # ends on, days of notice, months of the options used; last day for notice
    ("2026-03-31", 90, (), "2025-12-31"),
    ("2024-03-31", 31, (), "2024-02-29"),  # 31 days back over a leap February: 29 February
    ("2023-03-31", 31, (), "2023-02-28"),
    ("2024-02-29", 365, (), "2023-03-01"),  # a year of days back from a leap day is 1 March
    ("2023-02-28", 0, (12,), None),  # no notice is asked, so none has a last day
    ("2023-02-28", 28, (12,), "2024-02-01"),  # from a month's last day to a month's last day: 29 February 2024, less 28
    ("2023-02-27", 28, (12,), "2024-01-30"),
    ("2026-01-31", 30, (1,), "2026-01-29"),  # 28 February 2026, less 30
    ("2026-08-31", 30, (6,), "2027-01-29"),  # 28 February 2027, less 30
    ("2026-03-31", 180, (12, 6), "2027-04-03"),  # 30 September 2027, less 180
    ("2026-12-25", 7, (), "2026-12-18"),  # a contract's dates are days of the calendar, Christmas or not
]


@pytest.mark.parametrize(("ends_on", "notice_days", "used", "last_day"), NOTICE)
def test_the_last_day_for_notice_is_counted_back_from_the_end_with_the_options_used(
    ends_on: str, notice_days: int, used: tuple[int, ...], last_day: str | None
) -> None:
    council = Council()
    council.contract("ash", "desk", ends_on, notice_days=notice_days, extensions=[{"months": months} for months in used])
    for months in used:
        council.of("ash", "2011-01-01", "extend-contract", contract="desk", months=months)
    found = [on for kind, on in days(council, "2012-01-01", "P20Y") if kind == "notice"]
    assert found == ([last_day] if last_day else [])


@pytest.mark.parametrize(("ends_on", "notice_days", "used", "last_day"), [case for case in NOTICE if case[3]])
def test_notice_for_the_end_is_taken_on_its_last_day_and_refused_on_the_day_after(
    ends_on: str, notice_days: int, used: tuple[int, ...], last_day: str
) -> None:
    council = Council()
    council.contract("ash", "desk", ends_on, notice_days=notice_days, extensions=[{"months": months} for months in used])
    for months in used:
        council.of("ash", "2011-01-01", "extend-contract", contract="desk", months=months)
    [end] = [on for kind, on in days(council, "2012-01-01", "P20Y") if kind == "contract-end"]
    outcomes = []
    for day in (date.fromisoformat(last_day), date.fromisoformat(last_day) + timedelta(days=1)):
        notice = {"command": "give-notice", "effective_on": day.isoformat(), "data": {"contract": "desk", "ends_on": end}}
        at = council.at(day.isoformat()).moment
        [outcome] = questions(council.store).what_if(read_what_if({"commands": [notice]}, day), at).outcomes
        outcomes.append([rule.code for rule in outcome.broken] if isinstance(outcome, Refusal) else [])
    assert outcomes == [[], ["contract.notice-too-short"]]


def test_a_contract_is_never_extended_tacitly() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-03-31", notice_days=30, extensions=[{"months": 12}])
    assert days(council, "2015-03-31", "P10Y") == [("contract-end", "2015-03-31"), ("extension", "2015-03-31")]
    assert days(council, "2015-04-01", "P10Y") == []


def test_each_option_has_a_last_day_of_its_own_and_the_end_moves_when_it_is_used() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-03-31", extensions=[{"months": 12}, {"months": 6}])
    council.of("ash", "2015-01-01", "extend-contract", contract="desk", months=6)
    assert days(council, "2014-12-31", "P9M") == [("contract-end", "2015-03-31"), ("extension", "2015-03-31")]
    assert days(council, "2015-01-01", "P9M") == [("contract-end", "2015-09-30"), ("extension", "2015-09-30")]
    council.of("ash", "2015-02-01", "extend-contract", contract="desk", months=12)
    assert days(council, "2015-02-01", "P2Y") == [("contract-end", "2016-09-30")]


def test_notice_given_settles_notice_and_options_and_moves_the_end() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31", notice_days=90, extensions=[{"months": 12}])
    council.of("ash", "2015-01-15", "give-notice", contract="desk", ends_on="2015-06-30")
    assert days(council, "2015-01-15", "P2Y") == [("contract-end", "2015-06-30")]
    assert days(council, "2015-01-14", "P2Y") == [
        ("notice", "2015-10-02"),
        ("contract-end", "2015-12-31"),
        ("extension", "2015-12-31"),
    ]


def test_a_concluded_contract_has_no_deadline_left() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31", notice_days=90)
    council.of("ash", "2015-03-01", "conclude-contract", contract="desk", manner="mutual")
    assert days(council, "2015-02-28", "P1Y") == [("notice", "2015-10-02"), ("contract-end", "2015-12-31")]
    assert days(council, "2015-03-01", "P1Y") == []


def test_frameworks_dispensations_withdrawals_and_separations_have_their_days() -> None:
    council = Council()
    lots = [{"lot": "one", "area": "desktop", "supplier": "large"}]
    terms = {"framework": "common", "title": "Common", "lots": lots, "open_to": ["ash", "birch"], "ceiling": "1.00"}
    council.board(START, "award-framework", starts_on=START, ends_on="2015-02-28", **terms)
    waiver = {"dispensation": "waived", "gate": "contracts.not-concluded", "subject": "migration:shared-desktop"}
    council.migration("ash", "birch")
    council.board(START, "grant-dispensation", expires_on="2015-03-31", **waiver)
    for borough in ("ash", "birch"):
        council.of(borough, "2012-01-01", "move-borough", migration="shared-desktop", borough=borough)
    council.board("2012-01-01", "merge-service", migration="shared-desktop", place="Town Hall", single_case_load=False)
    council.of("ash", "2014-01-01", "give-notice-of-withdrawal", borough="ash", leaves_on="2015-05-31")
    leaving = {"migration": "shared-desktop", "borough": "ash", "separates_on": "2015-04-30"}
    council.of("ash", "2014-01-01", "give-notice-of-separation", **leaving)
    found = standing(council, "2015-01-01")
    assert [(each["kind"], each["object"], each["on"]) for each in found] == [
        ("framework-end", "framework:common", "2015-02-28"),
        ("dispensation-lapse", "dispensation:waived", "2015-03-31"),
        ("separation", "migration:shared-desktop", "2015-04-30"),
        ("withdrawal", "borough:ash", "2015-05-31"),
    ]
    council.board("2015-01-01", "end-framework", framework="common")
    council.board("2015-01-01", "revoke-dispensation", dispensation="waived")
    assert [each["kind"] for each in standing(council, "2015-01-01")] == ["separation", "withdrawal"]
    council.of("ash", "2015-04-30", "separate-service", migration="shared-desktop", borough="ash")
    assert [each["kind"] for each in standing(council, "2015-04-30")] == ["withdrawal"]
    council.of("ash", "2015-05-31", "withdraw-borough", borough="ash")
    assert standing(council, "2015-05-31") == []


def test_the_last_meeting_is_the_latest_whose_decision_can_be_acted_on_in_time() -> None:
    council = Council()
    council.contract("ash", "desk", "2026-06-30", notice_days=90)  # the last day for notice is 1 April 2026
    council.lead_times(28, 5, 5)
    council.meeting("february", "2026-02-10")
    # Call-in of a meeting on Wed 25 March ends on Wed 1 April: it acts from Thursday, a day late. On Tue 24 it acts from the 1st.
    council.meeting("late", "2026-03-25")
    council.meeting("march", "2026-03-24")
    [notice] = [each for each in standing(council, "2026-01-05", "P4M") if each["kind"] == "notice"]
    assert notice["on"] == "2026-04-01"
    assert notice["last_meeting"] == {
        "meeting": "march",
        "body": "Joint Cabinet",
        "meets_on": "2026-03-24",
        "notice_by": "2026-02-23",
        "papers_by": "2026-03-16",
        "call_in_ends_on": "2026-03-31",
        "acts_from": "2026-04-01",
    }


def test_a_meeting_that_can_no_longer_be_announced_cannot_act() -> None:
    council = Council()
    council.contract("ash", "desk", "2026-06-30", notice_days=90)
    council.lead_times(28, 5, 5)
    council.meeting("march", "2026-03-24")
    council.lead_times(0, 3, 0, body="Urgency Committee")
    council.meeting("urgent", "2026-03-12", body="Urgency Committee")

    def last(as_of: str) -> str | None:
        [notice] = [each for each in standing(council, as_of) if each["kind"] == "notice"]
        return notice["last_meeting"] and str(notice["last_meeting"]["meeting"])

    assert last("2026-02-23") == "march"  # the last day for its public notice
    assert last("2026-02-24") == "urgent"
    assert last("2026-03-06") == "urgent"  # the last day for its papers
    assert last("2026-03-07") is None


def test_a_cancelled_meeting_cannot_act_and_a_moved_one_acts_from_its_new_day() -> None:
    council = Council()
    council.contract("ash", "desk", "2026-06-30", notice_days=90)
    council.lead_times(28, 5, 5)
    council.meeting("first", "2026-03-10")
    council.meeting("second", "2026-03-17")
    council.board("2026-01-10", "cancel-meeting", meeting="second")
    council.board("2026-01-20", "move-meeting", meeting="first", body="Joint Cabinet", meets_on="2026-03-12")
    last = {
        day: next(each["last_meeting"]["meets_on"] for each in standing(council, day) if each["kind"] == "notice")
        for day in ("2026-01-09", "2026-01-10", "2026-01-20")
    }
    assert last == {"2026-01-09": "2026-03-17", "2026-01-10": "2026-03-10", "2026-01-20": "2026-03-12"}


def test_each_body_says_by_when_it_would_have_to_meet() -> None:
    council = Council()
    council.contract("ash", "desk", "2026-06-30", notice_days=90)
    council.lead_times(28, 5, 5)
    council.meeting("assembly", "2026-03-10", body="Assembly")

    def bodies(as_of: str) -> dict[str, Any]:
        [notice] = [each for each in standing(council, as_of) if each["kind"] == "notice"]
        return {each["body"]: (each["meet_by"], each["lead_times_set"]) for each in notice["bodies"]}

    # 1 April is a Wednesday: without call-in it can meet that day; with it on the 24th, before five working days.
    assert bodies("2026-02-23") == {"Assembly": ("2026-04-01", False), "Joint Cabinet": ("2026-03-24", True)}
    assert bodies("2026-02-24") == {"Assembly": ("2026-04-01", False), "Joint Cabinet": (None, True)}


def test_a_body_without_lead_times_of_its_own_is_held_to_those_of_the_regulations() -> None:
    council = Council()
    council.contract("ash", "desk", "2026-06-30", notice_days=90)
    council.meeting("assembly", "2026-03-10", body="Assembly")
    [notice] = [each for each in standing(council, "2026-01-05", "P4M") if each["kind"] == "notice"]
    last = notice["last_meeting"]
    assert (last["notice_by"], last["papers_by"], last["acts_from"]) == ("2026-02-09", "2026-03-02", "2026-03-10")


def test_a_rectified_end_moves_its_deadlines_but_not_what_was_known_before() -> None:
    council = Council()
    position = council.contract("ash", "desk", "2026-06-30", notice_days=90)
    corrected = contract("ash", "desk", "2026-07-31", notice_days=90)
    council.of("ash", "2026-01-10", "rectify-decision", position=position, data=corrected)
    assert days(council, "2026-02-01") == [("notice", "2026-05-02"), ("contract-end", "2026-07-31")]
    assert days(council, "2026-02-01", known_at=position) == [("notice", "2026-04-01"), ("contract-end", "2026-06-30")]


def test_every_kind_of_deadline_names_its_decisions_and_who_can_act() -> None:
    council = Council()
    position = council.contract("ash", "desk", "2015-12-31", notice_days=90, extensions=[{"months": 12}])
    for each in standing(council, "2015-01-01", "P1Y"):
        assert each["kind"] in KINDS
        assert each["decisions"] == [position]
        assert each["boroughs"] == ["ash"]
    assert [each["who_can"] for each in standing(council, "2015-01-01", "P1Y")] == [
        ["an officer of ash, with give-notice"],
        ["an officer of ash, with conclude-contract"],
        ["an officer of ash, with extend-contract"],
    ]


@pytest.mark.parametrize(
    ("noticed_for", "names"),
    [
        ("2015-09-30", ["registered", "noticed"]),  # before the first end: the extension moved nothing
        ("2016-06-30", ["registered", "extended", "noticed"]),  # without the extension it would have ended in 2015
    ],
)
def test_an_end_by_notice_names_an_extension_only_where_that_moved_it(noticed_for: str, names: list[str]) -> None:
    council = Council()
    by_name = {
        "registered": council.contract("ash", "desk", "2015-12-31", notice_days=30, extensions=[{"months": 12}]),
        "extended": council.of("ash", "2015-01-01", "extend-contract", contract="desk", months=12),
        "noticed": council.of("ash", "2015-02-01", "give-notice", contract="desk", ends_on=noticed_for),
    }
    [end] = [each for each in standing(council, "2015-03-01", "P2Y") if each["kind"] == "contract-end"]
    assert (end["on"], end["decisions"]) == (noticed_for, [by_name[name] for name in names])


PERIODS = [
    ("P6M", "2024-08-31", "2025-02-28"),
    ("P6M", "2023-08-31", "2024-02-29"),
    ("P1Y", "2024-02-29", "2025-02-28"),
    ("P1Y", "2023-02-28", "2024-02-29"),
    ("P90D", "2024-01-01", "2024-03-31"),
    ("P2W", "2024-02-20", "2024-03-05"),
    ("P1Y2M3W4D", "2024-01-01", "2025-03-26"),
    ("P0D", "2024-01-01", "2024-01-01"),
    ("2024-12-31", "2024-01-01", "2024-12-31"),
]


@pytest.mark.parametrize(("period", "start", "end"), PERIODS)
def test_a_period_ends_as_contracts_count_months(period: str, start: str, end: str) -> None:
    assert end_of(period, date.fromisoformat(start)) == date.fromisoformat(end)


@pytest.mark.parametrize("period", ["", "P", "6M", "P6H", "PT6H", "P-6M", "P6M ", "p6m", "P1.5M", "P999Y", "2024-02-30", "P٦M"])
def test_what_is_no_period_is_refused_with_a_sentence(period: str) -> None:
    with pytest.raises(ValueError, match=r"write a duration|no day of the calendar"):
        end_of(period, date(2024, 1, 1))


@settings(max_examples=50)
@given(st.dates(date(2010, 1, 1), date(2020, 1, 1)), st.integers(0, 1500), st.integers(0, 400))
def test_no_window_shows_a_deadline_outside_it_or_misses_one_inside(start: date, length: int, notice_days: int) -> None:
    council = Council()
    council.contract("ash", "desk", "2016-02-29", notice_days=notice_days, extensions=[{"months": 12}])
    everything = days(council, "2010-01-01", "2200-12-31")
    until = end_of(f"P{length}D", start)
    inside = [(kind, on) for kind, on in everything if start <= date.fromisoformat(on) <= until]
    assert days(council, start.isoformat(), f"P{length}D") == inside
