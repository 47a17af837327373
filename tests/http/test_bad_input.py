"""What bad input gets: a clear problem that names each field, and nothing recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.bodies import LARGEST
from tests.http.conftest import Town
from tests.http.server import AUTHORITY, Server, command, new_key

OVERRIDE = "\u202e"


def sent(server: Server, town: Town, content: bytes, media_type: str = "application/json", **headers: str) -> Any:
    """Post these bytes as a registration of a contract, and see that nothing came of it."""
    officer = server.client("officer", town.borough)
    before = officer.get("/v1/decisions", params={"limit": 1}).json()["position"]
    asked = {"Idempotency-Key": new_key(), "Content-Type": media_type, **headers}
    raw = {name.encode(): value.encode() for name, value in asked.items()}
    answer = officer.post("/v1/commands/register-contract", content=content, headers=raw)
    assert officer.get("/v1/decisions", params={"limit": 1}).json()["position"] == before
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["instance"]) == (answer.status_code, "/v1/commands/register-contract")
    return problem


def named(problem: Any) -> set[str]:
    assert problem["type"] == "urn:concordat:problem:invalid", problem
    assert problem["status"] == 422
    return {error["pointer"] for error in problem["errors"]}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"not json", b'{"a": NaN}', b"\xff\xfe", b"[" * 5000, b'{"a":"\\ud800"}', b"[]", b"7"]
)
def test_what_is_not_a_json_object_is_malformed(server: Server, town: Town, content: bytes) -> None:
    problem = sent(server, town, content)
    assert (problem["status"], problem["type"]) == (400, "urn:concordat:problem:malformed")


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-ndjson", "application/json; charset=latin-1"])
def test_another_media_type_is_not_taken(server: Server, town: Town, media_type: str) -> None:
    problem = sent(server, town, b"{}", media_type)
    assert (problem["status"], problem["type"]) == (415, "urn:concordat:problem:unsupported-media")


def test_a_compressed_body_is_not_taken(server: Server, town: Town) -> None:
    assert sent(server, town, b"{}", **{"Content-Encoding": "gzip"})["status"] == 415


def test_a_body_of_70_kilobytes_is_too_large(server: Server, town: Town) -> None:
    body = command(town.contract(title="x" * 70_000))
    problem = sent(server, town, json.dumps(body).encode())
    assert (problem["status"], problem["type"]) == (413, "urn:concordat:problem:too-large")


def test_a_body_that_grows_too_large_while_it_comes_is_refused_without_an_announced_length(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    headers = {"Idempotency-Key": new_key(), "Content-Type": "application/json"}
    pieces = (b" " * 8192 for _ in range(LARGEST // 8192 + 1))
    answer = officer.post("/v1/commands/register-contract", content=pieces, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:concordat:problem:too-large")


def test_a_body_of_exactly_the_limit_is_read(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    content = json.dumps(command(town.contract(), "2012-01-01")).encode().ljust(LARGEST)
    headers = {"Idempotency-Key": new_key(), "Content-Type": "application/json"}
    assert officer.post("/v1/commands/register-contract", content=content, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", "1899-12-31"),
        ("ends_on", "2201-01-01"),
        ("ends_on", "2014-02-30"),
        ("ends_on", "31.12.2014"),
        ("ends_on", 0),
        ("ends_on", "2014-12-31T00:00:00Z"),
        ("ends_on", "2011-12-31"),
        ("annual_value", "125000.005"),
        ("annual_value", 125000),
        ("annual_value", "-1.00"),
        ("annual_value", "1e6"),
        ("annual_value", "NaN"),
        ("notice_days", "90"),
        ("notice_days", True),
        ("notice_days", 1.5),
        ("notice_days", -1),
        ("notice_days", 2**70),
        ("title", f"Desktop {OVERRIDE}support"),
        ("title", "Desktop\u2066support"),
        ("title", "bell\u0007"),
        ("title", "two\nlines"),
        ("title", ""),
        ("title", "   "),
        ("title", "x" * 201),
        ("title", 7),
        ("contract", "Desktop"),
        ("contract", "désktop"),
        ("contract", "-desktop"),
        ("contract", "x" * 64),
        ("contract", "desktop\n"),
        ("boroughs", []),
        ("boroughs", "westminster"),
        ("kind", "both"),
        ("extensions", [{"months": 0}]),
        ("extensions", [{"months": 6, "price": 1}]),
        ("owner", "somebody"),
    ],
)
def test_a_field_at_fault_is_named(server: Server, town: Town, field: str, value: object) -> None:
    body = command(town.contract(**{field: value}), "2012-01-01")
    pointers = named(sent(server, town, json.dumps(body).encode()))
    assert {pointer.split("/")[2] for pointer in pointers} == {field}


def test_every_field_at_fault_is_named_at_once(server: Server, town: Town) -> None:
    body = command(town.contract(title="", annual_value=1, owner="x"), "0001-01-01", extra=1)
    body["authority"] = {**AUTHORITY, "reasons": OVERRIDE, "evidence": [{"title": "Minutes", "sha256": "12"}]}
    assert named(sent(server, town, json.dumps(body).encode())) == {
        "/extra",
        "/effective_on",
        "/authority/reasons",
        "/authority/evidence/0/sha256",
        "/data/title",
        "/data/annual_value",
        "/data/owner",
    }


def test_missing_fields_are_named(server: Server, town: Town) -> None:
    assert named(sent(server, town, b"{}")) == {"/effective_on", "/authority", "/data"}


def test_a_pointer_escapes_what_its_own_syntax_uses(server: Server, town: Town) -> None:
    body = command(town.contract(**{"a/b~c": 1}), "2012-01-01")
    assert named(sent(server, town, json.dumps(body).encode())) == {"/data/a~1b~0c"}


@pytest.mark.parametrize("key", ["", "x" * 129, "two words", "clé"])
def test_an_idempotency_key_is_1_to_128_visible_characters(server: Server, town: Town, key: str) -> None:
    problem = sent(server, town, b"{}", **{"Idempotency-Key": key})
    assert named(problem) == {"/Idempotency-Key"}
    assert problem["errors"][0]["in"] == "header"


def test_without_an_idempotency_key_nothing_is_taken(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    answer = officer.post("/v1/commands/register-contract", json=command(town.contract()))
    assert named(answer.json()) == {"/Idempotency-Key"}


@pytest.mark.parametrize("match", ["17", '"x"', "*", 'W/"17"', '"1", "2"'])
def test_if_match_is_one_position_in_quotation_marks(server: Server, town: Town, match: str) -> None:
    assert named(sent(server, town, b"{}", **{"If-Match": match})) == {"/If-Match"}


@pytest.mark.parametrize("id_", ["x" * 65, "two words"])
def test_a_correlation_id_is_1_to_64_visible_characters(server: Server, town: Town, id_: str) -> None:
    assert named(sent(server, town, b"{}", **{"X-Correlation-ID": id_})) == {"/X-Correlation-ID"}


@pytest.mark.parametrize("query", ["dry_run=yes", "dry_run=true&dry_run=false", "dry=true", "for=westminster"])
def test_a_query_that_is_not_known_is_an_error(server: Server, town: Town, query: str) -> None:
    officer = server.client("officer", town.borough)
    answer = officer.post(f"/v1/commands/register-contract?{query}", json=command(town.contract()))
    assert answer.status_code == 422
    assert {error["in"] for error in answer.json()["errors"]} == {"query"}


def test_a_key_used_for_two_commands_is_told(server: Server, town: Town) -> None:
    officer, key = server.client("officer", town.borough), new_key()
    assert server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer, key=key).status_code == 201
    answer = server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer, key=key)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:concordat:problem:key-reused")


def test_an_object_never_registered_is_a_broken_rule(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    answer = server.post("conclude-contract", command({"contract": "never-was", "manner": "expiry"}), client=officer)
    assert answer.status_code == 409
    assert [rule["code"] for rule in answer.json()["broken_rules"]] == ["unknown.subject"]


@pytest.mark.parametrize("position", [10**15, 2**53 - 1])
def test_a_rectification_of_what_was_never_decided_is_a_broken_rule(server: Server, town: Town, position: int) -> None:
    answer = server.post("rectify-decision", command({"position": position, "data": {}}))
    assert answer.status_code == 409
    assert [rule["code"] for rule in answer.json()["broken_rules"]] == ["rectification.unknown-decision"]


def test_a_rectification_with_deeply_nested_data_is_answered(server: Server, town: Town) -> None:
    nested = '{"a":' * 900 + "1" + "}" * 900
    content = json.dumps(command({"position": 1, "data": {}})).replace('"data": {}', f'"data": {nested}', 1).encode()
    headers = {"Idempotency-Key": new_key(), "Content-Type": "application/json"}
    answer = server.board.post("/v1/commands/rectify-decision", content=content, headers=headers)
    assert answer.status_code in (400, 422)
