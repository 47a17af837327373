"""The server under test: `concordat serve` on an empty folder, with the peers mounted beside its own routes."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import orjson
from fastapi import FastAPI

from api.app import create_app
from api.logs import set_up_logs
from api.pages.door import Door
from api.serving import address, end_on_signal, listen, serve
from api.wiring.identity import DevelopmentIssuer, identity_of
from api.wiring.ledger import Settings, keeping, served
from api.wiring.office import office_of
from bench.posting.peer import add_peers
from bench.posting.profile import add_profile
from bench.posting.programme import BOARD, BOROUGHS


def main(folder: Path, sessions: int, *, keeps: bool) -> None:
    """Serve until told to stop. Writes one line to standard output when ready: the address, and a token for everybody.

    `keeps`: whether objects are kept up and read from there, as `concordat serve` does.
    """
    end_on_signal()
    settings = Settings.from_environment()
    set_up_logs(settings.log_level)
    development = DevelopmentIssuer.made_in_folder(folder)
    with listen("127.0.0.1", 0) as listening, ExitStack() as stack:
        opened = stack.enter_context(served(settings, folder))
        opened = stack.enter_context(keeping(opened)) if keeps else opened
        office = office_of(opened, identity_of(settings, development), settings)
        app: FastAPI = create_app(office, Door(open_to_readers=True))
        add_peers(app, office, opened.database.url, sessions)
        add_profile(app)

        threading.Thread(target=_end_with_the_bench, daemon=True).start()

        def announce() -> None:
            tokens = {borough: development.token(["officer"], borough, f"officer-of-{borough}") for borough in BOROUGHS}
            tokens |= {BOARD: development.token(["board"], None, "secretary")}
            tokens |= {"operator": development.token(["operator"], None, "loader")}
            sys.stdout.buffer.write(orjson.dumps({"address": address(listening), "tokens": tokens}) + b"\n")
            sys.stdout.flush()

        serve(app, listening, announce, office.closing.set)


def _end_with_the_bench() -> None:
    sys.stdin.buffer.read()  # ends when the bench does, however that comes about
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), keeps=sys.argv[3:] == ["keeps"])
