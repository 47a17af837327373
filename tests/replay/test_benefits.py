"""Benefits: the figures of each area and borough, side by side and never blended."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from application.benefits import FIGURES, benefits
from tests.replay.council import START, Council

MOVED = "2012-01-01"


def merged(*parties: str) -> Council:
    """A programme whose parties have moved to a shared desktop."""
    council = Council()
    council.migration(*parties, target_annual_saving="400000.00", quality_floor=70)
    for borough in parties:
        council.of(borough, MOVED, "move-borough", migration="shared-desktop", borough=borough)
    return council


def claim(council: Council, name: str, borough: str, amount: str, year: int = 2017) -> int:
    facts = {"claim": name, "migration": "shared-desktop", "borough": borough, "year": year, "amount": amount}
    return council.of(borough, "2017-06-01", "claim-benefit", **facts)


def answer(council: Council, name: str, borough: str, command: str = "accept-benefit", **more: Any) -> int:
    return council.of(borough, "2017-07-01", command, claim=name, borough=borough, **more)


def item(council: Council, borough: str, as_of: str = "2018-01-01", known_at: int | None = None) -> dict[str, Any]:
    [found] = [each for each in benefits(council.at(as_of, known_at)) if (each["area"], each["borough"]) == ("desktop", borough)]
    return found


def figures(found: dict[str, Any]) -> tuple[str, ...]:
    return tuple(found[figure] for figure in FIGURES)


def test_the_three_figures_of_2017_stand_side_by_side_as_claimed_accepted_and_disputed() -> None:
    """In March 2017 one side spoke of 13 to 14 million pounds a year for a borough, the other of no more than 200,000."""
    council = merged("ash", "birch", "cedar")
    claim(council, "of-ash", "ash", "14000000.00")
    claim(council, "of-birch", "birch", "13000000.00")
    claim(council, "of-cedar", "cedar", "13500000.00")
    answer(council, "of-ash", "birch")  # cedar has not answered
    answer(council, "of-birch", "ash")
    answer(council, "of-birch", "cedar")
    answer(council, "of-cedar", "ash")
    answer(council, "of-cedar", "birch", "dispute-benefit", amount="200000.00")
    assert figures(item(council, "ash")) == ("14000000.00", "0.00", "0.00")
    assert figures(item(council, "birch")) == ("0.00", "13000000.00", "0.00")
    assert figures(item(council, "cedar")) == ("0.00", "0.00", "13500000.00")


def test_a_dispute_shows_what_its_party_holds_to_be_right_beside_the_claim() -> None:
    council = merged("ash", "birch")
    claimed = claim(council, "of-ash", "ash", "500000.00")
    disputed = answer(council, "of-ash", "birch", "dispute-benefit", amount="350000.00")
    assert item(council, "ash")["claims"] == [
        {
            "claim": "of-ash",
            "migration": "shared-desktop",
            "year": 2017,
            "amount": "500000.00",
            "counts_as": "disputed",
            "answers": [{"borough": "birch", "answer": "disputed", "amount": "350000.00", "decision": disputed}],
            "decision": claimed,
        }
    ]


def test_baseline_target_and_quality_stand_beside_the_savings() -> None:
    council = merged("ash", "birch")
    council.of("ash", START, "declare-baseline", borough="ash", area="desktop", year=2008, annual_cost="900000.00")
    newest = council.of("ash", START, "declare-baseline", borough="ash", area="desktop", year=2009, annual_cost="950000.00")
    quality = council.of("ash", MOVED, "record-quality", migration="shared-desktop", measure="Calls answered", score=81)
    found = item(council, "ash")
    assert (found["baseline"], found["target"]) == ("950000.00", "400000.00")
    assert found["baselines"][-1] == {"year": 2009, "annual_cost": "950000.00", "decision": newest}
    assert found["quality"] == {"measure": "Calls answered", "score": 81, "decision": quality}
    assert found["quality_floor"] == 70
    assert item(council, "birch")["baseline"] is None


def test_a_borough_with_only_a_baseline_shows_without_target_or_savings() -> None:
    council = Council()
    council.of("ash", START, "declare-baseline", borough="ash", area="desktop", year=2009, annual_cost="1.00")
    [found] = benefits(council.at(START))
    assert (found["area"], found["borough"], found["baseline"], found["target"]) == ("desktop", "ash", "1.00", None)


def test_an_abandoned_migration_promises_nothing_any_more() -> None:
    council = Council()
    council.migration("ash", "birch", target_annual_saving="400000.00", quality_floor=70)
    council.of("ash", START, "declare-baseline", borough="ash", area="desktop", year=2009, annual_cost="1.00")
    council.board("2012-01-01", "abandon-migration", migration="shared-desktop")
    assert item(council, "ash", "2011-12-31")["target"] == "400000.00"
    found = item(council, "ash", "2012-01-01")
    assert (found["baseline"], found["migration"], found["target"], found["quality_floor"]) == ("1.00", None, None, None)


def test_each_year_keeps_its_own_figures() -> None:
    council = merged("ash", "birch")
    claim(council, "first", "ash", "100.00", 2015)
    claim(council, "second", "ash", "200.00", 2016)
    answer(council, "first", "birch")
    assert item(council, "ash")["years"] == [
        {"year": 2015, "claimed": "0.00", "accepted": "100.00", "disputed": "0.00"},
        {"year": 2016, "claimed": "200.00", "accepted": "0.00", "disputed": "0.00"},
    ]


def test_a_party_that_left_without_an_answer_is_not_waited_for() -> None:
    council = merged("ash", "birch", "cedar")
    council.board("2012-06-01", "merge-service", migration="shared-desktop", place="Town Hall", single_case_load=False)
    claim(council, "of-ash", "ash", "100.00")
    answer(council, "of-ash", "birch")
    leaving = {"migration": "shared-desktop", "borough": "cedar"}
    council.of("cedar", "2017-08-01", "give-notice-of-separation", separates_on="2017-09-01", **leaving)
    council.of("cedar", "2017-09-01", "separate-service", **leaving)
    assert figures(item(council, "ash", "2017-08-31")) == ("100.00", "0.00", "0.00")
    assert figures(item(council, "ash", "2017-09-01")) == ("0.00", "100.00", "0.00")


def test_savings_are_as_of_a_date_and_as_known_at_a_moment() -> None:
    council = merged("ash", "birch")
    position = claim(council, "of-ash", "ash", "100.00")
    answer(council, "of-ash", "birch")
    assert figures(item(council, "ash", "2017-06-30")) == ("100.00", "0.00", "0.00")
    assert figures(item(council, "ash", known_at=position)) == ("100.00", "0.00", "0.00")
    assert figures(item(council, "ash")) == ("0.00", "100.00", "0.00")


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(["ash", "birch", "cedar"]),
        st.integers(2013, 2016),
        st.decimals(0, 10**9, places=2),
        st.lists(st.sampled_from(["accept-benefit", "dispute-benefit", None]), min_size=3, max_size=3),
    ),
    max_size=8,
    unique_by=lambda each: each[:2],
)


@settings(max_examples=30, deadline=None)
@given(CLAIMS)
def test_every_claim_counts_in_exactly_one_figure(claims: list[tuple[str, int, Decimal, list[str | None]]]) -> None:
    boroughs = ("ash", "birch", "cedar")
    council = merged(*boroughs)
    expected = {(borough, figure): Decimal(0) for borough in boroughs for figure in FIGURES}
    for number, (borough, year, amount, answers) in enumerate(claims):
        claim(council, f"claim-{number}", borough, f"{amount:.2f}", year)
        given_by_others = [(other, command) for other, command in zip(boroughs, answers, strict=True) if other != borough]
        for other, command in given_by_others:
            if command:
                answer(council, f"claim-{number}", other, command)
        said = {command for _, command in given_by_others}
        figure = "disputed" if "dispute-benefit" in said else "accepted" if said == {"accept-benefit"} else "claimed"
        expected[borough, figure] += amount
    shown = {(borough, figure): Decimal(item(council, borough)[figure]) for borough in boroughs for figure in FIGURES}
    assert shown == expected
