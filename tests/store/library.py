"""The library's own factories on our recorder, and a view of its on our tables: position and view change in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, LiteralString, NoReturn

from eventsourcing.dcb.persistence import DCBInfrastructureFactory
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, Tracking, TrackingRecorder
from eventsourcing.tests.projection import EventCountersView
from eventsourcing.utils import Environment
from psycopg_pool import ConnectionPool

from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database

URL, SCHEMA = "LEDGER_URL", "LEDGER_SCHEMA"

# Where our views note how far they have come. A position never falls, and none is noted twice.
REACHED: LiteralString = """
    INSERT INTO kept (kind, generation, definition, state, position) VALUES (%s, 1, 'of a test', 'serving', %s)
        ON CONFLICT (kind, generation) DO UPDATE SET position = excluded.position WHERE kept.position < excluded.position
        RETURNING position
"""
STANDS_AT: LiteralString = "SELECT position FROM kept WHERE kind = %s"
COUNTERS: LiteralString = "CREATE TABLE IF NOT EXISTS counter (name text PRIMARY KEY, value bigint NOT NULL)"
COUNT: LiteralString = """
    INSERT INTO counter VALUES (%s, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
"""
COUNTED: LiteralString = "SELECT value FROM counter WHERE name = %s"


def database_of(env: Environment) -> Database:
    url, schema = env.get(URL), env.get(SCHEMA)
    assert url is not None
    assert schema is not None
    return Database(url, schema)


class KeptCounters(EventCountersView):
    """The counters of the library's conformance cases, kept as our views are."""

    def __init__(self, database: Database) -> None:
        PostgresRecorder(database).close()  # which brings the schema up to date
        self._pool: ConnectionPool[Any] = database.pool(2)
        with self._pool.connection() as connection:
            connection.execute(COUNTERS)

    def close(self) -> None:
        self._pool.close()

    def insert_tracking(self, tracking: Tracking) -> None:
        self._keep(tracking, ())

    def max_tracking_id(self, application_name: str) -> int | None:
        return self._one(STANDS_AT, application_name)

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._keep(tracking, ["created"])

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._keep(tracking, ["subsequent"])

    def get_created_event_counter(self) -> int:
        return self._one(COUNTED, "created") or 0

    def get_subsequent_event_counter(self) -> int:
        return self._one(COUNTED, "subsequent") or 0

    def _keep(self, tracking: Tracking, counters: Iterable[str]) -> None:
        with self._pool.connection() as connection, connection.transaction():
            reached = connection.execute(REACHED, [tracking.application_name, tracking.notification_id]).fetchone()
            if reached is None:
                raise IntegrityError(f"{tracking} is no later than what was kept.")
            for counter in counters:
                connection.execute(COUNT, [counter])

    def _one(self, query: LiteralString, name: str) -> int | None:
        with self._pool.connection() as connection:
            row = connection.execute(query, [name]).fetchone()
        return None if row is None else int(row[0])


class OurRecorder(DCBInfrastructureFactory[TrackingRecorder]):
    """Gives the library's application our recorder."""

    def dcb_recorder(self) -> PostgresRecorder:
        self._recorder = PostgresRecorder(database_of(self.env))
        return self._recorder

    def close(self) -> None:
        self._recorder.close()


class OurViews(InfrastructureFactory[TrackingRecorder]):
    """Gives the library's projections a view on our tables."""

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> TrackingRecorder:
        assert tracking_recorder_class is KeptCounters
        return KeptCounters(database_of(self.env))

    def aggregate_recorder(self, purpose: str = "events") -> NoReturn:
        raise NotImplementedError

    def application_recorder(self) -> NoReturn:
        raise NotImplementedError

    def process_recorder(self) -> NoReturn:
        raise NotImplementedError
