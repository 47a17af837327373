"""The calendar of deadlines, as a calendar program reads it."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from api.ics import ics
from application.deadline_calendar import deadline_calendar, window_of
from application.period import end_of
from tests.replay.council import START, Council, contract


def written(council: Council, as_of: str, within: str = "P1Y", known_at: int | None = None) -> bytes:
    found = council.at(as_of, known_at)
    window = window_of(found.moment.as_of, end_of(within, found.moment.as_of))
    return ics(deadline_calendar(found, window), council.recorded_at)


def events(council: Council, as_of: str, within: str = "P1Y", known_at: int | None = None) -> dict[str, Any]:
    """The events by their UID, before the @."""
    calendar: Any = Calendar.from_ical(written(council, as_of, within, known_at))
    found = {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def start(event: Any) -> date:
    day = event.decoded("DTSTART")
    assert type(day) is date
    return day


def test_a_calendar_program_can_subscribe_to_it() -> None:
    council = Council()
    calendar: Any = Calendar.from_ical(written(council, START))
    assert (calendar["VERSION"], calendar["CALSCALE"]) == ("2.0", "GREGORIAN")
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Together: deadlines"
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert "METHOD" not in calendar


def test_a_deadline_is_a_whole_day_that_keeps_nobody_busy() -> None:
    council = Council()
    position = council.contract("ash", "desk", "2015-12-31")
    [event] = events(council, "2015-06-01").values()
    assert start(event) == date(2015, 12, 31)
    assert event.decoded("DTEND") == date(2016, 1, 1)
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Desk ends"
    assert event["CATEGORIES"].cats == ["Contract end"]
    assert event.decoded("DTSTAMP") == council.recorded_at(position).replace(microsecond=0)
    assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)


def test_it_says_who_can_act_at_which_meeting_and_by_which_decisions_it_was_set() -> None:
    council = Council()
    position = council.contract("ash", "desk", "2026-06-30", notice_days=90)
    council.lead_times(28, 5, 5)
    council.meeting("march", "2026-03-24")
    description = str(events(council, "2026-01-05")["notice.contract.desk"]["DESCRIPTION"])
    assert description.splitlines() == [
        '"Desk" runs to 30 June 2026 and asks 90 days of notice: after 1 April 2026 it can no longer be ended by notice.',
        "Last meeting that can still act: Joint Cabinet, 24 March 2026 (public notice by 23 February 2026, papers by "
        "16 March 2026; acts from 1 April 2026).",
        "Who can act: an officer of ash, with give-notice.",
        f"Set by decision {position}.",
    ]


def test_a_rectified_date_moves_the_same_event_and_raises_its_sequence() -> None:
    council = Council()
    position = council.contract("ash", "desk", "2015-12-31")
    before = events(council, "2015-06-01")
    council.of("ash", "2015-05-01", "rectify-decision", position=position, data=contract("ash", "desk", "2015-11-30"))
    after = events(council, "2015-06-01")
    assert list(before) == list(after) == ["contract-end.contract.desk"]
    [old], [new] = before.values(), after.values()
    assert (start(old), start(new)) == (date(2015, 12, 31), date(2015, 11, 30))
    assert old["UID"] == new["UID"]
    assert int(new["SEQUENCE"]) > int(old["SEQUENCE"])
    assert new.decoded("LAST-MODIFIED") == council.recorded_at(position + 1).replace(microsecond=0)


def test_a_correction_that_is_dated_ahead_revises_the_event_at_once_for_that_is_when_it_has_its_effect() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31", extensions=[{"months": 3}])
    position = council.of("ash", "2015-02-01", "extend-contract", contract="desk", months=3)
    [before] = [event for name, event in events(council, "2015-06-01").items() if name.startswith("contract-end")]
    later = {"position": position, "effective_on": "2015-11-01", "data": {"contract": "desk", "months": 3}}
    correction = council.of("ash", "2015-10-01", "rectify-decision", **later)
    [after] = [event for name, event in events(council, "2015-06-01").items() if name.startswith("contract-end")]
    assert (start(before), start(after)) == (date(2016, 3, 31), date(2015, 12, 31))
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    found = deadline_calendar(council.at("2015-06-01"), window_of(date(2015, 6, 1), date(2016, 6, 1)))
    assert {entry.revised_by for entry in found.entries} == {correction}


def test_a_decision_that_comes_to_count_revises_the_event_on_its_day() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31", extensions=[{"months": 3}])
    council.of("ash", "2015-06-02", "extend-contract", contract="desk", months=3)
    before, after = (events(council, day)["contract-end.contract.desk"] for day in ("2015-06-01", "2015-06-02"))
    assert (start(before), start(after)) == (date(2015, 12, 31), date(2016, 3, 31))
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_an_event_is_cancelled_when_the_decision_lands() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31", notice_days=90, extensions=[{"months": 3}])
    before = events(council, "2015-06-01")
    assert {name: str(event["STATUS"]) for name, event in before.items()} == {
        "notice.contract.desk": "CONFIRMED",
        "extension.contract.desk.1": "CONFIRMED",
        "contract-end.contract.desk": "CONFIRMED",
    }
    position = council.of("ash", "2015-06-01", "give-notice", contract="desk", ends_on="2015-08-31")
    after = events(council, "2015-06-01")
    assert {name: str(event["STATUS"]) for name, event in after.items()} == {
        "notice.contract.desk": "CANCELLED",
        "extension.contract.desk.1": "CANCELLED",
        "contract-end.contract.desk": "CONFIRMED",
    }
    assert start(after["contract-end.contract.desk"]) == date(2015, 8, 31)
    assert f"Settled by decision {position}." in str(after["notice.contract.desk"]["DESCRIPTION"])
    assert all(int(after[name]["SEQUENCE"]) > int(before[name]["SEQUENCE"]) for name in before)


def test_an_option_that_was_used_is_cancelled_and_the_next_one_has_its_own_event() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31", extensions=[{"months": 3}, {"months": 6}])
    council.of("ash", "2015-06-01", "extend-contract", contract="desk", months=3)
    found = {name: (str(event["STATUS"]), start(event)) for name, event in events(council, "2015-06-02").items()}
    assert found == {
        "extension.contract.desk.1": ("CANCELLED", date(2015, 12, 31)),
        "extension.contract.desk.2": ("CONFIRMED", date(2016, 3, 31)),
        "contract-end.contract.desk": ("CONFIRMED", date(2016, 3, 31)),
    }


def test_each_option_names_the_extensions_before_it_as_what_set_its_day() -> None:
    council = Council()
    registered = council.contract("ash", "desk", "2015-12-31", extensions=[{"months": 3}, {"months": 6}])
    first = council.of("ash", "2015-06-01", "extend-contract", contract="desk", months=3)
    second = council.of("ash", "2015-06-02", "extend-contract", contract="desk", months=6)
    found = events(council, "2015-06-02", "P2Y")
    said = {name: str(event["DESCRIPTION"]).splitlines()[-1] for name, event in found.items()}
    assert said == {
        "extension.contract.desk.1": f"Set by decision {registered}.",
        "extension.contract.desk.2": f"Set by decision {registered}, {first}.",
        "contract-end.contract.desk": f"Set by decision {registered}, {first}, {second}.",
    }


def test_what_has_passed_stays_for_as_long_as_the_calendar_looks_ahead() -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31")
    assert list(events(council, "2016-06-29", "P6M")) == ["contract-end.contract.desk"]
    assert list(events(council, "2016-07-03", "P6M")) == []
    assert list(events(council, "2016-07-03", "9999-12-31")) == ["contract-end.contract.desk"]


def test_two_programmes_never_share_the_name_of_an_event() -> None:
    calendar: Any = Calendar.from_ical(written(_with_a_contract(), "2015-06-01"))
    [event] = calendar.walk("VEVENT")
    council = _with_a_contract()
    started = next(recorded for recorded in council.at(START).decisions if recorded.type == "ProgrammeStarted")
    assert str(event["UID"]) == f"contract-end.contract.desk@{started.id}"


def _with_a_contract() -> Council:
    council = Council()
    council.contract("ash", "desk", "2015-12-31")
    return council


def test_the_same_question_about_the_past_gets_the_same_bytes_whatever_is_decided_later() -> None:
    council = Council()
    position = council.contract("ash", "desk", "2015-12-31", notice_days=90)
    before = written(council, "2015-06-01", known_at=position)
    council.of("ash", "2015-06-01", "give-notice", contract="desk", ends_on="2015-08-31")
    assert written(council, "2015-06-01", known_at=position) == before
    assert written(council, "2015-06-01") != before


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=190).filter(str.strip)


@settings(max_examples=60, deadline=None)
@example("C:\\New; and, then")
@given(TITLES)
def test_any_title_is_read_back_as_it_was_written_from_lines_of_at_most_75_octets(title: str) -> None:
    council = Council()
    council.contract("ash", "desk", "2015-12-31", title=title)
    content = written(council, "2015-06-01")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    [event] = events(council, "2015-06-01").values()
    assert str(event["SUMMARY"]) == f"{title} ends"


def test_times_are_in_utc() -> None:
    assert b"DTSTAMP:" in written(_with_a_contract(), "2015-06-01")
    [event] = events(_with_a_contract(), "2015-06-01").values()
    assert event.decoded("DTSTAMP").tzinfo is not None
    assert event.decoded("DTSTAMP").astimezone(UTC) == event.decoded("DTSTAMP")
