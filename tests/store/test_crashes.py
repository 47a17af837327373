"""PostgreSQL killed in the middle of load: what was acknowledged is there once, and nothing is half there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing

import psycopg
import pytest

from infrastructure.cluster import Cluster
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from tests.conftest import Servers
from tests.store.appending import PATIENCE_SECONDS, positions, until

ROUNDS = 5  # on each kind of server; the whole service is killed more often, in tests of its own


@pytest.fixture(scope="module")
def cluster(servers: Servers, server: str) -> Cluster:
    """A server to be killed, of each kind."""
    return servers.new(server, servers.folder / f"crashing-{server.replace(' ', '-')}")


@pytest.mark.parametrize("victim", ["server", "session"])
def test_what_was_acknowledged_before_the_kill_is_there_once(cluster: Cluster, victim: str) -> None:
    database = Database(cluster.url())
    with closing(PostgresRecorder(database)) as recorder:
        start = len(positions(recorder))
    acknowledged: list[str] = []
    for number in range(ROUNDS):
        first = 10_000 * (number + (ROUNDS if victim == "session" else 0))
        acknowledged += keys_until_killed(cluster, victim, first)
    require_whole(database, start, acknowledged)


def keys_until_killed(cluster: Cluster, victim: str, first: int) -> list[str]:
    """Let a process write, kill the victim in the middle of it, and give the keys that were acknowledged before."""
    command = [sys.executable, "-m", "tests.store.writer", cluster.url(), "public", "8", str(first), str(first + 10_000)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        keys = [writer.stdout.readline().strip() for _ in range(50)]
        if victim == "server":
            kill_server(cluster)
        else:
            kill_appending_session(cluster)
        said, _ = writer.communicate(timeout=PATIENCE_SECONDS)
    return keys + said.split()


def kill_server(cluster: Cluster) -> None:
    """Kill the server and all its processes, as a power cut would; then start it again."""
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    cluster.start()


def kill_appending_session(cluster: Cluster) -> None:
    """Kill the process that serves an append: PostgreSQL then breaks off all sessions and recovers."""
    with psycopg.connect(cluster.url(), autocommit=True) as witness:
        row = witness.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'concordat append'").fetchone()
        assert row is not None
        os.kill(row[0], signal.SIGKILL)
        until(lambda: is_broken_off(witness))
    until(lambda: accepts_sessions(cluster))


def is_broken_off(session: psycopg.Connection) -> bool:
    """Whether the server has noticed, and dropped this session with all others."""
    try:
        session.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


def accepts_sessions(cluster: Cluster) -> bool:
    """Whether the server has recovered."""
    try:
        psycopg.connect(cluster.url()).close()
    except psycopg.OperationalError:
        return False
    return True


def require_whole(database: Database, start: int, acknowledged: list[str]) -> None:
    """Each acknowledged key is recorded once; positions have no gap; each record has all its tags."""
    with closing(PostgresRecorder(database)) as recorder:
        recorded = list(recorder.read(after=start))
        counts = Counter(found.event.data.decode() for found in recorded)
        assert [found.position for found in recorded] == list(range(start + 1, start + len(recorded) + 1))
        assert max(counts.values()) == 1
        assert set(acknowledged) <= set(counts)
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "SELECT position, tags, (SELECT array_agg(tag ORDER BY tag) FROM tag WHERE tag.position = decision.position)"
            " FROM decision WHERE position > %s",
            [start],
        ).fetchall()
    assert all(sorted(tags) == listed for _, tags, listed in rows)
