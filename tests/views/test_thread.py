"""The thread that keeps up beside a server: with what is recorded, with what was built, and with what another process left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from application.keeping.kept import KEEPINGS
from infrastructure.keeping_thread import KeepingThread
from infrastructure.postgres.views.layout import BUILT, generations
from infrastructure.postgres.views.standing import kept_so_far
from tests.replay.programmes import programme
from tests.views.kept_in_memory import KeptInMemory
from tests.views.ledgers import Shelf, holding, shelf
from tests.views.test_keeping_up import kept_in, made_at_once
from tests.views.test_reading_what_is_kept import keep_up, reads

PATIENCE_SECONDS = 60


def comes_true(condition: Callable[[], bool]) -> bool:
    """Look again and again; each look asks the database."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > until:
            return False
    return True


@contextmanager
def keeping(ledger: Shelf) -> Iterator[KeepingThread]:
    thread = KeepingThread(ledger.database, ledger.recorder.listener)
    thread.start()
    try:
        yield thread
    finally:
        thread.close()


def position(ledger: Shelf) -> int | None:
    return kept_so_far(ledger.recorder.reader).position


def test_whoever_reads_after_posting_sees_what_was_posted(embedded_url: str) -> None:
    told = programme(Random(5))
    stored = list(told.store.stream(None))
    with shelf(embedded_url) as ledger, keeping(ledger):
        ledger.record(stored[:40])
        ledger.recorder.listener.hear(40)
        assert comes_true(lambda: position(ledger) == 40)
        ledger.record(stored[40:])
        ledger.recorder.listener.hear(len(stored))
        assert comes_true(lambda: reads(ledger).moment(kept=True).position == len(stored))
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))


def test_what_has_another_definition_is_built_anew_at_the_start(embedded_url: str) -> None:
    told = programme(Random(6))
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        keep_up(ledger)
        with ledger.database.connect() as connection:
            connection.execute("UPDATE kept SET definition = 'of an older version' WHERE kind IN ('contract', 'migration')")
        with keeping(ledger) as thread:
            assert comes_true(lambda: all(each.is_current for each in ledger.serving().values()))
            assert thread.fault is None
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))
        assert {kind: each.number for kind, each in ledger.serving().items()} == {
            kind: 2 if kind in ("contract", "migration") else 1 for kind in KEEPINGS
        }


def test_what_was_built_serves_once_it_has_come_as_far_as_the_rest(embedded_url: str) -> None:
    told = programme(Random(7))
    stored = list(told.store.stream(None))
    with shelf(embedded_url) as ledger:
        ledger.record(stored[:30])
        keep_up(ledger)
        with ledger.database.connect() as connection:
            connection.execute("UPDATE kept SET definition = 'of an older version' WHERE kind = 'contract'")
        ledger.record(stored[30:])
        with keeping(ledger):
            assert comes_true(lambda: ledger.serving()["contract"].is_current and position(ledger) == len(stored))
        with ledger.database.connect() as connection:
            assert not [each for each in generations(connection) if each.state == BUILT]
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))
