"""The state of objects, at any moment in the two times."""

from __future__ import annotations

from typing import Any

import pytest

from tests.http.conftest import Town
from tests.http.server import Server, command


def read(server: Server, path: str, **query: object) -> dict[str, Any]:
    answer = server.client("auditor").get(path, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    assert {"position", "as_of", "known_at"} <= document.keys()
    return document


def position(server: Server, name: str, data: dict[str, Any], on: str, borough: str | None = None) -> int:
    """Post a command, and give the position of its decision."""
    client = server.client("officer", borough) if borough else None
    answer = server.post(name, command(data, on), client=client)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["position"])


def test_an_object_has_its_commands_fields_its_state_and_the_decisions_that_made_it_so(server: Server, town: Town) -> None:
    terms = town.contract(extensions=[{"months": 12}])
    registered = position(server, "register-contract", terms, "2012-01-01", town.borough)
    extended = position(server, "extend-contract", {"contract": terms["contract"], "months": 12}, "2013-01-01", town.borough)
    found = read(server, f"/v1/contracts/{terms['contract']}")
    assert found["state"] == "open"
    assert found["decisions"] == [registered, extended]
    assert found["ends_on"] == "2015-12-31"
    assert {found[name] for name in ("title", "supplier", "annual_value")} == {"Desktop support", "serco", "125000.00"}


def test_both_times_are_answered(server: Server, town: Town) -> None:
    """Extended in 2013, but that was entered late: what was known before does not have it, whatever the date."""
    terms = town.contract(extensions=[{"months": 12}])
    path = f"/v1/contracts/{terms['contract']}"
    registered = position(server, "register-contract", terms, "2012-01-01", town.borough)
    extended = position(server, "extend-contract", {"contract": terms["contract"], "months": 12}, "2013-01-01", town.borough)
    moment = server.client("auditor").get(f"/v1/decisions/{extended}").json()["recorded_at"]
    assert read(server, path, as_of="2012-06-01")["ends_on"] == "2014-12-31"
    assert read(server, path, as_of="2013-01-01")["ends_on"] == "2015-12-31"
    assert read(server, path, as_of="2013-01-01", known_at=registered)["ends_on"] == "2014-12-31"
    assert read(server, path, as_of="2013-01-01", known_at=extended)["ends_on"] == "2015-12-31"
    assert read(server, path, as_of="2013-01-01", known_at=moment)["ends_on"] == "2015-12-31"


def test_what_counts_from_a_later_day_is_not_there_yet(server: Server, town: Town) -> None:
    terms = town.contract(starts_on="2199-01-01", ends_on="2199-12-31")
    registered = position(server, "register-contract", terms, "2199-01-01", town.borough)
    path = f"/v1/contracts/{terms['contract']}"
    assert server.client("auditor").get(path).status_code == 404
    assert read(server, path, as_of="2199-01-01")["decisions"] == [registered]


def test_the_answer_says_its_moment_and_its_etag_is_the_position(server: Server, town: Town) -> None:
    reader = server.client("auditor")
    answer = reader.get(f"/v1/boroughs/{town.borough}", params={"as_of": "2015-01-01", "known_at": "2100-01-01T00:00:00+00:00"})
    document = answer.json()
    assert answer.headers["ETag"] == f'"{document["position"]}"'
    assert (document["as_of"], document["known_at"]) == ("2015-01-01", "2100-01-01T00:00:00.000000Z")
    earlier = reader.get(f"/v1/boroughs/{town.borough}", params={"known_at": document["position"] - 1})
    assert earlier.headers["ETag"] == f'"{document["position"] - 1}"'
    assert earlier.json()["known_at"] == document["position"] - 1


def test_who_has_posted_reads_it_at_once_by_its_position(server: Server, town: Town) -> None:
    terms = town.contract()
    written = position(server, "register-contract", terms, "2012-01-01", town.borough)
    assert read(server, f"/v1/contracts/{terms['contract']}", min_position=written)["position"] >= written


@pytest.mark.parametrize("kind", ["boroughs", "contracts", "migrations", "areas", "frameworks", "suppliers"])
def test_every_kind_of_object_is_listed(server: Server, town: Town, kind: str) -> None:
    assert isinstance(read(server, f"/v1/{kind}")["items"], list)


