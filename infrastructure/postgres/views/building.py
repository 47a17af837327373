"""Building anew: what is kept of some kinds, from the whole record, beside what serves; stopped and gone on with at any part."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import LiteralString

import psycopg
from psycopg import Connection

from application.ports import Unavailable
from infrastructure.postgres.session import Database
from infrastructure.postgres.views.folding import fold_parts
from infrastructure.postgres.views.layout import Generation, finish, generations
from infrastructure.postgres.views.planning import plan

TRY_LOCK: LiteralString = "SELECT pg_try_advisory_lock(%s, 'kept_part'::regclass::oid::int)"
LOCK_CLASS = 0x436F6E6B
LOOK_SECONDS = 0.2
SHORT = 20_000
"""Decisions that are folded before another process has so much as started."""


class AtWork(Exception):
    """Another process builds already."""


@dataclass(frozen=True, slots=True)
class Progress:
    """About how many decisions are folded, of how many. `seconds_left`: at the pace so far; None as long as that says nothing."""

    done: int
    of: int
    seconds_left: float | None


def build(
    database: Database,
    kinds: Collection[str],
    *,
    processes: int = 2,
    told: Callable[[Progress], None] = lambda progress: None,
    stop: Event | None = None,
) -> bool:
    """Build the kinds anew, up to where they can be brought up and serve; what was stopped before goes on. False: it was stopped.

    Raises AtWork; Unavailable when the database cannot answer or a process ended before its time: what is done stays done.
    """
    stop = stop or Event()
    try:
        with database.connect() as connection:
            if connection.execute(TRY_LOCK, [LOCK_CLASS]).fetchone() != (True,):
                raise AtWork("Another process is building already. Wait for it, or stop it: what it has done stays done.")
            connection.execute("SET statement_timeout = 0")
            planned = plan(connection, kinds)
            if not _fold(database, connection, planned, processes, told, stop):
                return False
            connection.execute("SET maintenance_work_mem = '256MB'")
            with connection.transaction():
                for generation in planned:
                    finish(connection, generation)
    except psycopg.Error as fault:
        raise Unavailable(f"The database could not build: {fault}") from fault
    return True


def _fold(
    database: Database,
    connection: Connection,
    planned: Sequence[Generation],
    processes: int,
    told: Callable[[Progress], None],
    stop: Event,
) -> bool:
    began, of = time.monotonic(), _left(connection, planned)
    if of <= SHORT:
        fold_parts(database, stop.is_set)
        return not stop.is_set()
    spawned = multiprocessing.get_context("spawn")  # a fork would share our sessions and the locks of our threads
    workers = [spawned.Process(target=fold_parts, args=(database,), daemon=True) for _ in range(processes)]
    for worker in workers:
        worker.start()
    try:
        while any(worker.is_alive() for worker in workers) and not stop.is_set():
            next(worker for worker in workers if worker.is_alive()).join(LOOK_SECONDS)
            done = of - _left(connection, planned)
            seconds = time.monotonic() - began
            told(Progress(done, of, seconds / done * (of - done) if done else None))
        if stop.is_set():
            return False
    finally:
        for worker in workers:
            worker.terminate()  # in the middle of a part, perhaps, which is then as if it had not been begun
            with suppress(AssertionError):
                worker.join()
    if _left(connection, planned) or any(worker.exitcode for worker in workers):
        raise Unavailable("A process that was building ended before its time. Build again: what is done stays done.")
    return True


def _left(connection: Connection, planned: Sequence[Generation]) -> int:
    names = {(each.kind, each.number) for each in planned}
    return sum(each.left for each in generations(connection) if (each.kind, each.number) in names)
