"""The real history, asked what lay ahead on some of its days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from application.deadlines import deadlines
from application.forecast import forecast
from application.moment import Moment, Replay, fold_at
from application.period import end_of
from infrastructure.history_csv import history
from tests.history.loaded import Loaded, load

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"


@pytest.fixture(scope="module")
def ledger() -> Loaded:
    return load(history(HISTORY))


def at(ledger: Loaded, year: int, month: int, day: int) -> Replay:
    return fold_at(Moment(date(year, month, day), len(ledger.record), len(ledger.record)), ledger.record)


def merger(ledger: Loaded, migration: str, year: int, month: int, day: int) -> dict[str, Any]:
    [found] = [each for each in forecast(at(ledger, year, month, day)) if each["migration"] == migration]
    return found


@pytest.mark.parametrize("environment", ["desktop", "data-centre", "support-desk"])
def test_in_2014_the_environments_waited_for_the_contract_of_hammersmith_and_fulham(ledger: Loaded, environment: str) -> None:
    found = merger(ledger, environment, 2014, 7, 1)
    assert found["earliest_on"] == found["target_on"] == "2016-10-31"
    assert [link["what"] for link in found["chain"]] == ["contract:hf-bridge-partnership-2006", "move:hammersmith-fulham"]


def test_in_2014_finance_waited_for_its_cutovers_past_its_target(ledger: Loaded) -> None:
    found = merger(ledger, "finance-hr", 2014, 7, 1)
    assert (found["target_on"], found["earliest_on"]) == ("2014-04-01", "2014-10-01")
    assert {link["what"] for link in found["chain"] if link["what"].startswith("cutover:")} == {
        "cutover:westminster",
        "cutover:hammersmith-fulham",
        "cutover:kensington-chelsea",
    }


def test_in_2014_the_it_organisations_had_no_date_until_they_ran_the_same_systems(ledger: Loaded) -> None:
    found = merger(ledger, "it-organisation", 2014, 7, 1)
    assert found["earliest_on"] is None
    assert "systems.not-standardised" in {each["code"] for each in found["missing"]}


def test_in_2017_kensington_and_chelsea_could_still_call_off_until_the_framework_ended(ledger: Loaded) -> None:
    assert merger(ledger, "desktop", 2017, 12, 15)["earliest_on"] == "2017-12-15"
    after = merger(ledger, "desktop", 2017, 12, 16)
    assert after["earliest_on"] is None
    assert [each["code"] for each in after["missing"]] == ["framework.not-adopted"]
    assert "Kensington & Chelsea" in after["missing"][0]["message"]


def test_after_the_notices_of_2017_the_separations_stood_a_year_ahead(ledger: Loaded) -> None:
    def separations(day: date) -> set[tuple[str, str]]:
        found = deadlines(at(ledger, day.year, day.month, day.day), end_of("P13M", day))
        return {(each["object"], each["on"]) for each in found if each["kind"] == "separation"}

    services = ("adult-social-care", "childrens-services", "public-health")
    assert separations(date(2017, 3, 26)) == set()
    assert separations(date(2017, 3, 27)) == {(f"migration:{service}", "2018-04-01") for service in services}
