"""`kill -9` of PostgreSQL in the middle of the server's work: all of it, or the one session that records."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import psycopg
import pytest

from infrastructure.cluster import Cluster
from tests.crash.clerk import PATIENCE, Book, Shift, is_acknowledged, staff
from tests.crash.keeping import everything, require_all_told, require_kept
from tests.crash.posts import Desk
from tests.crash.serving import Server, kill_with_children
from tests.races.judging import require_legal

SEED = 1963
"""Decides after how many answers each round ends."""
RECORDING = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"


def kill_everything(cluster: Cluster) -> None:
    """As when the machine loses its power; and start it again."""
    pid = cluster.pid()
    assert pid is not None
    kill_with_children(pid)
    cluster.start()


def kill_the_session_that_records(cluster: Cluster) -> None:
    """While it holds the store's lock. PostgreSQL then ends all sessions, recovers from its log, and goes on by itself."""
    until = time.monotonic() + PATIENCE
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        while (found := connection.execute(RECORDING).fetchone()) is None:
            assert time.monotonic() < until, "nobody records anything"
    os.kill(found[0], signal.SIGKILL)


def require_it_comes_back(server: Server, desk: Desk, book: Book, number: int) -> None:
    """The running server records again by itself once the database is back, however often it has to be asked."""
    until = time.monotonic() + PATIENCE
    while not is_acknowledged(server.address, desk.probe(number), book):
        assert time.monotonic() < until, "the server did not find its database again"


@pytest.mark.parametrize(("kill", "rounds"), [(kill_everything, 8), (kill_the_session_that_records, 12)])
def test_no_kill_of_the_database_loses_doubles_or_halves_a_decision(
    kill: Callable[[Cluster], None], rounds: int, cluster: Cluster, folder: Path
) -> None:
    cluster.start()
    book, when = Book(), Random(SEED)
    with Server(folder, cluster.url()) as server:
        server.start()
        desk = Desk(folder)
        assert is_acknowledged(server.address, desk.opening(), book)
        clerks = staff(desk, book)
        for number in range(rounds):
            with Shift(clerks, server.address):
                book.wait_for(when.randrange(10, 90))
                kill(cluster)
            require_it_comes_back(server, desk, book, number)
            require_kept(everything(cluster.url()), book)
        with Shift(clerks, server.address):  # each begins with what it does not know to be recorded
            book.wait_for(100)
        records = everything(cluster.url())
        require_kept(records, book)
        require_all_told(records, book)
        require_legal(records)


def test_a_database_that_was_restarted_while_nothing_happened_is_not_noticed(cluster: Cluster, folder: Path) -> None:
    cluster.start()
    book = Book()
    with Server(folder, cluster.url()) as server:
        server.start()
        desk = Desk(folder)
        assert is_acknowledged(server.address, desk.opening(), book)
        for number in range(3):
            cluster.stop()
            cluster.start()
            assert is_acknowledged(server.address, desk.probe(number), book)
