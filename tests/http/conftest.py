"""One server for the tests of this folder in each test process. Every test works on objects of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.http.server import Server, command, serving


@contextmanager
def new_folder() -> Iterator[Path]:
    """A folder for a ledger. Not pytest's: those are closed, anew at every start of pytest, to the user that runs the database."""
    folder = Path(tempfile.mkdtemp(prefix="concordat-http-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a ledger."""
    with new_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server with a programme that has started, and nothing else."""
    with new_folder() as folder, serving(folder) as running:
        assert running.post("start-programme", command({"title": "Shared IT"}, "2010-01-01")).status_code == 201
        yield running


@dataclass
class Town:
    """A borough and an area that no other test uses."""

    server: Server
    borough: str
    area: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def contract(self, **terms: object) -> dict[str, object]:
        """The terms of a contract of this borough in this area, with a new id."""
        return {
            "contract": f"{self.borough}-c{next(self.numbers)}",
            "title": "Desktop support",
            "supplier": "serco",
            "boroughs": [self.borough],
            "areas": [self.area],
            "kind": "revenue",
            "starts_on": "2012-01-01",
            "ends_on": "2014-12-31",
            "annual_value": "125000.00",
            "notice_days": 90,
            **terms,
        }


_towns = count(1)


@pytest.fixture
def town(server: Server) -> Town:
    """A new borough and a new area."""
    number = next(_towns)
    town = Town(server, f"borough-{number}", f"area-{number}")
    for name, data in (
        ("admit-borough", {"borough": town.borough, "title": f"Borough {number}"}),
        ("define-service-area", {"area": town.area, "title": f"Area {number}", "kind": "environment"}),
    ):
        assert server.post(name, command(data, "2011-01-01")).status_code == 201
    return town
