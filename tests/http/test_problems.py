"""Each problem of the contract, met."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from api.problems import KINDS
from infrastructure.identity_dev import DevelopmentIssuer
from tests.http.conftest import Town
from tests.http.server import Server, command, new_key


def problem(answer: httpx2.Response, name: str) -> dict[str, Any]:
    """The problem, which is of this name and has all that RFC 9457 asks for."""
    document: dict[str, Any] = answer.json()
    assert document["type"] == f"urn:concordat:problem:{name}", document
    assert (answer.status_code, document["title"]) == KINDS[name]
    assert document["status"] == answer.status_code
    assert document["detail"]
    assert document["instance"] == answer.url.path
    assert answer.headers["Content-Type"] == "application/problem+json"
    return document


def test_without_a_token_one_is_asked_for(server: Server) -> None:
    answer = httpx2.post(f"{server.url}/v1/commands/start-programme", json={})
    problem(answer, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_proves_nothing_is_not_taken(server: Server) -> None:
    ours = DevelopmentIssuer.in_folder(server.folder)
    valid = server.token("board")
    head, claims, signature = valid.split(".")
    secret = OctKey.import_key("0123456789abcdef0123456789abcdef")
    for authorization in (
        "",
        valid,
        f"Basic {valid}",
        "Bearer",
        "Bearer nonsense",
        f"Bearer {head}.{claims}.{signature[::-1]}",
        f"Bearer {ours.token(['board'], None, 'late', seconds=-3600)}",
        f"Bearer {DevelopmentIssuer(foreign_key()).token(['board'], None, 'stranger')}",
        f"Bearer {jwt.encode({'alg': 'HS256'}, {'sub': 'eve', 'roles': ['board']}, secret)}",
        f"Bearer eyJhbGciOiJub25lIn0.{claims}.",
    ):
        answer = httpx2.get(f"{server.url}/v1/matrix", headers={"Authorization": authorization})
        problem(answer, "unauthenticated")
        assert claims not in answer.text


def foreign_key() -> OKPKey:
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    return key


def test_the_board_may_not_decide_for_a_borough(server: Server, town: Town) -> None:
    answer = server.post("register-contract", command(town.contract(), "2012-01-01"))
    broken = problem(answer, "forbidden")["broken_rules"]
    assert [rule["code"] for rule in broken] == ["authority.not-yours"]


def test_a_borough_may_not_decide_for_the_board(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    answer = server.post("define-service-area", command({"area": "x", "title": "X", "kind": "environment"}), client=officer)
    broken = problem(answer, "forbidden")["broken_rules"]
    assert [rule["code"] for rule in broken] == ["authority.board-only"]


def test_who_may_not_post_is_told_so_before_the_rules(server: Server, town: Town) -> None:
    """The contract exists already, which would be a 409; but it is for another borough to say."""
    terms = town.contract()
    server.post("register-contract", command(terms, "2012-01-01"), client=server.client("officer", town.borough))
    answer = server.post("register-contract", command(terms, "2012-01-01"), client=server.client("officer", "elsewhere"))
    problem(answer, "forbidden")


@pytest.mark.parametrize("role", ["auditor", "operator"])
def test_roles_that_only_read_or_load_may_not_post(server: Server, town: Town, role: str) -> None:
    answer = server.post("admit-borough", command({"borough": "x", "title": "X"}), client=server.client(role))
    problem(answer, "forbidden")


def test_an_unknown_command_is_told_by_its_name(server: Server) -> None:
    assert "paint-townhall" in str(problem(server.post("paint-townhall", {}), "unknown-command")["detail"])


@pytest.mark.parametrize(
    "path", ["/nowhere", "/v1", "/v1/commands/a/b", "/v1/contracts/never-was", "/v1/decisions/999999", "/v1/decisions/x"]
)
def test_what_is_not_there_is_not_found(server: Server, path: str) -> None:
    problem(server.client("auditor").get(path), "not-found")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/commands/start-programme"), ("DELETE", "/v1/decisions/1"), ("PUT", "/v1/matrix")]
)
def test_what_cannot_be_done_somewhere_says_what_can(server: Server, method: str, path: str) -> None:
    answer = server.board.request(method, path)
    problem(answer, "method-not-allowed")
    assert answer.headers["Allow"] in ("GET", "POST")


def test_a_refusal_lists_every_broken_rule_with_its_decisions_and_who_can_open_it(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    terms = town.contract()
    position = server.post("register-contract", command(terms, "2012-01-01"), client=officer).json()["position"]
    early = command({"contract": terms["contract"], "manner": "expiry"}, "2013-06-01")
    [rule] = problem(server.post("conclude-contract", early, client=officer), "refused")["broken_rules"]
    assert set(rule) == {"code", "message", "decisions", "until", "who_can"}
    assert (rule["code"], rule["decisions"]) == ("contract.not-ended", [position])
    assert rule["until"] == "2014-12-31"
    assert rule["who_can"]


def test_invalid_queries_of_reads_are_named(server: Server) -> None:
    answer = server.client("auditor").get("/v1/contracts", params={"as_of": "yesterday", "colour": "red", "limit": "1001"})
    errors = problem(answer, "invalid")["errors"]
    assert {error["pointer"]: error["in"] for error in errors} == {"/as_of": "query", "/colour": "query", "/limit": "query"}


def test_a_position_that_is_not_reached_is_unavailable_after_a_short_wait(server: Server) -> None:
    answer = server.client("auditor").get("/v1/matrix", params={"min_position": 10**9})
    problem(answer, "unavailable")
    assert answer.headers["Retry-After"]


def test_a_problem_carries_the_headers_of_every_answer(server: Server) -> None:
    answer = httpx2.get(f"{server.url}/nowhere", headers={"X-Correlation-ID": "lost"})
    assert answer.headers["X-Correlation-ID"] == "lost"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unauthorised_caller_learns_nothing_of_what_exists(server: Server) -> None:
    for path in ("/v1/contracts/x", "/v1/decisions", "/v1/decisions/1", "/v1/matrix", "/v1/contracts?colour=red"):
        problem(httpx2.get(f"{server.url}{path}"), "unauthenticated")
    problem(httpx2.post(f"{server.url}/v1/commands/paint-townhall", headers={"Idempotency-Key": new_key()}), "unauthenticated")
