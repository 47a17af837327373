"""A process that seals and is killed at a step of it: `python -m tests.sealing.dying URL SCHEMA KEYFILE STEP`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from psycopg import Connection

from application.proof.tiles import TileWriter
from application.proof.tree import Hash
from application.sealing import Seal
from infrastructure.log_keys import read_keys
from infrastructure.postgres.sealing import Sealer
from infrastructure.postgres.session import Database

STEPS = ("before tiles", "after tiles", "before seal", "after seal", "after commit")


class DyingSealer(Sealer):
    """Kills its own process at `step`."""

    step = ""

    def _write_tiles(self, connection: Connection, writer: TileWriter) -> None:
        self._die_at("before tiles")
        super()._write_tiles(connection, writer)
        self._die_at("after tiles")

    def _sign(self, connection: Connection, size: int, root: Hash) -> Seal:
        self._die_at("before seal")
        seal = super()._sign(connection, size, root)
        self._die_at("after seal")
        return seal

    def seal(self) -> Seal | None:
        seal = super().seal()
        self._die_at("after commit")
        return seal

    def _die_at(self, step: str) -> None:
        if step == self.step:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    url, schema, key_file, wanted = sys.argv[1:]
    dying = DyingSealer(Database(url, schema), read_keys(Path(key_file)))
    dying.begin()
    dying.step = wanted
    dying.seal()
    sys.exit("it should be dead")
