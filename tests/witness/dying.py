"""A witness that is killed at a step of its answer: `python -m tests.witness.dying FOLDER STEP`, the request on standard input."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from application.witnessing import Held, Witness
from infrastructure.witness.checkpoints import SqliteCheckpoints
from infrastructure.witness.opening import CHECKPOINTS_FILE, known_logs, witness_keys

STEPS = ("before it is written", "written and not committed", "committed and not answered")


class DyingCheckpoints(SqliteCheckpoints):
    """Kills its own process at `step`."""

    step = ""

    def advance(self, known: Held | None, new: Held) -> bool:
        self._die_at(STEPS[0])
        if self.step == STEPS[1]:
            self._connection.execute("BEGIN IMMEDIATE")
        done = super().advance(known, new)
        self._die_at(STEPS[1])
        self._die_at(STEPS[2])
        return done

    def _die_at(self, step: str) -> None:
        if step == self.step:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    folder, wanted = Path(sys.argv[1]), sys.argv[2]
    checkpoints = DyingCheckpoints(folder / CHECKPOINTS_FILE)
    checkpoints.step = wanted
    Witness(witness_keys(folder), known_logs(folder), checkpoints, lambda: 1_800_000_000.0).add_checkpoint(sys.stdin.buffer.read())
    sys.exit("it should be dead")
