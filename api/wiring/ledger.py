"""An open ledger: for a server, or for a command beside one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from uuid_utils import uuid7

from application.keeping.views import KeptSoFar
from application.ledger import Ledger
from application.ports import Unavailable
from application.reads import LONG, Reads
from application.sealing import OriginDiffers, SealBroken
from application.transparency import TransparencyLog
from infrastructure.embedded import Embedded, FolderInUse
from infrastructure.keeping_thread import KeepingThread
from infrastructure.log_keys import KeyUnusable
from infrastructure.postgres.cosignatures import PostgresCosignatures
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.schema import SchemaChanged, SchemaNewer
from infrastructure.postgres.sealed_log import PostgresSealedLog
from infrastructure.postgres.session import Database, NotDurable
from infrastructure.postgres.store import PostgresStore
from infrastructure.postgres.trail import PostgresTrail
from infrastructure.postgres.views.keeping import kept_up
from infrastructure.postgres.views.reading import PostgresViews
from infrastructure.postgres.views.standing import kept_so_far
from infrastructure.running import holds_ledger, running_url
from infrastructure.settings import Settings, SettingsInvalid
from infrastructure.witness.quorum_file import QuorumFile, read_quorum

__all__ = ["CANNOT_START", "Opened", "Settings", "holds_ledger", "keeping", "opened", "served"]

CANNOT_START = (
    *(SettingsInvalid, FolderInUse, SchemaNewer, SchemaChanged, NotDurable, Unavailable),
    *(KeyUnusable, OriginDiffers, SealBroken),
)
"""Why the service does not start. Each says so in words for whoever started it."""


@dataclass(frozen=True)
class Opened:
    """An open ledger."""

    ledger: Ledger
    reads: Reads
    log: TransparencyLog
    recorder: PostgresRecorder
    quorum: QuorumFile | None = None
    keeper: KeepingThread | None = None

    def kept(self) -> KeptSoFar:
        """How what is kept of objects stands. Raises Unavailable."""
        return kept_so_far(self.recorder.reader)

    @property
    def database(self) -> Database:
        return self.recorder.database

    @property
    def head(self) -> int:
        return self.ledger.store.head()


@contextmanager
def served(settings: Settings, folder: Path) -> Iterator[Opened]:
    """The ledger for a server: on the database of the settings, or else the folder's own, held by us alone.

    Raises what is in CANNOT_START.
    """
    if settings.database_url is not None:
        with _on(Database(settings.database_url, settings.database_schema), settings) as ledger:
            yield ledger
        return
    with Embedded(folder) as embedded, _on(Database(embedded.url, settings.database_schema), settings) as ledger:
        yield ledger


@contextmanager
def opened(settings: Settings, folder: Path) -> Iterator[Opened]:
    """The ledger for a command: as `served`, but beside a server where one runs on the folder. Raises as `served`."""
    try:
        with served(settings, folder) as ledger:
            yield _for_a_command(ledger)
            return
    except FolderInUse:
        url = running_url(folder)
        if url is None:
            raise
    with _on(Database(url, settings.database_schema), settings) as ledger:
        yield _for_a_command(ledger)


@contextmanager
def keeping(opened: Opened) -> Iterator[Opened]:
    """Keep the states of objects up with the record, until the end: the ledger, whose reads then rest on what is kept."""
    thread = KeepingThread(opened.database, opened.recorder.listener)
    try:
        thread.start()
        yield _resting_on_what_is_kept(replace(opened, keeper=thread))
    finally:
        thread.close()


@contextmanager
def _on(database: Database, settings: Settings) -> Iterator[Opened]:
    quorum = read_quorum(settings.policy_file, settings.quorum_late_seconds)
    recorder = PostgresRecorder(database, readers=16)
    store = PostgresStore(recorder)
    try:
        reads = Reads(store, PostgresTrail(recorder.reader), _today)
        cosignatures = PostgresCosignatures(recorder.reader, quorum.policy, quorum.text) if quorum else None
        log = TransparencyLog(PostgresSealedLog(recorder.reader), cosignatures)
        yield Opened(Ledger(store, _new_id), reads, log, recorder, quorum)
    finally:
        store.close()


def _resting_on_what_is_kept(opened: Opened) -> Opened:
    store, reader = opened.ledger.store, opened.recorder.reader
    return replace(opened, reads=Reads(store, PostgresTrail(reader), _today, PostgresViews(reader, store)))


def _for_a_command(opened: Opened) -> Opened:
    """A short record is folded in a moment; of a long one, what is kept is brought up first, unless a server does that."""
    if opened.head <= LONG or not kept_up(opened.database):
        return opened
    return _resting_on_what_is_kept(opened)


def _new_id() -> str:
    return str(uuid7())


def _today() -> date:
    # The boroughs' day is London's; where the machine's zone is not set, UTC is at most an hour behind it.
    return datetime.now(UTC).astimezone().date()
