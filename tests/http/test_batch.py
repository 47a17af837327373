"""Many commands in one request: one outcome a line, in order, whatever becomes of the others."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from api.batch import MOST_LINES
from tests.http.conftest import Town
from tests.http.server import AUTHORITY, Server, command, new_key

NDJSON = {"Content-Type": "application/x-ndjson"}


def line(name: str, data: dict[str, Any], effective_on: str = "2012-01-01", **more: Any) -> dict[str, Any]:
    return {"command": name, "key": new_key(), **command(data, effective_on), **more}


def posted(client: httpx2.Client, lines: list[Any], **options: Any) -> list[dict[str, Any]]:
    """The outcomes of these lines; a line given as bytes is sent as it is."""
    content = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines)
    answer = client.post("/v1/commands", content=content, headers=NDJSON, **options)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(each) for each in answer.text.splitlines()]


def test_every_line_has_its_outcome_in_order_with_its_key(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    lines = [line("register-contract", town.contract()) for _ in range(5)]
    outcomes = posted(officer, lines)
    assert [each["line"] for each in outcomes] == [1, 2, 3, 4, 5]
    assert [each["key"] for each in outcomes] == [each["key"] for each in lines]
    assert {each["status"] for each in outcomes} == {201}
    positions = [each["position"] for each in outcomes]
    assert positions == list(range(positions[0], positions[0] + 5))


def test_a_line_sees_what_the_lines_before_it_decided(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    terms = town.contract()
    conclude = line("conclude-contract", {"contract": terms["contract"], "manner": "expiry"}, "2015-01-01")
    assert [each["status"] for each in posted(officer, [line("register-contract", terms), conclude])] == [201, 201]


def test_lines_at_fault_are_answered_in_their_places_and_stop_nothing(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    reused = line("register-contract", town.contract())
    outcomes = posted(
        officer,
        [
            reused,
            b"not json",
            {"command": "paint-townhall", "key": new_key()},
            {**line("register-contract", town.contract()), "key": ""},
            line("register-contract", town.contract(title="")),
            line("conclude-contract", {"contract": "never-was", "manner": "expiry"}),
            line("define-service-area", {"area": "x", "title": "X", "kind": "environment"}),
            {**line("register-contract", town.contract()), "key": reused["key"]},
            reused,
            b'{"command": "register-contract", "key": "too-long", "pad": "' + b"x" * 70_000 + b'"}',
            {"key": "no-command"},
            b"",
            line("register-contract", town.contract()),
        ],
    )
    assert [each["status"] for each in outcomes] == [201, 400, 404, 422, 422, 409, 403, 422, 200, 413, 422, 201]
    assert [each["line"] for each in outcomes] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]
    names = [each["type"].rpartition(":")[2] for each in outcomes if "type" in each]
    assert names == [
        *("malformed", "unknown-command", "invalid", "invalid", "refused", "forbidden", "key-reused", "too-large", "invalid"),
    ]
    assert outcomes[4]["errors"][0]["pointer"] == "/data/title"
    assert outcomes[8]["replayed"] is True
    assert outcomes[10]["key"] == "no-command"


def test_the_first_refused_line_ends_a_batch_that_is_told_so(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    terms = town.contract()
    lines = [
        line("register-contract", town.contract()),
        line("conclude-contract", {"contract": "never-was", "manner": "expiry"}),
        line("register-contract", terms),
    ]
    outcomes = posted(officer, lines, params={"stop_on_refusal": "true"})
    assert [each["status"] for each in outcomes] == [201, 409]
    assert officer.get(f"/v1/contracts/{terms['contract']}").status_code == 404


def test_what_comes_long_after_the_line_that_ended_the_batch_is_not_taken_either(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    lines: list[Any] = [b"not json", *(line("register-contract", town.contract()) for _ in range(500))]
    assert [each["status"] for each in posted(officer, lines, params={"stop_on_refusal": "true"})] == [400]


def test_an_operator_loads_for_a_borough_and_for_the_board_and_the_record_shows_both(server: Server, town: Town) -> None:
    operator = server.client("operator", subject="archivist")
    outcomes = posted(
        operator,
        [
            line("register-contract", town.contract(), **{"for": town.borough}),
            line("define-service-area", {"area": f"{town.area}-b", "title": "B", "kind": "environment"}, **{"for": "board"}),
            line("register-contract", town.contract(), **{"for": "elsewhere"}),
            line("register-contract", town.contract()),
            line("register-contract", town.contract(), **{"for": "No Slug"}),
        ],
    )
    assert [each["status"] for each in outcomes] == [201, 201, 403, 403, 422]
    record = operator.get(f"/v1/decisions/{outcomes[0]['position']}").json()
    assert record["actor"] == {"subject": "archivist", "roles": ["operator"], "for": town.borough}
    assert outcomes[4]["errors"][0]["pointer"] == "/for"


def test_nobody_else_acts_for_somebody(server: Server, town: Town) -> None:
    for role in ("officer", "board", "integrator", "auditor"):
        [outcome] = posted(server.client(role, town.borough), [line("register-contract", town.contract(), **{"for": town.borough})])
        assert (outcome["status"], outcome["broken_rules"][0]["code"]) == (403, "authority.not-yours")


def test_a_single_command_is_never_for_somebody_else(server: Server, town: Town) -> None:
    body = command(town.contract(), "2012-01-01", **{"for": town.borough})
    answer = server.post("register-contract", body, client=server.client("operator"))
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/for"]


def test_a_batch_sent_again_is_replayed_whole(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    lines = [line("register-contract", town.contract()) for _ in range(300)]
    first, again = posted(officer, lines), posted(officer, lines)
    assert {each["status"] for each in first} == {201}
    assert {each["status"] for each in again} == {200}
    assert [each["decisions"] for each in again] == [each["decisions"] for each in first]


def test_the_correlation_id_of_a_batch_stands_in_each_record(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    lines = [line("register-contract", town.contract()) for _ in range(2)]
    content = b"\n".join(json.dumps(each).encode() for each in lines)
    answer = officer.post("/v1/commands", content=content, headers={**NDJSON, "X-Correlation-ID": f"batch-{town.borough}"})
    for each in map(json.loads, answer.text.splitlines()):
        assert officer.get(f"/v1/decisions/{each['position']}").json()["correlation_id"] == f"batch-{town.borough}"


def test_a_batch_of_more_lines_than_may_be_ends_there(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    outcomes = posted(officer, [b"{}"] * (MOST_LINES + 500))
    assert len(outcomes) == MOST_LINES + 1
    assert {each["status"] for each in outcomes[:-1]} == {422}
    assert (outcomes[-1]["line"], outcomes[-1]["status"]) == (MOST_LINES + 1, 413)


def test_an_empty_batch_has_no_outcomes(server: Server) -> None:
    assert posted(server.board, [b"\n\n  \n"]) == []


@pytest.mark.parametrize(
    ("query", "status"), [("stop_on_refusal=maybe", 422), ("dry_run=true", 422), ("stop_on_refusal=false", 200)]
)
def test_a_batch_has_one_query_parameter(server: Server, query: str, status: int) -> None:
    assert server.board.post(f"/v1/commands?{query}", content=b"", headers=NDJSON).status_code == status


def test_json_is_no_batch(server: Server) -> None:
    assert server.board.post("/v1/commands", json=[]).status_code == 415


def test_outcomes_come_while_the_batch_is_still_being_sent(server: Server, town: Town) -> None:
    """The second line is sent only when the outcome of the first has come."""
    address = urlsplit(server.url)
    first, second = (json.dumps(line("register-contract", town.contract())).encode() + b"\n" for _ in range(2))
    head = (
        f"POST /v1/commands HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {server.token('officer', town.borough)}\r\n"
        "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=60) as connection:
        answer = connection.makefile("rb")
        connection.sendall(head.encode() + b"%x\r\n%s\r\n" % (len(first), first))
        assert answer.readline().startswith(b"HTTP/1.1 200")
        while answer.readline().strip():
            pass
        answer.readline()
        assert json.loads(answer.readline())["line"] == 1
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(second), second))
        answer.readline(), answer.readline()
        assert json.loads(answer.readline())["line"] == 2


def test_who_sends_everything_before_reading_anything_is_not_waited_for(server: Server, town: Town) -> None:
    """More outcomes than the sockets between us hold: they would fill, and stop both, if we waited for the reader."""
    address = urlsplit(server.url)
    faulty = (
        json.dumps({"command": "register-contract", "key": "k", "authority": AUTHORITY, "data": {"a" * 500: 1}}).encode() + b"\n"
    )
    content = faulty * 9_000
    head = (
        f"POST /v1/commands HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {server.token('officer', town.borough)}\r\n"
        f"Content-Type: application/x-ndjson\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(60)
        connection.connect((address.hostname or "", address.port or 0))
        connection.sendall(head.encode())
        connection.sendall(content)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.count(b'"status":422') == 9_000
