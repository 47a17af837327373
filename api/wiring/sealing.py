"""Sealing what is recorded: while a server runs, or at the end of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.wiring.ledger import Opened
from infrastructure.log_keys import keys_of_log
from infrastructure.postgres.sealing import Sealer
from infrastructure.settings import Settings, SettingsInvalid
from infrastructure.witness.witnessed_sealing import Sealing, witnessed_at_the_end, witnessed_sealing

__all__ = ["Sealing", "sealed_at_the_end", "sealing"]


@contextmanager
def sealing(opened: Opened, settings: Settings, folder: Path, *, dev: bool) -> Iterator[Sealing]:
    """Seal what is recorded, and have it witnessed, until the end. Raises what is in CANNOT_START."""
    if settings.log_key_file is None and settings.database_url is not None and not dev:
        raise SettingsInvalid("Set CONCORDAT_LOG_KEY_FILE to the key that seals the ledger: concordat log-key --new makes one.")
    with witnessed_sealing(opened.recorder, opened.log, _sealer(opened, settings, folder), opened.quorum) as at_work:
        yield at_work


@contextmanager
def sealed_at_the_end(opened: Opened, settings: Settings, folder: Path) -> Iterator[None]:
    """Begin the log if need be, and seal what was recorded meanwhile; where the key is another server's, leave it to that.

    Raises what is in CANNOT_START.
    """
    if settings.log_key_file is None and settings.database_url is not None:
        yield
        return
    with witnessed_at_the_end(opened.log, _sealer(opened, settings, folder), opened.quorum):
        yield


def _sealer(opened: Opened, settings: Settings, folder: Path) -> Sealer:
    keys = keys_of_log(settings.log_key_file, folder, settings.log_origin, opened.log.sealed.origin())
    return Sealer(opened.database, keys)
