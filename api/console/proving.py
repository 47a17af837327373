"""`concordat proof`."""

from __future__ import annotations

import sys
from pathlib import Path

from api.console.failing import fail, told
from api.wiring.ledger import CANNOT_START, Settings, holds_ledger, opened
from api.wiring.sealing import sealed_at_the_end
from application.sealing import NoSuchTree, NotSealed


def run_proof(position: int, size: int | None, *, with_record: bool, output: str, folder: Path) -> None:
    """Write the proof of a position in the tree of `size` records (None: the published one)."""
    with told(*CANNOT_START, NotSealed, NoSuchTree, OSError):
        settings = Settings.from_environment()
        if settings.database_url is None and not holds_ledger(folder):
            fail(f"There is no ledger in {folder}. `concordat serve` or `concordat load` makes one.")
        with opened(settings, folder) as ledger:
            with sealed_at_the_end(ledger, settings, folder):
                head = ledger.head
            if position > head:
                fail(f"No decision stands at position {position}; the newest is {head}.")
            written = ledger.log.inclusion(position, size, with_record=with_record).file().encode()
        if output == "-":
            sys.stdout.buffer.write(written)
        else:
            Path(output).write_bytes(written)
