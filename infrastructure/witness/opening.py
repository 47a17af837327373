"""A witness's folder: its keys, the logs that it knows, and what it holds of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from application.proof.keys import WITNESS, SigningKey, VerifierKey
from application.proof.policy import PolicyInvalid, parse_logs
from application.witnessing import Witness
from infrastructure.log_keys import read_keys
from infrastructure.witness.checkpoints import SqliteCheckpoints

KEY_FILE = "witness.key"
LOGS_FILE = "logs"
CHECKPOINTS_FILE = "witness.sqlite"


class LogsUnknown(Exception):
    """The file that says whose checkpoints are cosigned is missing, says nothing, or cannot be read."""


@contextmanager
def opened_witness(folder: Path, clock: Callable[[], float] = time.time) -> Iterator[Witness]:
    """The witness of a folder. Raises KeyUnusable, LogsUnknown, WitnessUnavailable."""
    keys, logs = witness_keys(folder), known_logs(folder)
    checkpoints = SqliteCheckpoints(folder / CHECKPOINTS_FILE)
    try:
        yield Witness(keys, logs, checkpoints, clock)
    finally:
        checkpoints.close()


def witness_keys(folder: Path) -> list[SigningKey]:
    """The keys that cosign. Raises KeyUnusable."""
    return read_keys(folder / KEY_FILE, WITNESS)


def known_logs(folder: Path) -> list[VerifierKey]:
    """The keys of the logs, each after the word `log` on a line. A whole policy will do. Raises LogsUnknown."""
    path = folder / LOGS_FILE
    try:
        logs = parse_logs(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, PolicyInvalid) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise LogsUnknown(f"Which logs to witness stands in {path}, and it cannot be read: {reason}") from None
    if not logs:
        raise LogsUnknown(f"{path} names no log. Write a line with its verifier key: log <key>")
    return logs


def kept_evidence(folder: Path) -> list[tuple[str, str, bytes, int]]:
    """What was kept of logs that did not go on from what they had shown before. Raises WitnessUnavailable."""
    checkpoints = SqliteCheckpoints(folder / CHECKPOINTS_FILE)
    try:
        return checkpoints.evidence()
    finally:
        checkpoints.close()
