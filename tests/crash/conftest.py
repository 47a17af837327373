"""A data folder for servers that are going to be killed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.cluster import Cluster
from infrastructure.embedded import binaries, system_user
from tests.conftest import stopped_if_we_are_killed


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder. Not pytest's own: every run of pytest shuts the folder above it, also against our database's user."""
    folder = Path(tempfile.mkdtemp(prefix="concordat-crash-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """The database server in the folder, which a killed `concordat serve` leaves running; stopped at the end."""
    cluster = Cluster(folder / "postgres", binaries(), system_user())
    with stopped_if_we_are_killed(cluster):
        yield cluster
        cluster.stop()
