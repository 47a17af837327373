"""A server's memory while all its records are read from it, page by page and as one export."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import orjson

from infrastructure.postgres.session import Database

PAGE = 1_000
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes resident. `warm`: after the first tenth; `most`: in all that came after; None: the server offers no such thing."""

    warm: float
    most: float
    decisions: int

    @property
    def growth(self) -> float:
        """As a part of the memory when warm."""
        return self.most / self.warm - 1


def memory_of_reading(database: Database) -> dict[str, Memory | None]:
    """By way of reading."""
    with server_on(database) as (client, process):
        head = int(client.get("/v1/decisions", params={"limit": 1, "order": "desc"}).json()["items"][0]["position"])
        return {
            "full read by pages": _watched(process, head, lambda passed: _pages(client, passed)),
            "export": _watched(process, head, lambda passed: _export(client, passed)),
        }


def _watched(process: int, head: int, read: Callable[[Callable[[int], None]], bool]) -> Memory | None:
    levels: list[tuple[int, float]] = []
    done = 0

    def passed(decisions: int) -> None:
        nonlocal done
        done += decisions

    stopped = threading.Event()

    def look() -> None:
        while not stopped.wait(LOOK_SECONDS):
            levels.append((done, _resident(process)))

    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    is_offered = read(passed)
    stopped.set()
    looker.join()
    warm = [level for at, level in levels if at <= head / 10]
    after = [level for at, level in levels if at > head / 10]
    return Memory(max(warm), max(after), done) if is_offered and warm and after else None


def _pages(client: httpx2.Client, passed: Callable[[int], None]) -> bool:
    after = 0
    while items := client.get("/v1/decisions", params={"limit": PAGE, "after": after}).json()["items"]:
        after = items[-1]["position"]
        passed(len(items))
    return True


def _export(client: httpx2.Client, passed: Callable[[int], None]) -> bool:
    with client.stream("GET", "/v1/export", params={"format": "ndjson"}) as answer:
        if answer.status_code != 200:
            return False
        for piece in answer.iter_raw():
            passed(piece.count(b"\n"))
    return True


def _resident(process: int) -> float:
    fields = Path(f"/proc/{process}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def server_on(database: Database) -> Iterator[tuple[httpx2.Client, int]]:
    """`concordat` on this ledger, as bench/posting serves it: its client, and the server's process."""
    environment: Mapping[str, str] = {
        **os.environ,
        "CONCORDAT_DATABASE_URL": database.url,
        "CONCORDAT_DATABASE_SCHEMA": database.schema,
        "CONCORDAT_LOG_LEVEL": "error",
    }
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as folder:
        command = [sys.executable, "-m", "bench.posting.server", folder, "4", "keeps"]
        server = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            told = orjson.loads(server.stdout.readline())
            headers = {"Authorization": f"Bearer {told['tokens']['board']}"}
            with httpx2.Client(base_url=told["address"], headers=headers, timeout=600) as client:
                yield client, server.pid
        finally:
            server.stdin.close()
            server.wait(30)
