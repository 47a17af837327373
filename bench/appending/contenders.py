"""Who is measured. Each records the same decisions durably, one transaction or group for each, and answers when it is safe."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Protocol

import umadb
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from application.ports import Draft
from bench.appending.workload import Decision
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.schema import migrate
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore

MOST_CLIENTS = 64
Append = Callable[[Decision], None]


class Contender(Protocol):
    """A way of recording decisions."""

    name: str

    def client(self) -> Append:
        """A function for one client's thread: returns when the decision is recorded durably."""
        ...

    def close(self) -> None:
        """Let go of what it opened."""
        ...


class Ours:
    """The store, as the application calls it."""

    def __init__(self, url: str, schema: str = "ours") -> None:
        self.name = "concordat"
        self.store = PostgresStore(PostgresRecorder(Database(url, schema)))

    def client(self) -> Append:
        after = self.store.head()

        def append(decision: Decision) -> None:
            nonlocal after
            draft = Draft(decision.type, decision.tags, decision.effective_on, decision.actor, decision.complete)
            after = self.store.append([draft], unless=decision.unless, after=after)[-1].position

        return append

    def close(self) -> None:
        self.store.close()


class Plain:
    """Inserts of the same rows into the same tables, one transaction each, without condition, lock or order.

    As fast as we could make it: one prepared statement, so one round trip, and positions from a sequence.
    """

    INSERT = """
        WITH recorded AS (
            INSERT INTO decision (position, type, data, tags, effective_on, actor, recorded_at)
            VALUES (nextval('place'), %s, %s, %s, %s, %s, now()) RETURNING position, type, tags
        )
        INSERT INTO tag (tag, position, type) SELECT unnest(tags), position, type FROM recorded
    """

    def __init__(self, url: str) -> None:
        self.name = "plain inserts"
        database = Database(url, "plain")
        with database.connect() as connection:
            migrate(connection, "plain")
            connection.execute("CREATE SEQUENCE place")
        self._sessions = [database.connect() for _ in range(MOST_CLIENTS)]
        self._turns = cycle(self._sessions)

    def client(self) -> Append:
        session = next(self._turns)

        def append(decision: Decision) -> None:
            data, tags = decision.plain, list(decision.tags)
            values = [decision.type, data, tags, decision.effective_on, decision.actor]
            session.execute(self.INSERT, values)

        return append

    def close(self) -> None:
        for session in self._sessions:
            session.close()


class Stock:
    """The library's recorder for PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.name = "stock postgres_tt"
        parts = conninfo_to_dict(url)
        self._datastore = PostgresDatastore(
            dbname=str(parts["dbname"]),
            host=str(parts["host"]),
            port="5432",
            user="postgres",
            password="",
            pool_size=MOST_CLIENTS,
            max_overflow=8,
        )
        self._recorder = PostgresDCBRecorderTT(self._datastore)
        self._recorder.create_table()

    def client(self) -> Append:
        after = self._recorder.read(limit=1, after=0).head and self._recorder.read(after=2**60).head

        def append(decision: Decision) -> None:
            nonlocal after
            items = [DCBQueryItem(list(item.types), list(item.tags)) for item in decision.unless]
            event = DCBEvent(decision.type, decision.plain, list(decision.tags))
            after = self._recorder.append([event], DCBAppendCondition(DCBQuery(items), after))

        return append

    def close(self) -> None:
        self._datastore.close()


class Uma:
    """UmaDB: another event store, with its own server and file; for information."""

    def __init__(self, folder: Path) -> None:
        self.name = "umadb"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        program = Path(sys.executable).with_name("umadb")
        self._server = subprocess.Popen(
            [program, "--listen", address, "--db-path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._url = f"http://{address}"
        self._until_ready()

    def client(self) -> Append:
        client = umadb.Client(self._url)
        after = client.head()

        def append(decision: Decision) -> None:
            nonlocal after
            items = [umadb.QueryItem(types=list(item.types), tags=list(item.tags)) for item in decision.unless]
            condition = umadb.AppendCondition(umadb.Query(items), after)
            after = client.append([umadb.Event(decision.type, decision.plain, list(decision.tags))], condition)

        return append

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(10)

    def _until_ready(self) -> None:
        for _ in range(1000):
            with suppress(Exception):
                umadb.Client(self._url).head()
                return
        raise RuntimeError("The server of umadb did not start.")
