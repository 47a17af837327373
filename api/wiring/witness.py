"""A witness's folder."""

from __future__ import annotations

from pathlib import Path

from application.witnessing import WitnessUnavailable
from infrastructure.log_keys import KeyUnusable
from infrastructure.witness.opening import KEY_FILE, LogsUnknown, kept_evidence, opened_witness

__all__ = ["WITNESS_CANNOT_START", "kept_evidence", "opened_witness", "witness_key_file"]

WITNESS_CANNOT_START = (KeyUnusable, LogsUnknown, WitnessUnavailable)
"""Why a witness does not start."""


def witness_key_file(folder: Path) -> Path:
    """Where a witness's keys are."""
    return folder / KEY_FILE
