"""A reader who takes nothing costs the server what its connection holds, and nobody else anything."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import psutil

from tests.feed.conftest import begin
from tests.feed.follower import PATIENCE, Follower, Told, told_in
from tests.http.server import AUTHORITY, Server, command, serving

LARGE = 100  # decisions of some 50 kB: 5 MB
READERS = 20
MOST_BYTES_EACH = 1024 * 1024


def large_notes(server: Server) -> int:
    """Notes of nearly the size that a record may have. The position of the last."""
    authority = {**AUTHORITY, "alternatives": ["x" * 3_900] * 12}
    positions = []
    for number in range(LARGE):
        body = command({"note": f"large-{number}", "text": "y" * 3_900, "objects": ["programme:ledger"]})
        answer = server.post("record-note", {**body, "authority": authority})
        assert answer.status_code == 201, answer.text
        positions.append(int(answer.json()["position"]))
    return positions[-1]


@contextmanager
def reader(server: Server) -> Iterator[BinaryIO]:
    """A connection on which the feed is asked for, and which is not read. Its own buffer is small."""
    address = urlsplit(server.url)
    with socket.socket() as connection, connection.makefile("rb") as stream:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        connection.settimeout(PATIENCE)
        connection.connect((address.hostname, address.port))
        token = server.token("auditor")
        request = f"GET /v1/feed HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n"
        connection.sendall(request.encode())
        assert connection.recv(1, socket.MSG_PEEK)
        yield stream


def body_of(stream: BinaryIO) -> Iterator[bytes]:
    """The pieces of a chunked body, to its proper end."""
    while stream.readline() != b"\r\n":
        pass
    while size := int(stream.readline(), 16):
        yield stream.read(size)
        assert stream.readline() == b"\r\n"


def take(events: Iterator[Told], number: int) -> list[int]:
    return [next(events).position for _ in range(number)]


def memory_of(server: Server) -> int:
    """Resident bytes of the server, without its database."""
    size: int = psutil.Process(server.process.pid).memory_info().rss
    return size


def test_readers_who_take_nothing_cost_bounded_memory_keep_nobody_waiting_and_miss_nothing(folder: Path) -> None:
    with serving(folder) as server:
        begin(server)
        last = large_notes(server)
        with Follower(lambda: server.url, server.token("auditor")) as warm:  # what one reading takes belongs to no reader
            warm.wait_for(last)
        before = memory_of(server)
        with ExitStack() as stack:
            waiting = [stack.enter_context(reader(server)) for _ in range(READERS)]
            with Follower(lambda: server.url, server.token("auditor")) as brisk:
                assert len(brisk.wait_for(last)) == last
                body = command({"note": "one-more", "text": "Nobody waited.", "objects": ["programme:ledger"]})
                assert server.post("record-note", body).status_code == 201
                brisk.wait_for(last + 1)
            assert memory_of(server) - before < READERS * MOST_BYTES_EACH
            assert take(told_in(body_of(waiting[0])), last + 1) == list(range(1, last + 2))


def test_a_stop_ends_the_stream_of_who_reads_properly_and_waits_for_nobody_who_does_not(folder: Path) -> None:
    with serving(folder) as server:
        begin(server)
        last = large_notes(server)
        with reader(server) as reading, reader(server):
            events = told_in(body_of(reading))
            assert take(events, last) == list(range(1, last + 1))
            server.process.send_signal(signal.SIGTERM)
            assert list(events) == []
            assert server.process.wait(PATIENCE) == 0
        assert "graceful shutdown exceeded" not in (folder / "log").read_text()
