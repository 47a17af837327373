"""The commands in a file to be loaded: a history in CSV with its details beside it, or NDJSON as a batch takes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from infrastructure.history.details import read_details
from infrastructure.history.rows import read_rows
from infrastructure.history.translation import Line, translate
from infrastructure.history.unreadable import HistoryUnreadable

__all__ = ["HistoryUnreadable", "command_lines", "details_of", "history"]


def details_of(path: Path) -> Path:
    """Where a history's details stand: `triborough-history.csv` has `triborough-details.toml` beside it."""
    return path.with_name(f"{path.stem.removesuffix('-history')}-details.toml")


def history(path: Path) -> Iterator[Line]:
    """The commands of a history in CSV (UTF-8), one at a time. Raises HistoryUnreadable, OSError."""
    details = read_details(details_of(path))
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            yield from translate(read_rows(lines), details)
        except UnicodeDecodeError as fault:
            raise HistoryUnreadable(f"{path}: not UTF-8.") from fault


def command_lines(path: Path) -> Iterator[bytes]:
    """The file's commands, each one line of NDJSON without its end, in order and in flat memory.

    A `.csv` file is a history. Of any other, lines are passed on as they stand, blank ones left out: whoever takes
    the batch judges them, and answers for each. Raises HistoryUnreadable, OSError.
    """
    if path.suffix.lower() == ".csv":
        for line in history(path):
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        return
    with path.open("rb") as lines:
        yield from (stripped for each in lines if (stripped := each.strip()))
