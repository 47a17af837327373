"""The forecast: the earliest date of each move and each merger, what sets it, and what is missing where there is none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.forecast import forecast
from tests.replay.council import START, Council

TODAY = "2015-01-01"


def merger(council: Council, as_of: str = TODAY, known_at: int | None = None) -> dict[str, Any]:
    [found] = [each for each in forecast(council.at(as_of, known_at)) if each["migration"] == "shared-desktop"]
    return found


def move(council: Council, borough: str, as_of: str = TODAY) -> dict[str, Any]:
    boroughs: list[dict[str, Any]] = merger(council, as_of)["boroughs"]
    [found] = [each for each in boroughs if each["borough"] == borough]
    return found


def chain(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(link["what"], link["date"]) for link in found["chain"]]


def codes(found: dict[str, Any]) -> list[str]:
    return [each["code"] for each in found["missing"]]


def test_with_nothing_in_the_way_everything_can_happen_today() -> None:
    council = Council()
    council.migration("ash", "birch")
    assert merger(council)["earliest_on"] == TODAY
    assert chain(merger(council)) == [("move:ash", TODAY), ("move:birch", TODAY)]
    assert chain(move(council, "ash")) == []


def test_the_last_contract_to_end_sets_the_date_of_the_merger_and_is_named() -> None:
    council = Council()
    council.migration("ash", "birch", "cedar")
    council.contract("ash", "early", "2015-06-30")
    position = council.contract("birch", "late", "2016-03-31", notice_days=900)
    found = merger(council)
    assert found["earliest_on"] == "2016-03-31"
    assert chain(found) == [("contract:late", "2016-03-31"), ("move:birch", "2016-03-31")]
    assert found["chain"][0]["decisions"] == [position]
    assert found["chain"][0]["sentence"] == '"Late" runs to 31 March 2016.'
    assert move(council, "ash")["earliest_on"] == "2015-01-01"  # no notice is asked, so it can end at once


def test_notice_given_today_may_end_a_contract_before_it_is_due() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desk", "2018-03-31", notice_days=90)
    found = move(council, "ash")
    assert found["earliest_on"] == "2015-04-01"
    assert found["chain"][0]["sentence"] == (
        '"Desk" runs to 31 March 2018, and can end on 1 April 2015 if its 90 days of notice are given on 1 January 2015.'
    )


def test_notice_already_given_fixes_the_date() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desk", "2018-03-31", notice_days=90)
    council.of("ash", "2014-12-01", "give-notice", contract="desk", ends_on="2015-09-30")
    assert chain(move(council, "ash")) == [("contract:desk", "2015-09-30")]


def test_an_option_used_moves_the_date_and_one_left_is_only_mentioned() -> None:
    council = Council()
    council.migration("ash", "birch")
    options = [{"months": 12}, {"months": 6}]
    council.contract("ash", "desk", "2015-03-31", notice_days=3000, extensions=options)
    assert move(council, "ash")["earliest_on"] == "2015-03-31"
    extension = council.of("ash", "2014-12-01", "extend-contract", contract="desk", months=12)
    found = move(council, "ash")
    assert found["earliest_on"] == "2016-03-31"
    assert extension in found["chain"][0]["decisions"]
    assert found["chain"][0]["sentence"] == '"Desk" runs to 31 March 2016; its options could carry it to 30 September 2016.'


def test_a_contract_past_its_end_has_to_be_concluded_and_can_be_today() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desk", "2014-03-31")
    found = move(council, "ash")
    assert chain(found) == [("contract:desk", TODAY)]
    assert found["chain"][0]["sentence"] == '"Desk" ended on 31 March 2014 and can be concluded.'


def test_a_contract_that_every_party_holds_or_that_is_concluded_is_not_waited_for() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "shared", "2018-03-31", notice_days=900, boroughs=["ash", "birch"])
    council.contract("ash", "gone", "2018-03-31", notice_days=900)
    council.contract("ash", "elsewhere", "2018-03-31", notice_days=900, areas=["data-centre"])
    council.of("ash", "2014-06-01", "conclude-contract", contract="gone", manner="mutual")
    assert move(council, "ash")["earliest_on"] == TODAY


def test_a_scheduled_cutover_is_taken_as_decided() -> None:
    council = Council()
    council.migration("ash", "birch")
    position = council.of("ash", START, "schedule-cutover", migration="shared-desktop", borough="ash", cutover_on="2015-07-01")
    assert chain(move(council, "ash")) == [("cutover:ash", "2015-07-01")]
    assert move(council, "ash")["chain"][0]["decisions"] == [position]
    assert move(council, "ash", "2015-08-01")["earliest_on"] == "2015-08-01"  # it was missed: nothing keeps ash from moving now


def test_what_waits_for_an_agreement_has_no_date_and_says_whose_is_missing() -> None:
    council = Council()
    council.migration("ash", "birch", agreed=False)
    council.contract("ash", "desk", "2016-03-31", notice_days=900)
    assert merger(council)["missing"][0]["message"] == "No specification for Shared desktop has been proposed."
    specification = {"migration": "shared-desktop", "version": 1}
    proposed = council.of("ash", START, "propose-specification", title="One", sha256="0" * 64, **specification)
    council.of("ash", START, "approve-specification", borough="ash", **specification)
    found = merger(council)
    assert (found["earliest_on"], found["not_before"]) == (None, "2016-03-31")
    assert codes(found) == ["specification.not-agreed"]
    assert found["missing"][0]["message"] == "Version 1 of the specification for Shared desktop awaits the approval of Birch."
    assert found["missing"][0]["decisions"] == [proposed]
    assert found["missing"][0]["who_can"][0] == "an officer of birch, with approve-specification"


def test_who_has_not_endorsed_the_principles_in_force_is_told_to_do_so_first() -> None:
    council = Council()
    council.migration("ash", "birch", agreed=False)
    council.of("ash", START, "propose-specification", migration="shared-desktop", version=1, title="One", sha256="0" * 64)
    council.board(START, "adopt-principles", principles=[{"principle": "one", "text": "Buy once."}])
    council.of("ash", START, "endorse-principles", borough="ash")
    missing = {each["code"]: each for each in merger(council)["missing"]}
    assert missing["principles.not-endorsed"]["who_can"] == ["an officer of birch, with endorse-principles"]


def framework(council: Council, **terms: Any) -> int:
    lots = [{"lot": "one", "area": "desktop", "supplier": "large"}]
    usual = {"framework": "common", "title": "Common", "lots": lots, "open_to": ["ash"], "ceiling": "10.00"}
    dates = {"starts_on": "2015-05-01", "ends_on": "2019-04-30"}
    return council.board(START, "award-framework", **{**usual, **dates, **terms})


def test_a_framework_that_has_not_started_sets_the_date_of_the_call_off_and_so_of_the_move() -> None:
    council = Council()
    council.migration("ash", "birch", needs_framework=True)
    position = framework(council)
    assert chain(move(council, "ash")) == [("framework:common", "2015-05-01")]
    assert move(council, "ash")["chain"][0]["decisions"] == [position]
    assert codes(move(council, "birch")) == ["framework.not-adopted"]  # to which it is not open
    assert move(council, "ash", "2019-05-01")["earliest_on"] is None  # when it has ended
    adoption = {"framework": "common", "lot": "one", "borough": "ash", "migration": "shared-desktop", "value": "1.00"}
    council.of("ash", "2015-06-01", "call-off", **adoption)
    assert move(council, "ash", "2019-05-01")["earliest_on"] == "2019-05-01"


@pytest.mark.parametrize("terms", [{"ceiling": "0.00"}, {"lots": [{"lot": "one", "area": "it", "supplier": "large"}]}])
def test_a_framework_that_is_spent_or_for_another_area_is_none(terms: dict[str, Any]) -> None:
    council = Council()
    council.migration("ash", "birch", needs_framework=True)
    framework(council, **terms)
    assert codes(move(council, "ash")) == ["framework.not-adopted"]


def test_a_paused_migration_has_no_date_until_it_resumes() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.board("2014-01-01", "pause-migration", migration="shared-desktop")
    assert codes(merger(council)) == ["migration.paused"]
    council.board("2015-02-01", "resume-migration", migration="shared-desktop")
    assert merger(council, "2015-02-01")["earliest_on"] == "2015-02-01"


def test_quality_under_the_floor_keeps_the_merger_without_a_date_but_not_the_moves() -> None:
    council = Council()
    council.migration("ash", "birch", quality_floor=80)
    council.of("ash", "2014-01-01", "record-quality", migration="shared-desktop", measure="Calls answered", score=79)
    assert codes(merger(council)) == ["quality.below-floor"]
    assert move(council, "ash")["earliest_on"] == TODAY


def test_organisations_wait_for_the_same_systems() -> None:
    council = Council()
    council.migration("ash", "birch", area="it")
    council.of("ash", START, "declare-system", borough="ash", area="desktop", system="windows")
    council.of("birch", START, "declare-system", borough="birch", area="desktop", system="linux")
    assert codes(merger(council)) == ["systems.not-standardised"]


WAIVER = {"dispensation": "waived", "gate": "contracts.not-concluded", "subject": "migration:shared-desktop"}


def test_a_dispensation_frees_the_move_while_it_lasts() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "desk", "2016-03-31", notice_days=900)
    council.board(START, "grant-dispensation", expires_on="2015-06-30", **WAIVER)
    assert move(council, "ash")["earliest_on"] == TODAY
    assert move(council, "ash", "2015-07-01")["earliest_on"] == "2016-03-31"


def test_a_dispensation_that_lapses_before_the_day_that_something_else_sets_does_not_help() -> None:
    council = Council()
    council.migration("ash", "birch", needs_framework=True)
    council.contract("ash", "desk", "2016-03-31", notice_days=900)
    framework(council)  # from 1 May 2015
    council.board(START, "grant-dispensation", expires_on="2015-04-30", **WAIVER)
    assert chain(move(council, "ash")) == [("contract:desk", "2016-03-31")]
    council.board(START, "grant-dispensation", expires_on="2015-05-01", **{**WAIVER, "dispensation": "longer"})
    assert chain(move(council, "ash")) == [("framework:common", "2015-05-01")]


def test_what_has_happened_shows_its_own_date() -> None:
    council = Council()
    council.migration("ash", "birch")
    for borough, on in (("ash", "2014-05-01"), ("birch", "2014-06-01")):
        council.of(borough, on, "move-borough", migration="shared-desktop", borough=borough)
    assert move(council, "ash")["moved_on"] == "2014-05-01"
    assert merger(council)["merged_on"] is None
    council.board("2014-07-01", "merge-service", migration="shared-desktop", place="Town Hall", single_case_load=True)
    assert (merger(council)["earliest_on"], merger(council)["merged_on"]) == ("2014-07-01", "2014-07-01")
    assert merger(council, "2014-06-30")["earliest_on"] == "2014-06-30"  # seen from the day before, it was still to come


def test_an_abandoned_migration_has_no_forecast() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.board("2014-01-01", "abandon-migration", migration="shared-desktop")
    assert forecast(council.at(TODAY)) == []


def test_two_contracts_that_end_on_the_same_day_are_both_named() -> None:
    council = Council()
    council.migration("ash", "birch")
    council.contract("ash", "one", "2016-03-31", notice_days=900)
    council.contract("birch", "two", "2016-03-31", notice_days=900)
    day = "2016-03-31"
    assert chain(merger(council)) == [("contract:one", day), ("contract:two", day), ("move:ash", day), ("move:birch", day)]


def test_the_forecast_of_a_past_day_as_it_was_known_stays_the_same_whatever_is_entered_later() -> None:
    council = Council()
    council.migration("ash", "birch")
    before = merger(council)
    head = council.store.head()
    council.contract("ash", "found-late", "2016-03-31", notice_days=900)
    assert merger(council, known_at=head) == before
    assert merger(council)["earliest_on"] == "2016-03-31"


CONTRACTS = st.lists(
    st.tuples(st.sampled_from(["ash", "birch"]), st.dates(date(2014, 6, 1), date(2017, 1, 1)), st.integers(0, 400)), max_size=4
)


@settings(max_examples=40, deadline=None)
@given(CONTRACTS)
def test_on_the_forecast_day_the_move_is_taken_and_the_day_before_it_is_refused(terms: list[tuple[str, date, int]]) -> None:
    """Whoever gives each notice on the day of the forecast, and concludes each contract when it has ended, can move then."""
    council = Council()
    council.migration("ash", "birch")
    for number, (borough, ends_on, notice_days) in enumerate(terms):
        council.contract(borough, f"c-{number}", ends_on.isoformat(), notice_days=notice_days)
    for borough in ("ash", "birch"):
        earliest = date.fromisoformat(move(council, borough)["earliest_on"])
        for number, (holder, ends_on, notice_days) in enumerate(terms):
            if holder == borough:
                _bring_to_an_end(council, borough, f"c-{number}", ends_on, notice_days)
        if earliest > date.fromisoformat(TODAY):
            day_before = (earliest - timedelta(days=1)).isoformat()
            with pytest.raises(AssertionError, match=r"contracts\.not-concluded"):
                council.of(borough, day_before, "move-borough", migration="shared-desktop", borough=borough)
        council.of(borough, earliest.isoformat(), "move-borough", migration="shared-desktop", borough=borough)


def _bring_to_an_end(council: Council, borough: str, contract: str, ends_on: date, notice_days: int) -> None:
    """As soon as it can be, from the day of the forecast on."""
    today = date.fromisoformat(TODAY)
    noticed = today + timedelta(days=notice_days)
    if today <= ends_on and noticed < ends_on:
        council.of(borough, TODAY, "give-notice", contract=contract, ends_on=noticed.isoformat())
        council.of(borough, noticed.isoformat(), "conclude-contract", contract=contract, manner="termination")
    else:
        council.of(borough, max(ends_on, today).isoformat(), "conclude-contract", contract=contract, manner="expiry")