def test_a_list_is_read_page_by_page_as_of_one_moment(server: Server, town: Town) -> None:
    ids = [town.contract()["contract"] for _ in range(5)]
    for id_ in ids:
        position(server, "register-contract", town.contract(contract=id_), "2012-01-01", town.borough)
    reader = server.client("auditor")
    first = f"/v1/contracts?limit=2&as_of=2012-01-01&after={town.borough}"
    seen: list[str] = []
    following: str | None = first
    while following is not None:
        answer = reader.get(following)
        page = answer.json()
        seen += [each["contract"] for each in page["items"]]
        if following is first:
            position(server, "register-contract", town.contract(contract=f"{town.borough}-z"), "2012-01-01", town.borough)
        link = answer.headers.get("Link")
        assert (link is None) == (page["next"] is None)
        following = link.split(">")[0].removeprefix("<") if link else None
    assert [id_ for id_ in seen if id_.startswith(f"{town.borough}-")] == ids
    assert seen == sorted(seen)


def test_the_programme_is_one(server: Server) -> None:
    programme = read(server, "/v1/programme")
    assert (programme["title"], programme["state"]) == ("Shared IT", "started")
    assert server.client("auditor").get("/v1/programme", params={"as_of": "2009-12-31"}).status_code == 404


def test_the_matrix_shows_where_a_borough_stands_and_since_which_decision(server: Server, town: Town) -> None:
    proposed = {
        "migration": f"m-{town.area}",
        "title": "Desktop",
        "area": town.area,
        "parties": [town.borough],
        "needs_framework": False,
        "target_on": "2015-01-01",
        "target_annual_saving": "0.00",
        "quality_floor": 0,
    }

    def item(on: str) -> dict[str, Any]:
        items = read(server, "/v1/matrix", as_of=on)["items"]
        return next(each for each in items if (each["borough"], each["area"]) == (town.borough, town.area))

    decision = position(server, "propose-migration", proposed, "2012-01-01")
    assert item("2011-12-31") == {
        "borough": town.borough,
        "area": town.area,
        "migration": None,
        "stage": "own",
        "since": None,
        "decision": None,
        "blocked_by": [],
    }
    assert item("2012-01-01") == {
        "borough": town.borough,
        "area": town.area,
        "migration": f"m-{town.area}",
        "stage": "proposed",
        "since": "2012-01-01",
        "decision": decision,
        "blocked_by": ["specification.not-agreed"],
    }


def test_irregularities_are_listed_with_what_they_broke(server: Server, town: Town) -> None:
    terms = town.contract()
    position(server, "register-contract", terms, "2012-01-01", town.borough)
    early = command({"contract": terms["contract"], "manner": "expiry"}, "2013-06-01", irregular={"reasons": "It ended early."})
    irregular = server.post("conclude-contract", early).json()["position"]
    [item] = [each for each in read(server, "/v1/irregularities")["items"] if each["position"] == irregular]
    assert [broken["code"] for broken in item["broken"]] == ["contract.not-ended"]
    assert f"contract:{terms['contract']}" in item["objects"]
    assert read(server, "/v1/irregularities", after=irregular - 1, limit=1)["items"] == [item]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "1899-12-31"),
        ("as_of", "2014-1-1"),
        ("known_at", "2014-01-01"),
        ("known_at", "2014-01-01T00:00:00"),
        ("known_at", "2014-02-30T00:00:00Z"),
        ("known_at", "-1"),
        ("min_position", "ten"),
        ("limit", "0"),
        ("limit", "1_0"),
        ("after", "No Slug"),
        ("page", "2"),
    ],
)
def test_a_query_at_fault_is_named(server: Server, name: str, value: str) -> None:
    answer = server.client("auditor").get("/v1/contracts", params={name: value})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/{name}"]


@pytest.mark.parametrize("role", ["officer", "board", "auditor", "integrator", "operator"])
def test_every_role_may_read(server: Server, role: str) -> None:
    assert server.client(role, "somewhere").get("/v1/matrix").status_code == 200


def test_a_token_without_any_of_our_roles_reads_nothing(server: Server) -> None:
    answer = server.client("payroll-admin").get("/v1/matrix")
    assert (answer.status_code, answer.json()["broken_rules"][0]["code"]) == (403, "authority.not-yours")
