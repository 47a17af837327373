"""The feed tells every decision once, in order, from wherever its reader stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.trail import RECORD
from tests.feed.conftest import begin, note
from tests.feed.follower import Follower, Told, told_in
from tests.http.server import Server, serving


def follower(server: Server, query: str = "") -> Follower:
    return Follower(lambda: server.url, server.token("auditor"), query)


@contextmanager
def asked(server: Server, query: str = "", role: str = "auditor", **headers: str) -> Iterator[httpx2.Response]:
    """A feed that is open, or the answer that refuses it."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    with server.client(role).stream("GET", f"/v1/feed{query}", headers=headers) as answer:
        yield answer


def first(answer: httpx2.Response, number: int) -> list[Told]:
    events = told_in(answer.iter_raw())
    return [next(events) for _ in range(number)]


def trail(server: Server, query: str = "") -> list[int]:
    items: list[dict[str, Any]] = server.client("auditor").get(f"/v1/decisions{query}").json()["items"]
    return [each["position"] for each in items]


def refused(server: Server, query: str = "", **headers: str) -> Any:
    with asked(server, query, **headers) as answer:
        answer.read()
        assert answer.status_code == 422, answer.text
        return answer.json()["errors"]


def test_it_says_that_it_is_a_stream_that_nobody_may_keep_or_hold_back(server: Server) -> None:
    with asked(server) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert next(answer.iter_raw()).startswith(b"retry: ")


def test_every_event_is_a_decisions_position_its_type_and_its_records_own_bytes(server: Server) -> None:
    with asked(server) as answer:
        events = first(answer, 4)
    assert [(each.position, each.type) for each in events] == [
        (1, "ProgrammeStarted"),
        (2, "BoroughJoined"),
        (3, "BoroughJoined"),
        (4, "ServiceAreaDefined"),
    ]
    for event in events:
        record = server.client("auditor").get(f"/v1/decisions/{event.position}", headers={"Accept": RECORD})
        assert record.content == event.data


def test_it_goes_on_with_what_is_recorded_while_it_is_open(server: Server) -> None:
    with follower(server) as reader:
        positions = []
        for _ in range(5):
            positions.append(note(server, "Not only ASCII: £ and \u2028 and “”"))
            assert reader.wait_for(positions[-1])[-1].position == positions[-1]
        assert [each.position for each in reader.told] == list(range(1, positions[-1] + 1))


@pytest.mark.parametrize("header", [True, False])
def test_it_begins_after_the_position_that_its_reader_names(server: Server, header: bool) -> None:
    query, headers = ("", {"Last_Event_ID": "2"}) if header else ("?after=2", {})
    with asked(server, query, **headers) as answer:
        assert [each.position for each in first(answer, 2)] == [3, 4]


def test_the_last_event_goes_before_where_it_once_began(server: Server) -> None:
    with asked(server, "?after=0", Last_Event_ID="3") as answer:
        assert [each.position for each in first(answer, 1)] == [4]


def test_whoever_knows_everything_is_told_of_the_next_alone(server: Server) -> None:
    head = note(server)
    with asked(server, Last_Event_ID=str(head)) as answer:
        assert note(server) == head + 1
        assert [each.position for each in first(answer, 1)] == [head + 1]


@pytest.mark.parametrize(
    "query",
    [
        "?type=BoroughJoined",
        "?type=BoroughJoined&type=ServiceAreaDefined",
        "?object=borough:ash",
        "?object=borough:birch&type=BoroughJoined",
        "?q=SHARED%20IT",
        "?actor=board-all&effective_to=2010-12-31",
        "?effective_from=2012-01-01&effective_to=2015-01-01",
        "?recorded_from=2020-01-01T00:00:00Z&recorded_to=2200-01-01T00:00:00Z",
        "?as_of=2010-01-01",
    ],
)
def test_it_filters_as_the_trail_does(server: Server, query: str) -> None:
    for about in ("borough:ash", "borough:birch"):
        note(server, "Shared it was.", about)
    expected = trail(server, f"{query}&limit=1000")
    assert expected
    with asked(server, query) as answer:
        assert [each.position for each in first(answer, len(expected))] == expected
    with asked(server, query, Last_Event_ID=str(expected[0])) as answer:
        assert [each.position for each in first(answer, len(expected) - 1)] == expected[1:]


