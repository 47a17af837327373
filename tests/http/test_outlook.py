"""The forecast, the deadlines, their calendar and the benefits, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from icalendar import Calendar

from tests.http.conftest import Town
from tests.http.server import Server, command

PATHS = ["/v1/forecast", "/v1/deadlines", "/v1/deadlines.ics", "/v1/benefits"]


@pytest.fixture
def contract(town: Town) -> str:
    """A contract of a new town that runs to the end of 2014, with 90 days of notice."""
    terms = town.contract()
    assert town.server.post("register-contract", command(terms, "2012-01-01"), client=officer(town)).status_code == 201
    return str(terms["contract"])


def officer(town: Town) -> httpx2.Client:
    return town.server.client("officer", town.borough)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("params", [{}, {"within": "nonsense"}])
def test_without_a_token_nothing_is_told(server: Server, path: str, params: dict[str, str]) -> None:
    answer = httpx2.get(f"{server.url}{path}", params=params)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:concordat:problem:unauthenticated")


@pytest.mark.parametrize("path", ["/v1/forecast", "/v1/deadlines", "/v1/benefits"])
def test_each_says_as_of_when_and_up_to_which_decision(server: Server, path: str) -> None:
    answer = server.client("auditor").get(path, params={"as_of": "2014-07-01", "known_at": "1"})
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"1"'
    assert answer.json() == {"items": [], "next": None, "position": 1, "as_of": "2014-07-01", "known_at": 1}


def deadlines(server: Server, contract: str, **params: str) -> list[tuple[str, str]]:
    items: list[dict[str, Any]] = server.client("auditor").get("/v1/deadlines", params=params).raise_for_status().json()["items"]
    return [(each["kind"], each["on"]) for each in items if each["object"] == f"contract:{contract}"]


def test_deadlines_fall_within_six_months_unless_another_period_is_asked_for(server: Server, contract: str) -> None:
    assert deadlines(server, contract, as_of="2014-07-01") == [("notice", "2014-10-02"), ("contract-end", "2014-12-31")]
    assert deadlines(server, contract, as_of="2014-07-01", within="P100D") == [("notice", "2014-10-02")]
    assert deadlines(server, contract, as_of="2014-07-01", within="2014-10-01") == []
    assert deadlines(server, contract, as_of="2014-06-30") == [("notice", "2014-10-02"), ("contract-end", "2014-12-31")]
    assert deadlines(server, contract, as_of="2014-06-29") == [("notice", "2014-10-02")]


@pytest.mark.parametrize("within", ["", "6 months", "PT6H", "P-1D", "P999Y", "2014-02-30", "2014-06-30"])
@pytest.mark.parametrize("path", ["/v1/deadlines", "/v1/deadlines.ics"])
def test_what_is_no_period_ahead_is_refused_by_its_name(server: Server, path: str, within: str) -> None:
    answer = server.client("auditor").get(path, params={"as_of": "2014-07-01", "within": within})
    assert answer.status_code == 422
    assert [(each["pointer"], each["in"]) for each in answer.json()["errors"]] == [("/within", "query")]


def test_a_calendar_program_reads_the_deadlines_with_the_token_as_its_password(town: Town, contract: str) -> None:
    url = f"{town.server.url}/v1/deadlines.ics"
    asked = httpx2.get(url)
    assert asked.headers["WWW-Authenticate"].startswith("Basic ")
    token = town.server.token("auditor")
    answer = httpx2.get(url, auth=("anybody", token), params={"as_of": "2014-07-01"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar: Any = Calendar.from_ical(answer.content)
    starts = {str(event["UID"]).partition("@")[0]: event.decoded("DTSTART").isoformat() for event in calendar.walk("VEVENT")}
    assert starts[f"notice.contract.{contract}"] == "2014-10-02"
    assert starts[f"contract-end.contract.{contract}"] == "2014-12-31"


@pytest.mark.parametrize("given", ["Basic", "Basic !", "Basic YTpi", "Basic /w==", "Bearer x"])
def test_a_password_that_is_no_token_opens_nothing(server: Server, given: str) -> None:
    answer = httpx2.get(f"{server.url}/v1/deadlines.ics", headers={"Authorization": given})
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:concordat:problem:unauthenticated")


def test_an_event_is_cancelled_when_notice_is_given(town: Town, contract: str) -> None:
    def event() -> Any:
        answer = town.server.client("auditor").get("/v1/deadlines.ics", params={"as_of": "2014-07-01"})
        calendar: Any = Calendar.from_ical(answer.content)
        [found] = [each for each in calendar.walk("VEVENT") if str(each["UID"]).startswith(f"notice.contract.{contract}@")]
        return found

    before = event()
    notice = command({"contract": contract, "ends_on": "2014-12-01"}, "2014-07-01")
    assert town.server.post("give-notice", notice, client=officer(town)).status_code == 201
    assert (before["STATUS"], event()["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert event()["UID"] == before["UID"]
    assert event()["SEQUENCE"] > before["SEQUENCE"]


def test_the_forecast_and_the_benefits_tell_of_a_migration(town: Town, contract: str) -> None:
    server, migration = town.server, f"{town.area}-shared"
    proposal = {"migration": migration, "title": "Shared", "area": town.area, "parties": [town.borough], "needs_framework": False}
    target = {"target_on": "2014-01-01", "target_annual_saving": "250000.00", "quality_floor": 0}
    assert server.post("propose-migration", command({**proposal, **target}, "2012-01-01")).status_code == 201
    # A contract that every party holds binds none, so a second party joins.
    other = {"borough": f"{town.borough}-other", "title": "Other"}
    assert server.post("admit-borough", command(other, "2012-01-01")).status_code == 201
    assert server.post("add-party", command({"migration": migration, "borough": other["borough"]}, "2012-01-01")).status_code == 201
    items = server.client("auditor").get("/v1/forecast", params={"as_of": "2014-11-01"}).json()["items"]
    [found] = [each for each in items if each["migration"] == migration]
    assert found["earliest_on"] is None
    assert found["not_before"] == "2014-12-31"
    assert [link["what"] for link in found["chain"]] == [f"contract:{contract}", f"move:{town.borough}"]
    assert {each["code"] for each in found["missing"]} == {"specification.not-agreed"}
    savings = server.client("auditor").get("/v1/benefits", params={"as_of": "2014-11-01"}).json()["items"]
    [own] = [each for each in savings if (each["area"], each["borough"]) == (town.area, town.borough)]
    assert [own[figure] for figure in ("baseline", "target", "claimed", "accepted", "disputed")] == [
        None,
        "250000.00",
        "0.00",
        "0.00",
        "0.00",
    ]


def test_openapi_describes_them(server: Server) -> None:
    paths = server.client("auditor").get("/openapi.json").json()["paths"]
    described = {path: list(paths[path]["get"]["responses"]["200"]["content"]) for path in PATHS}
    assert described == {path: ["text/calendar" if path.endswith(".ics") else "application/json"] for path in PATHS}
