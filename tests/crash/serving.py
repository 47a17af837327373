"""The server as people start it: a process of its own, which a test can kill."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import psutil

ROOT = Path(__file__).parents[2]
LISTENING = "listening on "
# The program itself; and when whoever tests it is gone, however that came, it goes as well.
SERVE = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os.kill(os.getpid(), 9)), daemon=True).start()
from api.cli import main
main()
"""
PATIENCE = 60  # seconds; a start takes two or three


@dataclass
class Server:
    """`concordat serve --dev` on the folder, and on the database if one is named. Leaving kills it, if it still runs."""

    folder: Path
    database_url: str | None = None
    address: str = ""
    _process: subprocess.Popen[str] | None = None

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        environment = dict(os.environ)
        if self.database_url is not None:
            environment["CONCORDAT_DATABASE_URL"] = self.database_url
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE, "serve", "--dev", "--port", "0", "--data", str(self.folder)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def start(self) -> None:
        """Start it, and return when it listens."""
        self.launch()
        assert self._process is not None
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        said = self._process.stdout.readline() if ready else ""
        assert said.startswith(LISTENING), (said, self._log.read_text()[-2000:])
        self.address = urlsplit(said.removeprefix(LISTENING).strip()).netloc

    def runs_for(self, seconds: float) -> bool:
        """Whether it is still running after so long."""
        assert self._process is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def kill(self) -> None:
        """End it without warning."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end, and give its exit status."""
        return self._end(signal.SIGTERM)

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        process, self._process = self._process, None
        process.send_signal(number)
        try:
            return process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self._process is not None:
            self.kill()


def kill_with_children(pid: int) -> None:
    """End a process and all that it started, without warning, as a machine that loses its power would."""
    parent = psutil.Process(pid)
    family = [parent, *parent.children(recursive=True)]
    for process in family:
        # Stopped first, so that none acts on another's end.
        _signal(process, signal.SIGSTOP)
    for process in family:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(family, timeout=PATIENCE)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
