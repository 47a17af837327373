"""The sealing thread: wakes with what is recorded, lets nobody sign over changed bytes, and leaves nothing unsealed behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from application.ports import Unavailable
from application.sealing import Seal
from infrastructure.postgres.sealing import LOCK, LOCK_CLASS, Sealer
from infrastructure.readiness import LATE_SECONDS, require_sealing, seconds_late
from infrastructure.sealing_thread import SealingThread
from tests.sealing.conftest import Log
from tests.store.appending import event, until


@contextmanager
def sealing(log: Log, made: list[Seal] | None = None) -> Iterator[SealingThread]:
    sealer = Sealer(log.database, [log.key])
    thread = SealingThread(
        log.database,
        sealer,
        log.recorder.listener,
        lambda: seconds_late(log.sealed, datetime.now(UTC)),
        (made if made is not None else []).append,
    )
    thread.start()
    try:
        yield thread
    finally:
        thread.close()


def sealed_size(log: Log) -> int:
    newest = log.sealed.newest()
    assert newest is not None
    return newest.size


def test_what_is_recorded_is_sealed_without_anybody_asking(log: Log) -> None:
    made: list[Seal] = []
    with sealing(log, made) as thread:
        for size in (1, 2, 3):
            log.recorder.append([event("Test", data=str(size).encode())])
            until(lambda size=size: sealed_size(log) == size)  # type: ignore[misc]  # bound early
        assert thread.fault is None
    assert [seal.size for seal in made] == [1, 2, 3]


def test_what_was_recorded_before_the_start_and_just_before_the_end_is_sealed(log: Log) -> None:
    log.record(b"before")
    with sealing(log):
        until(lambda: sealed_size(log) == 1)
        log.recorder.append([event("Test")])
    assert sealed_size(log) == 2


def test_many_commits_share_a_seal(log: Log) -> None:
    made: list[Seal] = []
    with sealing(log, made):
        with log.database.connect() as connection, connection.transaction():
            connection.execute(LOCK, [LOCK_CLASS])  # until all are recorded
            for number in range(100):
                log.recorder.append([event("Test", data=str(number).encode())])
        until(lambda: sealed_size(log) == 100)
    assert [seal.size for seal in made] == [100]


def test_over_changed_bytes_nothing_is_signed_and_readiness_says_so(log: Log) -> None:
    log.record_many(1_000)
    assert log.sealer.seal() is not None
    log.tamper("UPDATE decision SET data = 'altered' WHERE position = 17")
    log.record(b"new")
    with sealing(log) as thread:
        until(lambda: thread.fault is not None)
        with pytest.raises(Unavailable, match="Sealing has stopped: The record at position 17"):
            require_sealing(log.sealed, datetime.now(UTC), thread.fault)
    assert sealed_size(log) == 1_000


def test_a_lost_database_session_is_got_over(log: Log) -> None:
    with sealing(log) as thread:
        log.recorder.append([event("Test", data=b"one")])
        until(lambda: sealed_size(log) == 1)
        with psycopg.connect(log.database.url, autocommit=True) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        until(lambda: records(log))
        until(lambda: sealed_size(log) == 2)
        assert thread.fault is None


def records(log: Log) -> bool:
    """Whether a record is taken again."""
    try:
        log.recorder.append([event("Test", data=b"two")])
    except Unavailable:
        return False
    return True


def test_a_record_that_waits_too_long_for_its_seal_is_told(log: Log) -> None:
    assert seconds_late(log.sealed, datetime.now(UTC)) == 0
    with sealing(log), log.database.connect() as connection, connection.transaction():
        connection.execute(LOCK, [LOCK_CLASS])  # another sealer that does not get on
        log.recorder.append([event("Test")])
        since = log.sealed.waiting_since()
        assert since is not None
        late = since + timedelta(seconds=LATE_SECONDS + 1)
        require_sealing(log.sealed, since + timedelta(seconds=LATE_SECONDS - 1), None)
        with pytest.raises(Unavailable, match="waited 11 seconds for its seal"):
            require_sealing(log.sealed, late, None)
    require_sealing(log.sealed, late, None)
