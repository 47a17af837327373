"""A ledger that holds a generated programme, opened for reading as a server opens it, with what is kept of its objects."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from application.keeping.kept import KEEPINGS
from application.questions import Questions
from application.reads import Reads
from bench.programme import load
from bench.programme.world import DAYS, STARTS
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore
from infrastructure.postgres.trail import PostgresTrail
from infrastructure.postgres.views.building import Progress, build
from infrastructure.postgres.views.keeping import UpKeeper
from infrastructure.postgres.views.reading import PostgresViews

END = STARTS + timedelta(days=DAYS)
MIDDLE = STARTS + timedelta(days=DAYS // 2)
"""The end and the middle of every generated programme."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a server asks. `questions` remembers nothing of others that were asked before."""

    reads: Reads
    views: PostgresViews
    store: PostgresStore

    @property
    def questions(self) -> Questions:
        return Questions(self.reads)


@contextmanager
def asked(database: Database) -> Iterator[Asked]:
    """Open the ledger, and close it at the end. Today is the programme's last day."""
    recorder = PostgresRecorder(database)
    store = PostgresStore(recorder)
    try:
        views = PostgresViews(recorder.reader, store)
        yield Asked(Reads(store, PostgresTrail(recorder.reader), today, views), views, store)
    finally:
        store.close()


def today() -> date:
    return END


def loaded(url: str, size: int) -> tuple[Database, float]:
    """A programme of so many decisions in a schema of its own, and how many were loaded a second."""
    database = Database(url, f"programme_{size}", answer_seconds=600)
    return database, load(url, size, schema=database.schema).rate


def rebuilt(database: Database, told: Callable[[Progress], None]) -> float:
    """Build all views anew, until they serve. Seconds."""
    started = time.monotonic()
    build(database, KEEPINGS, processes=2, told=told)
    keeper = UpKeeper(database)
    while (reached := keeper.advance()) is None or keeper.to_build() or reached < _head(database):
        time.sleep(0.01)
    keeper.close()
    return time.monotonic() - started


def _head(database: Database) -> int:
    with database.connect() as connection:
        row = connection.execute("SELECT coalesce(max(position), 0) FROM decision").fetchone()
    assert row is not None
    return int(row[0])
