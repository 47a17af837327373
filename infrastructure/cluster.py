"""A PostgreSQL cluster in a folder: made, started and stopped with the server's own programs.

The wheel's `get_server` is not used, for three things observed in its source: it keeps a list of users of the folder
that a `kill -9` leaves wrong, so that the server is never stopped again; it opens every folder above the data to
reading; and it gives a server ten seconds to start, which recovery after a crash may exceed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from application.ports import Unavailable

START_SECONDS = 120
STOP_SECONDS = 30
FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN = signal.SIGINT, signal.SIGQUIT
WAITS_FOR_ORPHANS = (0.1, 0.2, 0.5, 1, 2, 5, 10)
SOCKETS_PREFIX = "concordat-sockets-"
LONGEST_SOCKET_PATH = 100  # Linux allows 107 bytes, macOS 103, for the folder and "/.s.PGSQL.5432" together

DURABLE = {  # what an acknowledged decision rests on; stated, so that no file in the folder can say otherwise
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
SETTINGS = {
    "listen_addresses": "",  # a socket in a folder of ours alone: there is no port to guess or to collide with
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",  # fewer checkpoints: after each, the first change of a page writes the whole page to the log
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass
class Cluster:
    """A PostgreSQL server on the folder `data`: the programs in `binaries`, run as `user` (None: as ourselves).

    Whoever calls must see to it that only one process at a time handles a folder.
    """

    data: Path
    binaries: Path
    user: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    sockets: Path | None = None

    def start(self) -> None:
        """Make the cluster if need be, and start it. Raises Unavailable with the end of the server's log.

        A server left on the folder by a killed process is stopped first, so that the settings are ours.
        """
        self._prepare_folder()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.stop()
        self._clear_traces()
        self.sockets = self._socket_folder()
        for seconds in (*WAITS_FOR_ORPHANS, None):
            try:
                self._launch()
                return
            except Unavailable as fault:
                # The sessions of a killed server end by themselves, but not at once; PostgreSQL sees to it that they
                # have.
                if seconds is None or "pre-existing shared memory block" not in str(fault):
                    raise
                time.sleep(seconds)

    def stop(self, *, orderly: bool = True) -> None:
        """Stop the server, if one runs: sessions are broken off, what was committed stays. No error when none runs.

        Not `orderly` is faster, and the next start recovers. Raises Unavailable if the server cannot be stopped.
        """
        # Not `pg_ctl stop`, which waits in vain for a server that was killed and is still listed among the processes.
        # A server asked to stop while it recovers may hang (seen on 18.4); then harder means are as safe, for it
        # recovers anyway.
        demands = [(FAST_SHUTDOWN, STOP_SECONDS), (IMMEDIATE_SHUTDOWN, 10), (signal.SIGKILL, 10)]
        for demand, seconds in demands if orderly else demands[1:]:
            if self._has_stopped(demand, seconds):
                break
        else:
            raise Unavailable(f"The database server on {self.data} did not stop.\n{self._end_of_log()}")
        if self.sockets is not None and self.sockets != self.data:
            shutil.rmtree(self.sockets, ignore_errors=True)
        self.sockets = None

    def _has_stopped(self, demand: signal.Signals, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        pid = self.pid()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, demand)
        while self.pid() is not None and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.pid() is None

    def pid(self) -> int | None:
        """The process id of the server on this folder, None when none runs."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return None
        return pid if _is_server(pid, self.data) else None

    def url(self, database: str = "postgres") -> str:
        """How to reach a database of the running server."""
        if self.sockets is None:
            raise Unavailable(f"The database server on {self.data} is not running.")
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def _clear_traces(self) -> None:
        # No server runs, whatever a killed one has left here. PostgreSQL clears its own traces, but not if the killed
        # process is still listed: in a container whose first process waits for no orphans it is, for ever.
        with suppress(OSError, IndexError):
            sockets = Path((self.data / "postmaster.pid").read_text().splitlines()[4])
            if sockets.name.startswith(SOCKETS_PREFIX):
                shutil.rmtree(sockets, ignore_errors=True)
        for trace in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.data / trace).unlink(missing_ok=True)

    def _launch(self) -> None:
        options = " ".join(f"-c {name}='{value}'" for name, value in {**SETTINGS, **self.settings, **DURABLE}.items())
        self._run(
            *("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", str(self.data), "-l", str(self.data / "log")),
            *("-o", f"{options} -k {self.sockets}"),
        )

    def _prepare_folder(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        if self.user is not None:
            for folder in self.data.parents:  # to pass through suffices; none is opened to reading
                if not folder.stat().st_mode & 0o001:
                    folder.chmod(folder.stat().st_mode | 0o001)
            owner = pwd.getpwnam(self.user)
            os.chown(self.data, owner.pw_uid, owner.pw_gid)
        self.data.chmod(0o700)

    def _initialise(self) -> None:
        # A crash in the middle of this would leave half a cluster with a PG_VERSION: initdb removes what it made when
        # it fails, but not when it is killed. So it works next door, and the finished cluster moves in by one rename.
        unfinished = self.data.with_name(self.data.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self.user is not None:
            owner = pwd.getpwnam(self.user)
            os.chown(unfinished, owner.pw_uid, owner.pw_gid)
        self._run(
            *("initdb", "-D", str(unfinished), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
            "--data-checksums",
        )
        self.data.rmdir()
        unfinished.rename(self.data)

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return self.data
        folder = Path(tempfile.mkdtemp(prefix=SOCKETS_PREFIX, dir="/tmp"))  # deep folders: TMPDIR may be as deep
        if self.user is not None:
            owner = pwd.getpwnam(self.user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        return folder

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: the server inherits it from pg_ctl, and would keep a pipe of ours open for as long as
        # it lives.
        with tempfile.TemporaryFile() as output:
            try:
                subprocess.run(
                    [str(self.binaries / program), *arguments],
                    user=self.user,
                    group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                    extra_groups=[] if self.user else None,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    check=True,
                    timeout=2 * START_SECONDS,
                )
            except (OSError, subprocess.SubprocessError) as fault:
                output.seek(0)
                said = output.read().decode(errors="replace")
                raise Unavailable(f"{program} failed on {self.data}: {fault}\n{said}{self._end_of_log()}") from fault

    def _end_of_log(self) -> str:
        try:
            lines = (self.data / "log").read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(["The server's log ends:", *lines[-20:]])


def _is_server(pid: int, data: Path) -> bool:
    """Whether a living process is a server on `data`. A killed one that nobody has waited for is dead, and numbers return."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no such system files here: take the number at its word
    return state != "Z" and os.fsencode(data) in command
