"""The databases that tests run on: the embedded PostgreSQL 18, and Debian's 15 where this machine has it.

Each test process starts a server of its own when the first test asks for it, and stops it at the end. A test module
gets a fresh database on it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from _pytest.nodeid import coerce_node_id
from hypothesis import settings
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from schemathesis.pytest.plugin import SchemathesisFunction

from infrastructure.cluster import Cluster
from infrastructure.embedded import binaries, system_user
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore

# How long an example takes says how busy the machine is: it is not asserted.
settings.register_profile("concordat", deadline=None)
settings.load_profile("concordat")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each operation that schemathesis tests an id of its own, and have no two tests of one id.

    pytest-xdist takes tests of one id for one test, and runs the first of them alone. Since pytest 9.2 the ids of schemathesis's
    tests leave out the operation, and no public way leads to an item's id.
    """
    for item in items:
        if isinstance(item, SchemathesisFunction) and item.parent is not None:
            item._id = coerce_node_id(f"{item.parent.nodeid}::{item.name}")
    twice = [id_ for id_, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"Of each of these only one would run: {', '.join(twice)}")


DEBIAN = Path("/usr/lib/postgresql/15/bin")
SERVERS = ["embedded 18", *(["debian 15"] if DEBIAN.exists() else [])]


@contextmanager
def stopped_if_we_are_killed(cluster: Cluster) -> Iterator[None]:
    """Stop the server even when this process is killed (by a time-out, say), so that none is left running for ever.

    A process that outlives ours waits until its standard input is closed, as the system does however we end. It tries
    for some seconds, because the server may be starting at that moment.
    """
    stop = (
        'read nothing; for n in 1 2 3 4 5; do kill -INT "$(head -n 1 "$1/postmaster.pid")"; sleep 1; done;'
        ' rm -rf "$1"; rmdir "${1%/*}"'
    )
    command = ["/bin/sh", "-c", stop, "sh", str(cluster.data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True) as waiting:
        yield
        waiting.terminate()


@dataclass
class Servers:
    """The servers of this test process, started when first asked for."""

    folder: Path
    stack: ExitStack
    running: dict[str, Cluster] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def cluster(self, name: str) -> Cluster:
        """The server of that name, running."""
        if name not in self.running:
            cluster = self.new(name, self.folder / name.replace(" ", "-"))
            self.running[name] = cluster
        return self.running[name]

    def new(self, name: str, folder: Path, **settings: str) -> Cluster:
        """Another server of that kind for a test that breaks it, stopped at the end if not before."""
        cluster = Cluster(folder, binaries() if name == "embedded 18" else DEBIAN, system_user(), settings)
        self.stack.enter_context(stopped_if_we_are_killed(cluster))
        self.stack.callback(cluster.stop, orderly=False)
        cluster.start()
        return cluster

    def database(self, name: str) -> str:
        """The URL of a new, empty database on the server of that name."""
        url = self.cluster(name).url()
        database = f"test_{next(self.numbers)}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(database)))
        return make_conninfo(url, dbname=database)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """This test process's PostgreSQL servers."""
    folder = Path(tempfile.mkdtemp(prefix="concordat-test-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Servers(folder, stack)


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    """Each kind of server in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def database_url(servers: Servers, server: str) -> str:
    """A fresh database for the module, on each kind of server."""
    return servers.database(server)


@pytest.fixture(scope="module")
def embedded_url(servers: Servers) -> str:
    """A fresh database for the module, on the embedded server alone: for tests that are not about the database."""
    return servers.database(SERVERS[0])


@pytest.fixture
def recorder(servers: Servers, database_url: str) -> Iterator[PostgresRecorder]:
    """A recorder on an empty ledger: a schema of its own, because to make a database takes a second."""
    recorder = PostgresRecorder(Database(database_url, f"test_{next(servers.numbers)}"))
    yield recorder
    recorder.close()


@pytest.fixture
def store(recorder: PostgresRecorder) -> PostgresStore:
    """An empty store."""
    return PostgresStore(recorder)
