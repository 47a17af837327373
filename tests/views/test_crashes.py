"""Killed in the middle of keeping up or of building anew, the process or the database: nothing is taken twice, nothing missed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from application.keeping.kept import KEEPINGS
from application.ports import Unavailable
from infrastructure.postgres.views.keeping import UpKeeper
from infrastructure.postgres.views.layout import BUILDING, SERVING, generations
from infrastructure.postgres.views.rebuilding import rebuild
from tests.conftest import Servers
from tests.replay.programmes import Programme, programme
from tests.views.kept_in_memory import KeptInMemory
from tests.views.ledgers import Shelf, holding, shelf
from tests.views.test_keeping_up import kept_in, made_at_once
from tests.views.test_reading_what_is_kept import keep_up

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told() -> Programme:
    """A history with late decisions and corrections."""
    return max((programme(Random(seed)) for seed in range(12)), key=lambda told: told.store.head())


@contextmanager
def at_work(what: str, ledger: Shelf) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.views.dying", what, ledger.database.url, ledger.database.schema]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: subprocess.Popen[str], word: str) -> None:
    """Wait until the process says something."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"the process ended without saying {word}")


@pytest.mark.parametrize("position", [7, 21, 35])
def test_a_process_killed_while_it_keeps_up(embedded_url: str, told: Programme, position: int) -> None:
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        with at_work("up", ledger) as process:
            heard(process, str(position))
            process.send_signal(signal.SIGKILL)
            process.wait()
        keep_up(ledger)
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))


@pytest.mark.parametrize("parts", [1, 3, 6])
def test_a_process_killed_while_it_builds_anew_is_gone_on_from(embedded_url: str, told: Programme, parts: int) -> None:
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        keep_up(ledger)
        with at_work("anew", ledger) as process:
            for _ in range(parts):
                heard(process, "part")
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))  # what serves is whole all the while
        serving = {each.number for each in ledger.serving().values()}
        while rebuild_is_held(ledger):
            pass
        assert rebuild(ledger.database, tuple(KEEPINGS))
        assert {each.number for each in ledger.serving().values()}.isdisjoint(serving)
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))


def rebuild_is_held(ledger: Shelf) -> bool:
    """Whether the database has yet to find out that whoever was building is gone."""
    with ledger.database.connect() as connection:
        names = connection.execute("SELECT application_name FROM pg_stat_activity").fetchall()
        locks = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted").fetchone()
    return ("concordat rebuild",) in names or locks != (0,)


def test_a_database_killed_while_something_is_kept_up(servers: Servers, told: Programme) -> None:
    stored = list(told.store.stream(None))
    cluster = servers.new("embedded 18", servers.folder / "killed-while-keeping")
    with shelf(cluster.url()) as ledger:
        ledger.record(stored)
        keeper = UpKeeper(ledger.database, batch=5)
        assert keeper.advance() == 5
        assert keeper.advance() == 10
        cluster.stop(orderly=False)
        with pytest.raises(Unavailable):
            keeper.advance()
        cluster.start()
        while keeper.advance() != len(stored):
            pass
        keeper.close()
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))


def test_another_definition_is_built_by_itself_while_the_old_one_serves(embedded_url: str, told: Programme) -> None:
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        keep_up(ledger)
        with ledger.database.connect() as connection:
            connection.execute("UPDATE kept SET definition = 'of an older version' WHERE kind = 'contract'")
        keeper = UpKeeper(ledger.database)
        assert keeper.to_build() == ["contract"]
        assert keeper.advance() == told.store.head()
        before = ledger.serving()["contract"]
        keeper.close()
        assert rebuild(ledger.database, ["contract"])
        assert ledger.serving()["contract"].number == before.number + 1
        assert keeper.to_build() == []
        keeper.close()
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))


def test_what_retired_is_dropped_and_nothing_is_left_in_the_building(embedded_url: str, told: Programme) -> None:
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        keep_up(ledger)
        assert rebuild(ledger.database, tuple(KEEPINGS))
        keep_up(ledger)
        with ledger.database.connect() as connection:
            assert {each.state for each in generations(connection)} == {SERVING}
            assert BUILDING not in {each.state for each in generations(connection)}
            tables = connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = %s AND tablename ~ '^kept_[a-z]+_[0-9]'",
                [ledger.database.schema],
            ).fetchone()
        assert tables == (3 * len(KEEPINGS),)  # versions, objects and groups
