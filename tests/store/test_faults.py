"""When something fails: a clear answer, nothing half recorded, and the next append works."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from threading import Event

import psycopg
import pytest
from eventsourcing.dcb.api import DCBEvent
from eventsourcing.persistence import IntegrityError, ProgrammingError

from application.ports import TooLarge, Unavailable
from infrastructure.postgres.grouping import Group
from infrastructure.postgres.planning import Append, DraftEvent
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.schema import Migration, SchemaChanged, SchemaNewer, migrate, shipped
from infrastructure.postgres.session import Database, NotDurable, require_exact_and_durable
from tests.conftest import Servers
from tests.store.appending import (
    PATIENCE_SECONDS,
    appends_held_up,
    event,
    positions,
    query,
    records_once,
    unless,
    until,
    waits_for_lock,
)


def test_a_session_lost_in_mid_append_says_that_the_outcome_is_unknown_and_the_same_key_tells(recorder: PostgresRecorder) -> None:
    recorder.append([event("Decided", "x")])
    with ThreadPoolExecutor(1) as pool, appends_held_up(recorder.database) as elsewhere:
        lost = pool.submit(records_once, recorder, "once")
        until(lambda: waits_for_lock(recorder.database.url))
        elsewhere.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'concordat append' AND datname = current_database()"
        )
        with pytest.raises(Unavailable, match="the outcome is unknown"):
            lost.result(PATIENCE_SECONDS)
    assert positions(recorder) == [1]
    assert records_once(recorder, "once")
    assert not records_once(recorder, "once")
    assert positions(recorder) == [1, 2]


def test_all_who_share_a_transaction_that_fails_hear_of_it(recorder: PostgresRecorder) -> None:
    with ThreadPoolExecutor(4) as pool:
        with appends_held_up(recorder.database) as elsewhere:
            first = pool.submit(records_once, recorder, "first")
            until(lambda: waits_for_lock(recorder.database.url))
            others = [pool.submit(records_once, recorder, f"key-{number}") for number in range(3)]
            until(lambda: recorder.group.waiting == 3)
            elsewhere.execute("DROP TABLE tag CASCADE")
        for append in (first, *others):
            with pytest.raises(Unavailable, match=r'Nothing was recorded.*"tag" does not exist'):
                append.result(PATIENCE_SECONDS)
    assert recorder.reader.head() == 0


def test_a_server_that_freezes_is_unavailable(servers: Servers, server: str) -> None:
    cluster = servers.new(server, servers.folder / f"frozen-{server.replace(' ', '-')}")
    with closing(PostgresRecorder(Database(cluster.url(), answer_seconds=0.5))) as recorder:
        recorder.append([event("Decided")])
        assert positions(recorder) == [1]
        with psycopg.connect(cluster.url()) as connection:
            sessions = connection.execute("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'concordat%'").fetchall()
        for (session,) in sessions:
            os.kill(session, signal.SIGSTOP)
        with pytest.raises(Unavailable, match="the outcome is unknown"):
            recorder.append([event("Decided")])
        assert positions(recorder) == [1]  # over a new session: the pool dropped the frozen one
        for (session,) in sessions:
            os.kill(session, signal.SIGCONT)
    cluster.stop(orderly=False)


def test_a_read_outlives_the_sessions_of_the_pool(recorder: PostgresRecorder) -> None:
    recorder.append([event("Decided", "x")])
    assert positions(recorder) == [1]
    with psycopg.connect(recorder.database.url, autocommit=True) as elsewhere:
        elsewhere.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert positions(recorder) == [1]


def test_a_subscription_goes_on_after_its_sessions_were_lost(recorder: PostgresRecorder) -> None:
    with recorder.subscribe() as subscription, ThreadPoolExecutor(1) as pool:
        recorder.append([event("Decided")])
        assert next(subscription).position == 1
        waiting = pool.submit(next, subscription)
        with psycopg.connect(recorder.database.url, autocommit=True) as elsewhere:
            elsewhere.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with closing(PostgresRecorder(recorder.database)) as another:
            another.append([event("Decided"), event("Decided")])
        assert waiting.result(PATIENCE_SECONDS).position == 2
        assert next(subscription).position == 3


def test_a_record_that_is_too_large_or_cannot_be_completed_hurts_nobody_else(recorder: PostgresRecorder) -> None:
    def fails(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
        raise ArithmeticError("cannot be completed")

    with pytest.raises(TooLarge, match="65,536"):
        recorder.append([event("Decided"), event("Decided", data=b"." * 65_536)])
    with pytest.raises(TooLarge, match="has 0"):
        recorder.append([event("Decided", data=b"")])
    with pytest.raises(ArithmeticError):
        recorder.append([DraftEvent("Decided", b"", [], fails)])
    for tag in ("nul\0", "x" * 1001, "\ud800"):
        with pytest.raises(ProgrammingError):
            recorder.append([event("Decided", tag)])
    assert recorder.append([event("Decided", data=b"." * 65_535)]) == 1


def test_a_queue_that_is_full_refuses_at_once() -> None:
    started, goes_on = Event(), Event()

    def commit(appends: object) -> None:
        started.set()
        goes_on.wait(PATIENCE_SECONDS)

    group: Group[Append] = Group(commit, most_waiting=1)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(group.submit, Append([], frozenset(), 0))
        started.wait(PATIENCE_SECONDS)
        second = pool.submit(group.submit, Append([], frozenset(), 0))
        until(lambda: group.waiting == 1)
        with pytest.raises(Unavailable, match="Nothing was recorded"):
            group.submit(Append([], frozenset(), 0))
        goes_on.set()
        assert (first.result(PATIENCE_SECONDS), second.result(PATIENCE_SECONDS)) == (None, None)


def test_closing_records_what_was_accepted_and_refuses_what_comes_later(recorder: PostgresRecorder) -> None:
    with ThreadPoolExecutor(3) as pool:
        with appends_held_up(recorder.database):
            accepted = [pool.submit(records_once, recorder, f"key-{number}") for number in range(3)]
            until(lambda: recorder.group.waiting == 2)
            closing_ = ThreadPoolExecutor(1).submit(recorder.close)
        assert all(append.result(PATIENCE_SECONDS) for append in accepted)
        closing_.result(PATIENCE_SECONDS)
    with pytest.raises(Unavailable, match="closed"):
        recorder.append([event("Decided")])


def test_the_record_cannot_be_changed(recorder: PostgresRecorder) -> None:
    recorder.append([event("Decided", "x")])
    with recorder.database.connect() as connection:
        for statement in (
            b"UPDATE decision SET data = 'another'",
            b"DELETE FROM decision",
            b"TRUNCATE decision",
            b"UPDATE tag SET tag = 'y'",
            b"DELETE FROM tag",
            b"TRUNCATE tag",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"):
                connection.execute(statement)
    assert positions(recorder, query(([], ["x"]))) == [1]


def test_a_database_of_a_newer_schema_is_refused(recorder: PostgresRecorder) -> None:
    newer = Migration(len(shipped()) + 1, "9999_of_the_future.sql", "CREATE TABLE of_the_future ()")
    with recorder.database.connect() as connection:
        migrate(connection, recorder.database.schema, [*shipped(), newer])
    with pytest.raises(SchemaNewer, match="9999_of_the_future"):
        PostgresRecorder(recorder.database)


def test_a_schema_change_that_was_edited_after_it_was_applied_is_refused(recorder: PostgresRecorder) -> None:
    first, *others = shipped()
    with recorder.database.connect() as connection, pytest.raises(SchemaChanged, match=first.name):
        migrate(connection, recorder.database.schema, [Migration(1, first.name, first.sql + " "), *others])


def test_a_schema_change_that_fails_changes_nothing(recorder: PostgresRecorder) -> None:
    broken = Migration(len(shipped()) + 1, "0099_broken.sql", "CREATE TABLE half (); SELECT 1 / 0")
    with recorder.database.connect() as connection:
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate(connection, recorder.database.schema, [*shipped(), broken])
        assert connection.execute("SELECT to_regclass('half')").fetchone() == (None,)
        assert migrate(connection, recorder.database.schema) == 0


def test_a_database_that_may_lose_what_it_acknowledged_is_refused(recorder: PostgresRecorder) -> None:
    with recorder.database.connect() as connection:
        connection.execute("SET synchronous_commit = off")
        with pytest.raises(NotDurable, match="synchronous_commit = off"):
            require_exact_and_durable(connection)


def test_a_session_whose_snapshot_is_older_than_its_lock_is_refused(recorder: PostgresRecorder) -> None:
    with recorder.database.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(AssertionError, match="READ COMMITTED"):
            require_exact_and_durable(connection)


def test_a_server_that_is_away_is_unavailable(servers: Servers) -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        PostgresRecorder(Database(f"postgresql://postgres@/postgres?host={servers.folder}/nowhere"))


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Processes started meanwhile cannot make a file longer than `size` bytes: writing beyond fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_unavailable_and_records_nothing_by_halves(servers: Servers, server: str) -> None:
    segment = 16 * 1024 * 1024  # the write-ahead log is laid out in files of this size: the tables run into the limit first
    with no_file_longer_than(segment):
        cluster = servers.new(server, servers.folder / f"small-{server.replace(' ', '-')}")
    batch = [event("Decided", "x", data=os.urandom(60_000))] * 20
    with closing(PostgresRecorder(Database(cluster.url()))) as recorder:
        with pytest.raises(Unavailable, match=r"Nothing was recorded.*File too large"):
            append_for_ever(recorder, batch)
        recorded = recorder.reader.head()
        assert 0 < recorded < segment / 60_000
    cluster.start()
    with closing(PostgresRecorder(Database(cluster.url()))) as recorder:
        assert positions(recorder) == list(range(1, recorded + 1))
        assert positions(recorder, query(([], ["x"]))) == list(range(1, recorded + 1))
        assert recorder.append(batch) == recorded + len(batch)
    cluster.stop()


def append_for_ever(recorder: PostgresRecorder, batch: list[DCBEvent]) -> None:
    while True:
        recorder.append(batch)


def test_a_refused_append_uses_no_position(recorder: PostgresRecorder) -> None:
    recorder.append([event("Decided", "x")])
    for _ in range(3):
        with pytest.raises(IntegrityError):
            recorder.append([event("Decided", "x")], unless("x"))
    assert recorder.append([event("Decided", "x")]) == 2
