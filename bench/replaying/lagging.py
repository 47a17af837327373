"""How far what is kept lags behind the record while others append as fast as they can."""

from __future__ import annotations

import multiprocessing
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random
from threading import Thread
from typing import Any

from application.ports import Draft
from application.record import canonical, moment
from bench.replaying.ledgers import END, asked
from domain.boundary import Item
from infrastructure.keeping_thread import KeepingThread
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore

LOOK_SECONDS = 0.02
CLIENTS = 16


@dataclass(frozen=True, slots=True)
class Lag:
    """`appended`: decisions a second. The lags in seconds: how long ago the record had come to where what is kept now is."""

    appended: float
    median: float
    most: float
    caught_up_after: float


def lag_under_appends(database: Database, seconds: float) -> Lag:
    """Append for so many seconds from another process, and look at both positions all the while."""
    with asked(database) as ours, _keeping(database), _appending(database):
        begun = ours.store.head()
        while ours.store.head() == begun:
            time.sleep(LOOK_SECONDS)
        started, first = time.monotonic(), ours.store.head()
        heads: list[tuple[int, float]] = [(first, started)]
        lags = []
        while (now := time.monotonic()) < started + seconds:
            kept = ours.views.position() or 0
            lags.append(_since(heads, kept, now))
            heads.append((ours.store.head(), time.monotonic()))
            time.sleep(LOOK_SECONDS)
        last, ended = heads[-1]
    with asked(database) as ours, _keeping(database):
        ours.views.wait(ours.store.head(), 600)
    lags.sort()
    return Lag((last - first) / (ended - started), lags[len(lags) // 2], lags[-1], time.monotonic() - ended)


def _since(heads: list[tuple[int, float]], kept: int, now: float) -> float:
    """How long ago the record first was further than what is kept now."""
    at = bisect_left(heads, (kept + 1, 0.0))
    return now - heads[at][1] if at < len(heads) else 0.0


@contextmanager
def _keeping(database: Database) -> Iterator[None]:
    recorder = PostgresRecorder(database)
    thread = KeepingThread(database, recorder.listener)
    thread.start()
    try:
        yield
    finally:
        thread.close()
        recorder.close()


@contextmanager
def _appending(database: Database) -> Iterator[None]:
    process = multiprocessing.get_context("spawn").Process(target=append_for_ever, args=(database,), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def append_for_ever(database: Database) -> None:
    """Contracts' values are varied, quality is measured and notes are taken, by several clients at once."""
    store = PostgresStore(PostgresRecorder(database))
    clients = [Thread(target=_append, args=(store, number), daemon=True) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def _append(store: PostgresStore, client: int) -> None:
    random = Random(client)
    for number in count():
        contract, borough = f"contract-{random.randrange(1, 500)}", f"borough-{random.randrange(33):02}"
        facts: dict[str, Any] = {"contract": contract, "annual_value": f"{random.randrange(5, 900)}000.00"}
        type_, tags = "ContractVaried", [f"contract:{contract}", f"borough:{borough}"]
        if number % 4 == 3:
            facts = {"note": f"lag-{client}-{number}-{random.getrandbits(32)}", "text": "It was noted.", "objects": [tags[1]]}
            type_, tags = "NoteRecorded", [f"note:{facts['note']}", tags[1]]
        store.append(
            [_draft(type_, facts, tags, f"bench-{client}")], unless=frozenset({Item(tags=frozenset(tags[:1]))}), after=2**62
        )


def _draft(type_: str, facts: dict[str, Any], tags: list[str], actor: str) -> Draft:
    on = END + timedelta(days=1)
    head = canonical({"actor": {"roles": ["officer"], "subject": actor}, "data": facts, "effective_on": on.isoformat(), "id": "-"})

    def complete(previous: Any, recorded_at: Any) -> bytes:
        return head[:-1] + b',"recorded_at":"%s","schema":1,"type":"%s"}' % (moment(recorded_at).encode(), type_.encode())

    return Draft(type_, tuple(sorted(tags)), on, actor, complete)
