"""What a rebuild is measured against: the library's own projection runner, and a plain copy of the records."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import islice
from typing import Any, LiteralString

import psycopg
from eventsourcing.dcb.api import DCBEvent
from eventsourcing.dcb.application import DCBApplication
from eventsourcing.dcb.domain import Tagged
from eventsourcing.dcb.persistence import DCBMapper
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL

from bench.programme import Written, generate
from infrastructure.postgres.session import Database

STOCK = "stock"
ANY = "Decision"
AT_ONCE = 500
CREATE: LiteralString = "CREATE TABLE IF NOT EXISTS counts (type text PRIMARY KEY, count bigint NOT NULL)"
COPY = "COPY (SELECT data FROM decision ORDER BY position) TO STDOUT (FORMAT binary)"


class AsItIs(DCBMapper[Any]):
    """Hands an event on without reading it: a counter looks at its type alone."""

    def to_dcb_event(self, event: Tagged[Any]) -> DCBEvent:
        raise NotImplementedError("nothing is recorded by way of it")

    def to_domain_event(self, event: DCBEvent) -> Tagged[Any]:
        return Tagged(tags=event.tags, decision=event)


class Counts(PostgresTrackingRecorder):
    """How many events of each type there were, in PostgreSQL, in the transaction that tracks the position."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.sql_create_statements.append(SQL(CREATE).format())

    def count(self, type_: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO counts VALUES (%s, 1) ON CONFLICT (type) DO UPDATE SET count = counts.count + 1", [type_], prepare=True
            )


class Counting(Projection[Counts]):
    """The projection: every event is counted by its type.

    The library's recorder finds events of one type, or such as have tags, but not simply all: so there all have one type, and their
    own stands first among their tags.
    """

    name = "counting"
    topics = (ANY,)

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.count(domain_event.decision.tags[0], tracking)


class StockApplication(DCBApplication):
    """On the library's recorder for PostgreSQL."""

    name = "stock"


def counted_a_second(url: str, events: int) -> float:
    """Events a second that the library's runner counts into a view, of the first `events` of the programme."""
    environment = _environment(url)
    application = StockApplication(environment)
    for some in _pieces(generate(max(events, 1000)), events):
        application.recorder.append([DCBEvent(ANY, each.data, [each.type, *each.tags]) for each in some])
    application.close()
    started = time.monotonic()
    with ProjectionRunner(
        application_class=StockApplication, projection_class=Counting, view_class=Counts, env=environment
    ) as runner:
        runner.wait(events, timeout=600)
        return events / (time.monotonic() - started)


def copied_a_second(database: Database) -> float:
    """Records a second that a plain copy of all of them hands out."""
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM decision")
        row = cursor.fetchone()
        assert row is not None
        started = time.monotonic()
        with cursor.copy(COPY) as copy:
            for _ in copy:
                pass
        return int(row[0]) / (time.monotonic() - started)


def _environment(url: str) -> dict[str, str]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {STOCK}")
        connection.execute(f"CREATE DATABASE {STOCK}")
    parts = conninfo_to_dict(make_conninfo(url, dbname=STOCK))
    return {
        "STOCK_PERSISTENCE_MODULE": "eventsourcing.dcb.postgres_tt",
        "COUNTING_PERSISTENCE_MODULE": "eventsourcing.postgres",
        "MAPPER_TOPIC": f"{AsItIs.__module__}:{AsItIs.__name__}",
        "POSTGRES_DBNAME": STOCK,
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port", 5432)),
        "POSTGRES_USER": str(parts.get("user", "postgres")),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
    }


def _pieces(programme: Iterable[Written], events: int) -> Iterable[list[Written]]:
    left = iter(islice(programme, events))
    while some := list(islice(left, AT_ONCE)):
        yield some
