"""A server with some decisions, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from infrastructure.cluster import Cluster
from infrastructure.embedded import binaries, system_user
from tests.conftest import stopped_if_we_are_killed
from tests.http.conftest import new_folder
from tests.http.server import Server, command, serving

_numbers = count(1)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a ledger."""
    with new_folder() as folder:
        yield folder


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """The database server in the folder, which a killed server leaves running; stopped at the end."""
    cluster = Cluster(folder / "postgres", binaries(), system_user())
    with stopped_if_we_are_killed(cluster):
        yield cluster
        cluster.stop()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server that is not stopped, with a programme that has started."""
    with new_folder() as folder, serving(folder) as running:
        begin(running)
        yield running


def begin(server: Server) -> None:
    """Start the programme of a new ledger, with two boroughs and an area."""
    for name, data in (
        ("start-programme", {"title": "Shared IT"}),
        ("admit-borough", {"borough": "ash", "title": "Ash"}),
        ("admit-borough", {"borough": "birch", "title": "Birch"}),
        ("define-service-area", {"area": "desktop", "title": "Desktop", "kind": "environment"}),
    ):
        assert server.post(name, command(data, "2010-01-01")).status_code == 201


def note(server: Server, text: str = "Nothing was found.", about: str = "programme:ledger") -> int:
    """Record a note, and give its position."""
    answer = server.post("record-note", command({"note": f"n-{next(_numbers)}", "text": text, "objects": [about]}))
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position
