"""The embedded database in the data folder of `concordat serve`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from infrastructure.embedded import Embedded, FolderInUse
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from tests.store.appending import PATIENCE_SECONDS, event, positions

HOLD = """
import sys
from pathlib import Path
from infrastructure.embedded import Embedded
embedded = Embedded(Path(sys.argv[1]))
embedded.start()
print(embedded.pid, flush=True)
sys.stdin.read()
embedded.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that any system user can reach, as pytest's own cannot."""
    folder = Path(tempfile.mkdtemp(prefix="concordat-test-"))
    yield folder
    stop_server_on(folder)
    shutil.rmtree(folder, ignore_errors=True)


def stop_server_on(folder: Path) -> None:
    with suppress(FolderInUse):
        embedded = Embedded(folder)
        embedded.start()
        embedded.stop()


def hold(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process that serves the folder, and the process id of its database server."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    return holder, int(holder.stdout.readline())


def record(embedded: Embedded) -> int:
    """Record a decision and give its position."""
    with closing(PostgresRecorder(Database(embedded.url))) as recorder:
        recorder.append([event("Decided", "x")])
        return positions(recorder)[-1]


def test_what_was_recorded_is_there_at_the_next_start(folder: Path) -> None:
    for position in (1, 2):
        with Embedded(folder) as embedded:
            assert record(embedded) == position


def test_a_second_server_on_the_folder_is_refused_and_told_by_whom(folder: Path) -> None:
    holder, _ = hold(folder)
    with pytest.raises(FolderInUse, match=rf"process {holder.pid}\b.*{folder}"):
        Embedded(folder).start()
    holder.communicate(timeout=PATIENCE_SECONDS)
    with Embedded(folder) as embedded:
        assert record(embedded) == 1


def test_a_folder_whose_process_was_killed_is_taken_over(folder: Path) -> None:
    holder, server = hold(folder)
    holder.kill()
    holder.communicate(timeout=PATIENCE_SECONDS)
    with Embedded(folder) as embedded:
        assert embedded.pid not in {None, server}, "the settings of the server left behind may be another version's"
        assert record(embedded) == 1


def test_a_killed_database_server_starts_again_with_all_that_was_recorded(folder: Path) -> None:
    with Embedded(folder) as embedded:
        record(embedded)
        assert embedded.pid is not None
        os.kill(embedded.pid, signal.SIGKILL)
    with Embedded(folder) as embedded:
        assert record(embedded) == 2


def test_a_folder_too_deep_for_a_socket_is_served_all_the_same(folder: Path) -> None:
    deep = folder.joinpath(*["a-folder-with-quite-a-long-name"] * 5)
    with Embedded(deep) as embedded:
        assert record(embedded) == 1
        sockets = Path(embedded.url.partition("host=")[2])
        assert sockets.exists()
    assert not sockets.exists()


def test_nobody_else_can_reach_the_data_or_the_socket(folder: Path) -> None:
    with Embedded(folder) as embedded:
        assert (folder / "postgres").stat().st_mode & 0o077 == 0
        with psycopg.connect(embedded.url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_start_that_was_broken_off_while_the_cluster_was_being_made_is_begun_anew(folder: Path) -> None:
    unfinished = folder / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    with Embedded(folder) as embedded:
        assert record(embedded) == 1
    assert not unfinished.exists()
