"""Gates, why, changes and what-if, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.http.conftest import Town
from tests.http.server import Server, command


@pytest.fixture
def migration(town: Town) -> str:
    """A migration of a new town's area, of this town alone, proposed in 2012, with a contract that binds it to the end of 2014."""
    id_ = f"merging-{town.area}"
    target = {"target_on": "2015-01-01", "target_annual_saving": "1.00", "quality_floor": 0, "needs_framework": False}
    proposal = {"migration": id_, "title": "Merging", "area": town.area, "parties": [town.borough, other(town)], **target}
    post(town, "propose-migration", proposal)
    post(town, "register-contract", town.contract(), officer(town))
    return id_


def other(town: Town) -> str:
    """Another member of the programme."""
    post(town, "admit-borough", {"borough": f"next-to-{town.borough}", "title": "Next"})
    return f"next-to-{town.borough}"


def officer(town: Town) -> httpx2.Client:
    return town.server.client("officer", town.borough)


def post(town: Town, name: str, data: dict[str, Any], client: httpx2.Client | None = None) -> int:
    answer = town.server.post(name, command(data, "2012-06-01"), client=client)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["position"])


def get(town: Town, path: str, **params: str) -> dict[str, Any]:
    answer = town.server.client("auditor").get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["ETag"] == f'"{found["position"]}"'
    return found


def test_a_closed_gate_says_what_a_refusal_says(town: Town, migration: str) -> None:
    refused = town.server.post(
        "move-borough", command({"migration": migration, "borough": town.borough}, "2014-07-01"), client=officer(town)
    )
    broken = {each["code"]: each for each in refused.json()["broken_rules"]}

    items = get(town, f"/v1/migrations/{migration}/gates", as_of="2014-07-01")["items"]
    closed = {each["code"]: each for each in items if each["borough"] == town.borough and not each["open"]}
    assert closed.keys() >= broken.keys()
    for code, rule in broken.items():
        gate = closed[code]
        assert [gate[name] for name in ("message", "until", "who_can")] == [rule[name] for name in ("message", "until", "who_can")]
        assert set(rule["decisions"]) <= set(gate["decisions"])


def test_a_migration_that_nobody_had_proposed_has_no_gates(town: Town, migration: str) -> None:
    for path, params in (("no-such-thing", {}), (migration, {"as_of": "2012-05-31"}), (migration, {"known_at": "1"})):
        answer = town.server.client("auditor").get(f"/v1/migrations/{path}/gates", params=params)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:concordat:problem:not-found")


def test_why_names_the_decisions_behind_each_field(town: Town) -> None:
    terms = town.contract()
    registered = post(town, "register-contract", terms, officer(town))
    noticed = post(town, "give-notice", {"contract": terms["contract"], "ends_on": "2013-06-30"}, officer(town))

    why = get(town, f"/v1/contracts/{terms['contract']}/why")["why"]
    assert why["supplier"] == [registered]
    assert why["ends_on"] == why["state"] == [registered, noticed]
    shown = get(town, f"/v1/contracts/{terms['contract']}")
    assert why.keys() == shown.keys() - {"decisions", "position", "as_of", "known_at"}
    assert town.server.client("auditor").get("/v1/contracts/no-such-thing/why").status_code == 404


def test_a_cell_of_the_matrix_tells_its_why(town: Town, migration: str) -> None:
    cell = get(town, f"/v1/matrix/{town.borough}/{town.area}")
    why = cell.pop("why")
    assert cell["stage"] == "proposed"
    assert cell["decision"] in why["stage"]
    [item] = [each for each in get(town, "/v1/matrix")["items"] if (each["borough"], each["area"]) == (town.borough, town.area)]
    assert item.items() <= cell.items()
    assert town.server.client("auditor").get(f"/v1/matrix/{town.borough}/no-such-area").status_code == 404


