"""`kill -9` of the server in the middle of its work, and a new one on the same folder."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from infrastructure.cluster import Cluster
from infrastructure.running import running_url
from tests.crash.clerk import Book, Clerk, Shift, is_acknowledged, staff
from tests.crash.keeping import everything, require_all_told, require_kept
from tests.crash.posts import Desk
from tests.crash.serving import Server, kill_with_children
from tests.races.judging import require_legal

ROUNDS = 20
SEED = 1963
"""Decides after how many answers each round ends."""


def open_office(server: Server, book: Book) -> list[Clerk]:
    """Start a server on an empty folder, and record what every story begins with."""
    server.start()
    desk = Desk(server.folder)
    assert is_acknowledged(server.address, desk.opening(), book)
    return staff(desk, book)


def record_in(folder: Path) -> str:
    url = running_url(folder)
    assert url is not None
    return url


@pytest.mark.usefixtures("cluster")
def test_no_kill_of_the_server_loses_doubles_or_halves_a_decision(folder: Path) -> None:
    book, when = Book(), Random(SEED)
    with Server(folder) as server:
        clerks = open_office(server, book)
        for _ in range(ROUNDS):
            with Shift(clerks, server.address):
                book.wait_for(when.randrange(10, 90))
                server.kill()
            server.start()
            require_kept(everything(record_in(folder)), book)
        with Shift(clerks, server.address):  # each begins with what it does not know to be recorded
            book.wait_for(100)
        records = everything(record_in(folder))
        require_kept(records, book)
        require_all_told(records, book)
        require_legal(records)


def test_no_kill_of_server_and_database_together_loses_doubles_or_halves_a_decision(folder: Path, cluster: Cluster) -> None:
    book, when = Book(), Random(SEED)
    with Server(folder) as server:
        clerks = open_office(server, book)
        for _ in range(2):
            with Shift(clerks, server.address):
                book.wait_for(when.randrange(10, 90))
                database = cluster.pid()
                assert database is not None
                kill_with_children(database)
                server.kill()
            server.start()
            require_kept(everything(record_in(folder)), book)


def test_told_to_stop_in_the_middle_of_its_work_it_finishes_what_it_accepted(folder: Path, cluster: Cluster) -> None:
    book, when = Book(), Random(SEED)
    with Server(folder) as server:
        clerks = open_office(server, book)
        for _ in range(2):
            with Shift(clerks, server.address):
                book.wait_for(when.randrange(10, 90))
                assert server.stop() == 0
            assert cluster.pid() is None
            server.start()
            records = everything(record_in(folder))
            require_kept(records, book)
            require_all_told(records, book)


@pytest.mark.usefixtures("cluster")
def test_a_kill_while_the_first_database_is_being_made_leaves_a_folder_that_can_be_started_on(folder: Path) -> None:
    book = Book()
    with Server(folder) as server:
        server.launch()
        while not (folder / "postgres.unfinished" / "PG_VERSION").exists():
            assert server.runs_for(0.01)
        server.kill()
        assert not (folder / "postgres" / "PG_VERSION").exists()
        open_office(server, book)
        require_kept(everything(record_in(folder)), book)
