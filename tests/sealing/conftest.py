"""A log on an empty ledger of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from application.proof.keys import LOG, SigningKey, new_key
from application.proof.tree import leaf_hash
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.sealed_log import PostgresSealedLog
from infrastructure.postgres.sealing import Sealer
from infrastructure.postgres.session import Database
from tests.conftest import Servers

ORIGIN = "ledger.example/v1/log"
_schemas = count()


@dataclass
class Log:
    """A ledger, and its sealer that has begun."""

    database: Database
    recorder: PostgresRecorder
    key: SigningKey
    sealer: Sealer
    sealed: PostgresSealedLog

    def record(self, *records: bytes) -> None:
        """Put records at the next positions without the store's care for them: fast, and any bytes."""
        with self.database.connect() as connection:
            connection.execute(
                "INSERT INTO decision (position, type, data, tags, recorded_at)"
                " SELECT (SELECT coalesce(max(position), 0) FROM decision) + number, 'Test', data, '{}', now()"
                " FROM unnest(%s::bytea[]) WITH ORDINALITY AS new (data, number)",
                [list(records)],
            )

    def record_many(self, number: int) -> None:
        """Put `number` records, each of its position's decimal digits, at the next positions."""
        with self.database.connect() as connection:
            connection.execute(
                "INSERT INTO decision (position, type, data, tags, recorded_at)"
                " SELECT at, 'Test', convert_to(at::text, 'UTF8'), '{}', now()"
                " FROM (SELECT coalesce(max(position), 0) AS head FROM decision) AS now,"
                " generate_series(head + 1, head + %s) AS at",
                [number],
            )

    def tamper(self, statement: str, table: str = "decision") -> None:
        """What whoever owns the database can do to the record."""
        with self.database.connect() as connection:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(statement)
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture(scope="session")
def key() -> SigningKey:
    return new_key(ORIGIN, LOG)


@pytest.fixture
def log(servers: Servers, embedded_url: str, key: SigningKey) -> Iterator[Log]:
    """An empty log, sealed once at size 0."""
    database = Database(embedded_url, f"log_{next(_schemas)}")
    recorder = PostgresRecorder(database)
    sealer = Sealer(database, [key])
    sealer.begin()
    yield Log(database, recorder, key, sealer, PostgresSealedLog(recorder.reader))
    sealer.close()
    recorder.close()


def numbered(size: int) -> list[bytes]:
    """The leaves of the records that `record_many` puts into an empty ledger."""
    return [leaf_hash(str(position).encode()) for position in range(1, size + 1)]
