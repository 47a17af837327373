"""Appending in tests: short words for the library's long ones, and many threads at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.persistence import IntegrityError

from infrastructure.postgres.committing import LOCK, LOCK_CLASS
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 60  # before a test that waits for something gives up


def event(type_: str, *tags: str, data: bytes = b"record") -> DCBEvent:
    return DCBEvent(type_, data, list(tags))


def query(*items: tuple[Sequence[str], Sequence[str]]) -> DCBQuery:
    """Items as (types, tags)."""
    return DCBQuery([DCBQueryItem(list(types), list(tags)) for types, tags in items])


def unless(*tags: str, after: int | None = None) -> DCBAppendCondition:
    """The condition that no event with all these tags came after that position."""
    return DCBAppendCondition(query(([], tags)), after)


def positions(recorder: PostgresRecorder, wanted: DCBQuery | None = None, after: int = 0, limit: int | None = None) -> list[int]:
    return [found.position for found in recorder.read(wanted, after=after, limit=limit)]


def records_once(recorder: PostgresRecorder, key: str, *tags: str) -> bool:
    """Append an event for the key unless there is one. False if there was."""
    try:
        recorder.append([event("Decided", f"command:{key}", *tags, data=key.encode())], unless(f"command:{key}"))
    except IntegrityError:
        return False
    return True


def until(happened: Callable[[], bool]) -> None:
    """Wait for a condition that no event announces."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def at_once(tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Run every task on a thread of its own, all at the same time, and give their answers in order."""
    with ThreadPoolExecutor(len(tasks)) as pool:
        futures: list[Future[Answer]] = [pool.submit(task) for task in tasks]
        return [future.result(PATIENCE_SECONDS) for future in futures]


@contextmanager
def appends_held_up(database: Database) -> Iterator[psycopg.Connection]:
    """Nobody can record anything in the meantime, as if another process were just committing."""
    with database.connect() as connection, connection.transaction():
        connection.execute(LOCK, [LOCK_CLASS])
        yield connection


def waits_for_lock(url: str) -> bool:
    """Whether an append waits for the lock."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchone()
    return row is not None and row[0] > 0
