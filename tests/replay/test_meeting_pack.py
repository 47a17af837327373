"""The meeting pack says nothing other than the answers that it is composed of."""

from __future__ import annotations

from datetime import date

from application.meeting_pack import Pack, meeting_pack
from tests.replay.council import Council


def pack(council: Council, as_of: str, until: str = "2014-12-31") -> Pack:
    return meeting_pack(
        {"decided": [], "learned_late": [], "corrected": [], "lapsed": []}, council.at(as_of), date.fromisoformat(until)
    )


def told() -> Council:
    council = Council()
    council.contract("ash", "ash-desktop", "2014-10-31", notice_days=180)
    council.contract("birch", "birch-desktop", "2013-03-31")
    council.migration("ash", "birch")
    council.lead_times(28, 5, 0)
    council.meeting("spring", "2014-04-14")
    council.meeting("autumn", "2014-09-15")
    return council


def test_what_is_due_comes_in_the_order_of_the_last_meetings_that_can_act_on_it() -> None:
    found = pack(told(), "2014-02-01")
    assert [(each["title"], each["last_meeting"]["meeting"]) for each in found.due] == [
        ("Last day for notice on Ash-Desktop", "spring"),
        ("Ash-Desktop ends", "autumn"),
    ]
    assert found.too_late == []


def test_a_deadline_on_which_no_meeting_can_act_any_more_stands_apart() -> None:
    found = pack(told(), "2014-04-01")
    assert [each["title"] for each in found.too_late] == ["Last day for notice on Ash-Desktop"]


def test_a_merger_that_waits_is_told_with_what_it_waits_for() -> None:
    [blocked] = pack(told(), "2014-02-01").blocked
    assert blocked["migration"] == "shared-desktop"
    assert [link["what"] for link in blocked["chain"]][:1] == ["contract:ash-desktop"]


def test_a_service_that_merged_waits_for_nothing() -> None:
    council = told()
    council.of("birch", "2013-03-31", "conclude-contract", contract="birch-desktop", manner="expiry")
    council.of("birch", "2013-04-01", "move-borough", migration="shared-desktop", borough="birch")
    council.of("ash", "2014-10-31", "conclude-contract", contract="ash-desktop", manner="expiry")
    council.of("ash", "2014-11-01", "move-borough", migration="shared-desktop", borough="ash")
    council.of("ash", "2014-11-02", "record-quality", migration="shared-desktop", measure="All", score=90)
    council.board("2014-12-01", "merge-service", migration="shared-desktop", place="Town hall", single_case_load=True)
    assert pack(council, "2014-12-01").blocked == []


def test_only_areas_of_which_something_is_known_are_among_the_savings() -> None:
    assert {(each["area"], each["borough"]) for each in pack(told(), "2014-02-01").savings} == {
        ("desktop", "ash"),
        ("desktop", "birch"),
    }


def test_before_anything_happened_the_pack_is_empty() -> None:
    found = pack(told(), "2009-01-01", "2009-12-31")
    assert (found.due, found.too_late, found.blocked, found.savings) == ([], [], [], [])