def test_changes_between_two_dates_stay_the_same_to_the_byte(town: Town) -> None:
    terms = town.contract()
    registered = post(town, "register-contract", terms, officer(town))
    pinned = {"from": "2012-05-31", "to": "2012-06-01", "known_to": str(registered)}
    reader = town.server.client("auditor")
    before = reader.get("/v1/changes", params=pinned)

    [line] = [each for each in before.json()["decided"] if each["decisions"] == [registered]]
    assert (line["object"], line["date"]) == (f"contract:{terms['contract']}", "2012-06-01")
    post(town, "register-contract", town.contract(), officer(town))
    assert reader.get("/v1/changes", params=pinned).content == before.content
    unpinned = {"from": "2012-05-31", "to": "2012-06-01"}
    assert reader.get("/v1/changes", params=unpinned).content == reader.get("/v1/changes", params=unpinned).content


def test_what_was_recorded_since_the_last_meeting_is_asked_by_knowledge(town: Town) -> None:
    head = get(town, "/v1/decisions", limit="1")["position"]
    registered = post(town, "register-contract", town.contract(), officer(town))

    found = get(town, "/v1/changes", known_from=str(head), known_to=str(registered))
    assert [each["decisions"] for each in found["learned_late"]] == [[registered]]
    assert (found["known_from"], found["known_to"], found["decided"]) == (head, registered, [])


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({}, "/from"),
        ({"from": "2012-02-30"}, "/from"),
        ({"from": "2012-06-02", "to": "2012-06-01"}, "/to"),
        ({"from": "2012-06-01", "known_from": "2", "known_to": "1"}, "/known_to"),
        ({"from": "2012-06-01", "since": "2012-06-01"}, "/since"),
    ],
)
def test_a_period_at_fault_is_refused_by_its_name(server: Server, params: dict[str, str], pointer: str) -> None:
    answer = server.client("auditor").get("/v1/changes", params=params)
    assert answer.status_code == 422
    assert [(each["pointer"], each["in"]) for each in answer.json()["errors"]] == [(pointer, "query")]


def test_a_what_if_answers_outcomes_and_difference_and_records_nothing(town: Town, migration: str) -> None:
    head = get(town, "/v1/decisions", limit="1")["position"]
    move = {"command": "move-borough", "data": {"migration": migration, "borough": town.borough}}
    specification = {"migration": migration, "version": 1, "title": "One", "sha256": "0" * 64}
    commands = [move, {"command": "propose-specification", "data": specification}, {**move, "for": "board"}]

    answer = town.server.client("auditor").post("/v1/what-if", json={"as_of": "2013-01-01", "commands": commands})

    found = answer.json()
    assert [each["status"] for each in found["outcomes"]] == [409, 201, 403]
    codes = [[rule["code"] for rule in each.get("broken_rules", [])] for each in found["outcomes"]]
    assert codes == [["specification.not-agreed", "contracts.not-concluded"], [], ["authority.not-yours"]]
    assert found["outcomes"][1]["decisions"] == [{"position": head + 1, "type": "SpecificationProposed"}]
    approvals = {each["borough"] for each in found["difference"]["gates"] if each["step"] == "approve-specification"}
    assert town.borough in approvals, "its approval is a next step now"
    assert (found["position"], found["as_of"]) == (head, "2013-01-01")
    assert get(town, "/v1/decisions", limit="1")["position"] == head


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{", 400, None),
        (b'{"commands": []}', 422, "/commands"),
        (b'{"commands": [{"command": "move-borough", "data": {"migration": "m"}}]}', 422, "/commands/0/data/borough"),
    ],
)
def test_a_what_if_at_fault_names_the_place(server: Server, body: bytes, status: int, pointer: str | None) -> None:
    answer = server.client("auditor").post("/v1/what-if", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert [each["pointer"] for each in answer.json().get("errors", [])] == ([pointer] if pointer else [])


def test_without_a_token_no_question_is_answered(server: Server) -> None:
    for path in ("/v1/migrations/m/gates", "/v1/changes", "/v1/contracts/c/why", "/v1/matrix/b/a"):
        assert httpx2.get(f"{server.url}{path}").status_code == 401
    assert httpx2.post(f"{server.url}/v1/what-if", json={}).status_code == 401
