"""What every race needs: a database, somebody who watches it, and a crowd that posts to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore
from tests.races.crowd import Crowd


@pytest.fixture(scope="module")
def watcher(database_url: str) -> Iterator[PostgresStore]:
    """A store of the test's own process on the module's database, which sets it up and looks at it."""
    with closing(PostgresStore(PostgresRecorder(Database(database_url)))) as store:
        yield store


@pytest.fixture(scope="module")
def crowd(database_url: str, watcher: PostgresStore) -> Iterator[Crowd]:
    """Sixteen seats in two processes on the module's database."""
    with Crowd(database_url) as crowd:
        yield crowd
