"""Measuring: rounds of each contender in turns, so that what disturbs the machine for a while disturbs all of them."""

from __future__ import annotations

import http.client
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import orjson

from bench.posting.load import Load, Measured, Round
from bench.posting.programme import Post, areas, life, opening, parties_of, proposal

OURS, ASYNC, DEF = "concordat", "async peer", "def peer"
PATHS = {OURS: "/v1/commands", ASYNC: "/bench/async", DEF: "/bench/def"}
CLIENTS = (1, 16, 64)
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
WARM_UP = 1.0
MOST_A_SECOND = 2_500  # areas are prepared before the clock starts, for at most so many commands
BATCH_LINES = 4_000
LIFE = len(list(life("any", parties_of(0))))
STOPPING_SECONDS = 60.0


@dataclass
class Found:
    """`rounds`: by contender and number of clients. `batches`: commands a second. `lengths`: mean bytes of a row."""

    rounds: dict[tuple[str, int], list[Measured]] = field(default_factory=dict)
    batches: list[float] = field(default_factory=list)
    contended: Measured = field(default_factory=Measured)
    nothing: Measured = field(default_factory=Measured)
    lengths: dict[str, float] = field(default_factory=dict)

    def rate(self, name: str, clients: int) -> float:
        """The median rate, in commands a second."""
        return median(measured.rate for measured in self.rounds[name, clients])

    def wait(self, name: str, clients: int, share: float) -> float:
        """The median over the rounds of that percentile of the waits, in milliseconds."""
        return median(measured.wait(share) for measured in self.rounds[name, clients])

    def peer(self, clients: int) -> str:
        """The faster of the two peers."""
        return max((ASYNC, DEF), key=lambda name: self.rate(name, clients))

    def spent(self, name: str, clients: int) -> tuple[float, float]:
        """The median processor time of a command, in microseconds: of the server, and of the database."""
        rounds = self.rounds[name, clients]
        return median(each.server for each in rounds), median(each.database for each in rounds)

    @property
    def batch_rate(self) -> float:
        return median(self.batches)


class Bench:
    """A server on a new ledger, and a load generator."""

    def __init__(self, rounds: int, seconds: float, sessions: int = 32) -> None:
        self._rounds = rounds
        self._seconds = seconds
        self._folder = Path(tempfile.mkdtemp(prefix="concordat-bench-"))
        self._names = (f"r{number}" for number in count())
        command = [sys.executable, "-m", "bench.posting.server", str(self._folder / "data"), str(sessions)]
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        assert self._server.stdout is not None
        said = self._server.stdout.readline()
        if not said:
            raise RuntimeError((self._folder / "log").read_text())
        ready = orjson.loads(said)
        self._port = urlsplit(ready["address"]).port or 0
        self._tokens: dict[str, str] = ready["tokens"]
        self._load = Load(self._port, self._tokens)
        self._batch(opening())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._load.__exit__(kind, fault, trace)
        self._server.terminate()
        self._server.wait(STOPPING_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def measure(self) -> Found:
        """Everything."""
        found = Found()
        self._round(OURS, 16)  # plans are made, and the tables have statistics
        self._round(ASYNC, 16)
        for clients in CLIENTS:
            for number in range(self._rounds):
                turn = number % len(PATHS)
                for name in [*list(PATHS)[turn:], *list(PATHS)[:turn]]:
                    found.rounds.setdefault((name, clients), []).append(self._round(name, clients))
        found.batches = [self._batch_rate() for _ in range(self._rounds)]
        found.contended = self._contended(16)
        found.nothing = self._load.run(Round("/bench/about/nothing", next(self._names), 16, self._seconds, WARM_UP))
        found.lengths = self._get("/bench/about/lengths")
        return found

    def profile(self, clients: int) -> str:
        """Where the processor time of a command goes, with so many clients."""
        self._round(OURS, clients)
        round_ = self._prepared(OURS, clients)
        self._post("/bench/profile/start", b"")
        measured = self._checked(self._load.run(round_))
        return self._post(f"/bench/profile/stop/{measured.all_answers}", b"").decode()

    def _round(self, name: str, clients: int) -> Measured:
        round_ = self._prepared(name, clients)
        before = self._get("/bench/about/usage")
        measured = self._checked(self._load.run(round_))
        after = self._get("/bench/about/usage")
        measured.server, measured.database = (
            1e6 * (after[of] - before[of]) / measured.all_answers for of in ("server", "database")
        )
        print(
            f"{name:12} {clients:3} clients {measured.rate:8.0f}/s  p50 {measured.wait(0.5):7.2f} ms  processor "
            f"{measured.server:5.0f} + {measured.database:4.0f} µs",
            file=sys.stderr,
        )
        return measured

    def _prepared(self, name: str, clients: int) -> Round:
        round_ = Round(PATHS[name], next(self._names), clients, self._seconds, WARM_UP)
        if name == OURS:
            self._prepare(round_.name, clients, int(MOST_A_SECOND * (self._seconds + WARM_UP)))
        return round_

    def _contended(self, clients: int) -> Measured:
        round_ = Round(PATHS[OURS], next(self._names), clients, self._seconds, WARM_UP, rivals=True)
        area, parties = next(areas(round_.name, 0))
        self._batch(proposal(area, parties))
        return self._load.run(round_)

    def _batch_rate(self) -> float:
        name = next(self._names)
        self._prepare(name, 1, BATCH_LINES)
        lives = (post for area, parties in areas(name, 0) for post in life(area, parties))
        lines = list(islice(lives, BATCH_LINES))
        began = time.perf_counter()
        self._batch(lines)
        rate = BATCH_LINES / (time.perf_counter() - began)
        print(f"batch {rate:8.0f}/s", file=sys.stderr)
        return rate

    def _prepare(self, name: str, clients: int, commands: int) -> None:
        """What the board decides before the officers of a round's areas begin, enough of it for so many commands."""
        each = math.ceil(commands / clients / LIFE) + 1
        prepared = (post for client in range(clients) for area in islice(areas(name, client), each) for post in proposal(*area))
        self._batch(prepared)

    def _batch(self, posts: Iterable[Post]) -> None:
        for part in _parts(posts, 10_000):
            answer = self._post("/v1/commands", b"".join(post.line() for post in part), "operator", "application/x-ndjson")
            outcomes = [orjson.loads(line) for line in answer.splitlines()]
            refused = [outcome for outcome in outcomes if outcome["status"] != 201]
            if refused or len(outcomes) != len(part):
                raise RuntimeError(f"{len(outcomes)} of {len(part)} were answered, and {len(refused)} refused: {refused[:1]}")

    def _checked(self, measured: Measured) -> Measured:
        if measured.refused:
            raise RuntimeError(f"Not every command was recorded: {list(measured.refused.items())[:3]}")
        return measured

    def _get(self, path: str) -> Any:
        return orjson.loads(self._ask("GET", path, None, {}))

    def _post(self, path: str, body: bytes, by: str = "operator", media_type: str = "application/json") -> bytes:
        headers = {"Authorization": f"Bearer {self._tokens[by]}", "Content-Type": media_type}
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=300)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()}")
        return text


def _parts(posts: Iterable[Post], size: int) -> Iterator[Sequence[Post]]:
    left = iter(posts)
    while part := list(islice(left, size)):
        yield part
