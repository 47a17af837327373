"""Ledgers in PostgreSQL that hold what a ledger in memory holds, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from application.keeping.timeline import Version
from application.ports import Store, Stored
from application.record import document_of
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore
from infrastructure.postgres.views.layout import SERVING, Generation, generations
from infrastructure.postgres.views.source import read_version

_schemas = count()


@dataclass
class Shelf:
    """A ledger in a schema of its own."""

    database: Database
    recorder: PostgresRecorder

    @property
    def store(self) -> PostgresStore:
        return PostgresStore(self.recorder)

    def record(self, stored: Iterable[Stored]) -> None:
        """Put records where another ledger has them."""
        rows = list(stored)
        with self.database.connect() as connection, connection.transaction():
            with connection.cursor().copy(
                "COPY decision (position, type, data, tags, effective_on, actor, recorded_at) FROM STDIN"
            ) as copy:
                for each in rows:
                    document = document_of(each.data)
                    dated = (document["effective_on"], document["actor"]["subject"], document["recorded_at"])
                    copy.write_row((each.position, each.type, each.data, list(each.tags), *dated))
            with connection.cursor().copy("COPY tag (tag, position, type) FROM STDIN") as copy:
                for each in rows:
                    for tag in each.tags:
                        copy.write_row((tag, each.position, each.type))

    def serving(self) -> dict[str, Generation]:
        """By kind, the generation that serves."""
        with self.database.connect() as connection:
            return {each.kind: each for each in generations(connection) if each.state == SERVING}

    def versions(self, kind: str) -> list[Version]:
        """All that are kept of a kind."""
        generation = self.serving()[kind]
        with self.database.connect() as connection:
            statement = "SELECT id, effective_on, position, known_from, known_to, kept FROM {versions}"
            rows = connection.execute(generation.sql(statement)).fetchall()
        return [read_version(kind, row) for row in rows]


@contextmanager
def shelf(url: str) -> Iterator[Shelf]:
    """An empty ledger."""
    database = Database(url, f"kept_{next(_schemas)}")
    recorder = PostgresRecorder(database)
    try:
        yield Shelf(database, recorder)
    finally:
        recorder.close()


def holding(store: Store, shelf: Shelf) -> Shelf:
    """The ledger, once it holds what another does."""
    shelf.record(store.stream(None))
    return shelf