def test_a_filter_lets_later_decisions_through_as_well(server: Server) -> None:
    with follower(server, "?object=area:desktop") as reader:
        note(server, about="borough:ash")
        wanted = note(server, about="area:desktop")
        assert reader.wait_for(wanted)[-1].position == wanted
        assert [each.position for each in reader.told] == trail(server, "?object=area:desktop&limit=1000")


def test_what_was_known_at_a_moment_ends_and_is_not_asked_for_again(server: Server) -> None:
    with asked(server, "?known_at=3") as answer:
        assert [each.position for each in told_in(answer.iter_raw())] == [1, 2, 3]
    with asked(server, "?known_at=3", Last_Event_ID="3") as answer:
        assert answer.status_code == 204


@pytest.mark.parametrize(
    "given",
    ["-1", "1.0", "abc", "1, 2", "9" * 16, "9" * 4000, "0x10", "١٢", "1;DROP TABLE decision", "1\x00", "null", "'"],
)
def test_a_last_event_that_is_no_position_is_refused(server: Server, given: str) -> None:
    headers = [(b"Authorization", f"Bearer {server.token('auditor')}".encode()), (b"Last-Event-ID", given.encode())]
    try:
        answer = httpx2.get(f"{server.url}/v1/feed", headers=headers)
    except httpx2.LocalProtocolError:  # no client sends it
        return
    if answer.status_code == 400:  # nor does the server's parser take it
        return
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/Last-Event-ID"


def test_two_last_events_are_refused(server: Server) -> None:
    token = server.token("auditor")
    headers = [("Authorization", f"Bearer {token}"), ("Last-Event-ID", "1"), ("Last-Event-ID", "2")]
    assert httpx2.get(f"{server.url}/v1/feed", headers=headers).status_code == 422


def test_a_position_that_this_ledger_never_told_is_refused_so_that_nothing_is_left_out(server: Server) -> None:
    head = note(server)
    [error] = refused(server, Last_Event_ID=str(head + 1000))
    assert (error["pointer"], error["in"]) == ("/Last-Event-ID", "header")
    assert re.search(rf"newest decision of this ledger is {head}\b", error["message"])
    [error] = refused(server, f"?after={head + 1000}")
    assert (error["pointer"], error["in"]) == ("/after", "query")


@pytest.mark.parametrize("query", ["?limit=10", "?order=desc", "?type=Nothing", "?object=thing", "?after=-1", "?since=1"])
def test_a_query_that_it_does_not_know_is_refused(server: Server, query: str) -> None:
    assert refused(server, query)


def test_it_is_for_those_who_may_read(server: Server) -> None:
    assert httpx2.get(f"{server.url}/v1/feed").status_code == 401
    assert httpx2.get(f"{server.url}/v1/feed", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_a_server_keeps_a_bounded_number_of_feeds_and_a_place_is_free_when_a_reader_has_left(folder: Path) -> None:
    with serving(folder, CONCORDAT_FEEDS="2") as server:
        begin(server)
        with asked(server) as one, asked(server) as other:
            assert (one.status_code, other.status_code) == (200, 200)
            assert "concordat_feeds 2.0" in server.client("auditor").get("/metrics").text
            with asked(server) as third:
                third.read()
                assert (third.status_code, third.headers["Retry-After"]) == (503, "5")
                assert third.json()["type"] == "urn:concordat:problem:unavailable"
        with follower(server) as reader:  # comes again until it is let in
            reader.wait_until_connected(1)
            assert [each.position for each in reader.wait_for(4)] == [1, 2, 3, 4]
