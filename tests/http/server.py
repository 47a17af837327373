"""A real server for tests: `concordat serve --dev` as a process of its own, on an embedded database of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx2

from infrastructure.identity_dev import DevelopmentIssuer

CONCORDAT = Path(sys.executable).with_name("concordat")
START_SECONDS = 120
STOP_SECONDS = 120
END = 'read nothing; kill -TERM "$1" 2>/dev/null'
AUTHORITY = {"body": "Joint Cabinet", "met_on": "2014-10-13", "minute": "7", "reasons": "It was time."}
_numbers = count(1)


def command(data: dict[str, Any], effective_on: str = "2014-11-01", **more: Any) -> dict[str, Any]:
    """A body with a usual authority."""
    return {"effective_on": effective_on, "authority": AUTHORITY, "data": data, **more}


def new_key() -> str:
    """An idempotency key that no other call gives."""
    return f"key-{os.getpid()}-{next(_numbers)}"


@dataclass
class Server:
    """A running server. `url`: where it listens."""

    folder: Path
    process: subprocess.Popen[str]
    url: str
    clients: dict[tuple[str, str | None, str | None], httpx2.Client] = field(default_factory=dict)

    def token(self, role: str, borough: str | None = None, subject: str | None = None) -> str:
        return DevelopmentIssuer.in_folder(self.folder).token([role], borough, subject or f"{role}-{borough or 'all'}")

    def client(self, role: str, borough: str | None = None, subject: str | None = None) -> httpx2.Client:
        """A client that shows a token of this role."""
        who = (role, borough, subject)
        if who not in self.clients:
            headers = {"Authorization": f"Bearer {self.token(role, borough, subject)}"}
            self.clients[who] = httpx2.Client(base_url=self.url, headers=headers, timeout=60)
        return self.clients[who]

    @property
    def board(self) -> httpx2.Client:
        return self.client("board")

    def post(
        self, name: str, body: object, *, client: httpx2.Client | None = None, key: str | None = None, **options: Any
    ) -> httpx2.Response:
        """Post a command as the board, unless another client is given."""
        headers = {"Idempotency-Key": key or new_key(), **options.pop("headers", {})}
        return (client or self.board).post(f"/v1/commands/{name}", json=body, headers=headers, **options)

    def stop(self) -> int:
        """Tell it to end, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)


def environment(**settings: str) -> dict[str, str]:
    """Ours, with only these settings of Concordat."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCORDAT_")}
    return {**kept, "COLUMNS": "200", **settings}


@contextmanager
def ended_if_we_are_killed(process: subprocess.Popen[str]) -> Iterator[None]:
    """End the process even when ours is killed: a companion waits for the end of its input, which the system brings about."""
    companion = ["/bin/sh", "-c", END, "sh", str(process.pid)]
    with subprocess.Popen(companion, stdin=subprocess.PIPE, start_new_session=True) as waiting:
        yield
        waiting.terminate()


@contextmanager
def serving(
    folder: Path,
    *arguments: str,
    dev: bool = True,
    program: Sequence[str] = (str(CONCORDAT),),
    cwd: Path | None = None,
    **settings: str,
) -> Iterator[Server]:
    """A server on the folder, stopped at the end if it still runs. Its log is in `log` there. `settings`: of its environment."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = [*program, "serve", *(["--dev"] if dev else []), "--port", "0", "--data", str(folder), *arguments]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            asked, stdout=subprocess.PIPE, stderr=log, text=True, env=environment(**settings), cwd=cwd, start_new_session=True
        )
    with ended_if_we_are_killed(process):
        try:
            server = _listening(process, folder)
            yield server
            for client in server.clients.values():
                client.close()
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(STOP_SECONDS)
            if process.stdout is not None:
                process.stdout.close()


def _listening(process: subprocess.Popen[str], folder: Path) -> Server:
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said.startswith("listening on "):
        process.wait(START_SECONDS)
        raise AssertionError(f"the server said {said!r}:\n{(folder / 'log').read_text()}")
    return Server(folder, process, said.removeprefix("listening on ").strip())
