"""The load generator: a process of its own that posts over kept connections and measures how long each answer takes."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self, cast

import uvloop

from bench.posting.programme import Post, areas, life, rivalry

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "
STOPPING_SECONDS = 30.0


@dataclass(frozen=True)
class Round:
    """`path`: before the command's name. `name` tells the round's areas from all others. `rivals`: all post about one migration."""

    path: str
    name: str
    clients: int
    seconds: float
    warm_up: float
    rivals: bool = False


@dataclass
class Measured:
    """What one round came to. `waits`: seconds from request to answer, sorted. `busy`: the generator's own processor seconds.

    `all_answers`: with those while it warmed up. `server` and `database`: processor microseconds for each answer.
    """

    answers: int = 0
    all_answers: int = 0
    server: float = 0.0
    database: float = 0.0
    seconds: float = 0.0
    busy: float = 0.0
    waits: list[float] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    def wait(self, share: float) -> float:
        """The time in milliseconds in which that share of the answers came."""
        return 1000 * self.waits[min(int(share * len(self.waits)), len(self.waits) - 1)] if self.waits else 0.0


class Load:
    """The process. Rounds run one at a time."""

    def __init__(self, port: int, tokens: dict[str, str]) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, port, tokens), daemon=True)
        self._process.start()

    def run(self, round_: Round) -> Measured:
        """Let the clients post, and say what came of it."""
        self._pipe.send(round_)
        measured = self._pipe.recv()
        assert isinstance(measured, Measured)
        return measured

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._pipe.close()
        self._process.join(STOPPING_SECONDS)


class Client(asyncio.Protocol):
    """One connection with one request under way at a time, as a caller that waits for each answer."""

    def __init__(self, requests: Iterator[bytes], measured: Measured) -> None:
        self._requests = requests
        self._measured = measured
        self._buffer = b""
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None
        self.counts_from = float("inf")
        self.stops_at = float("inf")
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own classes do not inherit from asyncio's

    def connection_lost(self, fault: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(fault or ConnectionError("The server closed the connection."))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(END_OF_HEAD)
        if end < 0:
            return
        at = self._buffer.find(LENGTH) + len(LENGTH)
        length = int(self._buffer[at : self._buffer.index(b"\r", at)])
        if len(self._buffer) < end + len(END_OF_HEAD) + length:
            return
        self._answered(self._buffer[9:12], self._buffer[end + len(END_OF_HEAD) :])
        self._buffer = b""
        self.send()

    def send(self) -> None:
        """Post the next command, or end when there is none or the time is up."""
        assert self._transport is not None
        request = next(self._requests, None) if time.perf_counter() < self.stops_at else None
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def _answered(self, status: bytes, body: bytes) -> None:
        now = time.perf_counter()
        if status != b"201":
            text = f"{status.decode()} {body.decode()}"
            self._measured.refused[text] = self._measured.refused.get(text, 0) + 1
            return
        self._measured.all_answers += 1
        if self.counts_from <= now < self.stops_at:
            self._measured.answers += 1
            self._measured.waits.append(now - self._sent_at)


def _serve(pipe: Connection, port: int, tokens: dict[str, str]) -> None:
    while True:
        try:
            round_ = pipe.recv()
        except EOFError:
            return
        pipe.send(uvloop.run(_run(round_, port, tokens)))


async def _run(round_: Round, port: int, tokens: dict[str, str]) -> Measured:
    measured = Measured()
    loop = asyncio.get_running_loop()
    clients: list[Client] = []
    for number in range(round_.clients):
        requests = (_request(round_.path, post, tokens) for post in _posts(round_, number))
        _, client = await loop.create_connection(lambda requests=requests: Client(requests, measured), "127.0.0.1", port)  # type: ignore[misc]  # a default binds it early
        clients.append(client)
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    for client in clients:
        client.counts_from = began + round_.warm_up
        client.stops_at = client.counts_from + round_.seconds
        client.send()
    await asyncio.gather(*(client.done for client in clients))
    took, now = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    measured.seconds = round_.seconds
    measured.busy = (now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime) * measured.seconds / took
    measured.waits.sort()
    return measured


def _posts(round_: Round, client: int) -> Iterator[Post]:
    if round_.rivals:
        return rivalry(next(areas(round_.name, 0))[0], client, count())
    return (post for area, parties in areas(round_.name, client) for post in life(area, parties))


def _request(path: str, post: Post, tokens: dict[str, str]) -> bytes:
    body = post.body()
    head = (
        f"POST {path}/{post.command} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {tokens[post.by]}\r\n"
        f"Idempotency-Key: {post.key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
