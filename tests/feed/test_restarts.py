"""Nothing is missed and nothing told twice, whatever is killed: the server, the database, or both, while others post."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from application.ports import Stored
from infrastructure.cluster import Cluster
from infrastructure.identity_dev import DevelopmentIssuer
from infrastructure.running import running_url
from tests.crash.clerk import Book, Clerk, Shift, is_acknowledged, staff
from tests.crash.keeping import everything
from tests.crash.posts import Desk
from tests.crash.serving import Server, kill_with_children
from tests.crash.test_killed_database import require_it_comes_back
from tests.feed.follower import Follower

ROUNDS = 4
SEED = 1963
"""Decides after how many answers each round ends."""
FILTER = "?type=BoroughMoved&type=ContractRegistered&type=NoteRecorded"


def followers(server: Server) -> tuple[Follower, Follower]:
    """Of everything, and of some."""
    token = DevelopmentIssuer.in_folder(server.folder).token(["auditor"], None, "reader")
    everybody = Follower(lambda: f"http://{server.address}", token)
    return everybody, Follower(lambda: f"http://{server.address}", token, FILTER)


def open_office(server: Server, book: Book) -> list[Clerk]:
    server.start()
    desk = Desk(server.folder)
    assert is_acknowledged(server.address, desk.opening(), book)
    return staff(desk, book)


def require_told_once(records: list[Stored], of_all: Follower, of_some: Follower) -> None:
    """Both were told what they asked for: each decision once, in order, in its own bytes."""
    asked = [each for each in records if f"type={each.type}" in FILTER]
    assert asked
    for follower, expected in ((of_all, records), (of_some, asked)):
        told = follower.wait_for(expected[-1].position)
        assert [(each.position, each.type, each.data) for each in told] == [
            (each.position, each.type, each.data) for each in expected
        ]
        assert follower.strange == []


@pytest.mark.usefixtures("cluster")
def test_a_server_that_is_killed_again_and_again_tells_each_decision_once(folder: Path) -> None:
    book, when = Book(), Random(SEED)
    with Server(folder) as server:
        clerks = open_office(server, book)
        of_all, of_some = followers(server)
        with of_all, of_some:
            for number in range(1, ROUNDS + 1):
                of_all.wait_until_connected(number)
                with Shift(clerks, server.address):
                    book.wait_for(when.randrange(10, 90))
                    server.kill()
                server.start()
            with Shift(clerks, server.address):
                book.wait_for(50)
            url = running_url(folder)
            assert url is not None
            require_told_once(everything(url), of_all, of_some)
            assert of_all.connected > ROUNDS


def test_a_database_that_is_killed_again_and_again_breaks_off_no_feed_and_each_decision_is_told_once(
    folder: Path, cluster: Cluster
) -> None:
    cluster.start()
    book, when = Book(), Random(SEED)
    with Server(folder, cluster.url()) as server:
        clerks = open_office(server, book)
        of_all, of_some = followers(server)
        with of_all, of_some:
            of_all.wait_until_connected(1)
            for number in range(ROUNDS):
                with Shift(clerks, server.address):
                    book.wait_for(when.randrange(10, 90))
                    pid = cluster.pid()
                    assert pid is not None
                    kill_with_children(pid)
                    cluster.start()
                require_it_comes_back(server, Desk(folder), book, number)
            with Shift(clerks, server.address):
                book.wait_for(50)
            require_told_once(everything(cluster.url()), of_all, of_some)
            assert (of_all.connected, of_some.connected) == (1, 1)
