"""The composition root: the one place in `api` that knows what the service stands on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from uuid_utils import uuid7

from api.office import Office
from application.diary import Diary
from application.export.exporting import Exporter
from application.extract import CannotSign
from application.identity import Identity
from application.keeping.views import KeptSoFar
from application.ledger import Ledger
from application.ports import Unavailable
from application.proof.note import Note, sign_note
from application.reads import LONG, Reads
from application.sealing import OriginDiffers, SealBroken
from application.signing_in import SignIn
from application.transparency import TransparencyLog
from application.witnessing import WitnessUnavailable
from infrastructure.bundle_reading import BundleFolder, Processes, opened_export
from infrastructure.embedded import Embedded, FolderInUse
from infrastructure.export.exporter import postgres_exporter
from infrastructure.history_csv import HistoryUnreadable, command_lines
from infrastructure.identity import Issuer, TokenIdentity
from infrastructure.identity_dev import DevelopmentIssuer, NoDevelopmentIssuer
from infrastructure.identity_keys import keys_from
from infrastructure.identity_openid import Client, OpenIdConnect
from infrastructure.keeping_thread import KeepingThread
from infrastructure.log_keys import FILE as LOG_KEY_FILE
from infrastructure.log_keys import KeyUnusable, is_origin, keys_of_log, read_keys, write_keys
from infrastructure.postgres.cosignatures import PostgresCosignatures
from infrastructure.postgres.diary import PostgresStated
from infrastructure.postgres.ended_sessions import PostgresEndedSessions
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.schema import SchemaChanged, SchemaNewer
from infrastructure.postgres.sealed_log import PostgresSealedLog
from infrastructure.postgres.sealing import Sealer
from infrastructure.postgres.session import Database, NotDurable
from infrastructure.postgres.store import PostgresStore
from infrastructure.postgres.trail import PostgresTrail
from infrastructure.postgres.views.building import AtWork
from infrastructure.postgres.views.building import Progress as Built
from infrastructure.postgres.views.keeping import kept_up
from infrastructure.postgres.views.reading import PostgresViews
from infrastructure.postgres.views.rebuilding import rebuild
from infrastructure.postgres.views.standing import kept_so_far
from infrastructure.postgres.words import WordsThread
from infrastructure.readiness import require_ready, require_sealing, require_witnessed
from infrastructure.running import holds_ledger, running_url
from infrastructure.settings import Settings, SettingsInvalid
from infrastructure.witness.opening import KEY_FILE, LogsUnknown, kept_evidence, opened_witness
from infrastructure.witness.quorum_file import QuorumFile, read_quorum
from infrastructure.witness.witnessed_sealing import Sealing, witnessed_at_the_end, witnessed_sealing

__all__ = [
    "CANNOT_START",
    "LOG_KEY_FILE",
    "WITNESS_CANNOT_START",
    "AtWork",
    "Built",
    "BundleFolder",
    "DevelopmentIssuer",
    "HistoryUnreadable",
    "KeyUnusable",
    "NoDevelopmentIssuer",
    "Opened",
    "Processes",
    "Settings",
    "command_lines",
    "exporter_of",
    "holds_ledger",
    "identity_of",
    "is_origin",
    "keeping",
    "kept_evidence",
    "office_of",
    "opened",
    "opened_export",
    "opened_witness",
    "read_keys",
    "rebuild",
    "sealed_at_the_end",
    "sealing",
    "searchable",
    "served",
    "sign_in_of",
    "witness_key_file",
    "write_keys",
]

CANNOT_START = (
    *(SettingsInvalid, FolderInUse, SchemaNewer, SchemaChanged, NotDurable, NoDevelopmentIssuer, Unavailable),
    *(KeyUnusable, OriginDiffers, SealBroken),
)
"""Why the service does not start. Each says so in words for whoever started it."""

WITNESS_CANNOT_START = (KeyUnusable, LogsUnknown, WitnessUnavailable)
"""Why a witness does not start."""


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


def identity_of(settings: Settings, development: DevelopmentIssuer | None) -> Identity:
    """Who checks tokens: the issuer of the settings, or the development issuer. Raises SettingsInvalid without either."""
    if development is not None:
        return TokenIdentity(development.issuer())
    if settings.issuer is None or settings.jwks is None:
        raise SettingsInvalid("Set CONCORDAT_ISSUER and CONCORDAT_JWKS, or use --dev to try things out on this machine alone.")
    return TokenIdentity(Issuer(settings.issuer, settings.audience, keys_from(settings.jwks)))


@contextmanager
def searchable(opened: Opened) -> Iterator[None]:
    """Take the words of what is recorded, so that they can be searched, until the end."""
    thread = WordsThread(opened.database, opened.recorder.listener)
    thread.start()
    try:
        yield
    finally:
        thread.close()


def sign_in_of(settings: Settings) -> SignIn | None:
    """How people sign in to the pages; None unless the settings say so. Raises SettingsInvalid."""
    if settings.sign_in_client is None or settings.issuer is None or settings.jwks is None:
        return None
    try:
        secret = Path(settings.sign_in_secret_file).read_text().strip() if settings.sign_in_secret_file else None
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsInvalid(f"CONCORDAT_SIGN_IN_SECRET_FILE cannot be read: {fault}") from fault
    client = Client(settings.sign_in_client, secret, f"{settings.public_url}/sign-in/done", settings.audience)
    return OpenIdConnect(settings.issuer, client, keys_from(settings.jwks))


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


def witness_key_file(folder: Path) -> Path:
    """Where a witness's keys are."""
    return folder / KEY_FILE


def office_of(
    opened: Opened, identity: Identity, settings: Settings, sealer: Sealing | None = None, folder: Path | None = None
) -> Office:
    """What the HTTP routes stand on. `sealer`: the process's own, whose end its readiness tells. `folder`: see `exporter_of`."""

    def sealing_fault() -> Exception | None:
        return sealer.fault if sealer else None

    def ready() -> None:
        require_ready(opened.database)
        require_sealing(opened.log.sealed, datetime.now(UTC), sealing_fault())
        require_witnessed(opened.log, opened.quorum, datetime.now(UTC))
        if opened.keeper is not None and opened.keeper.fault is not None:
            raise Unavailable(f"Keeping up what is kept of objects has stopped: {opened.keeper.fault}")

    return Office(
        ledger=opened.ledger,
        reads=opened.reads,
        log=opened.log,
        public_log=settings.public_log,
        identity=identity,
        require_ready=ready,
        sealing_fault=sealing_fault,
        standings=lambda: sealer.standings if sealer else (),
        kept=opened.kept,
        threads=settings.threads,
        waiting=settings.waiting,
        feeds=settings.feeds,
        exporter=exporter_of(opened, settings, folder),
        diary=Diary(opened.ledger.store, PostgresStated(opened.recorder.reader)),
        ended_sessions=PostgresEndedSessions(opened.recorder.reader),
    )


def exporter_of(opened: Opened, settings: Settings, folder: Path | None) -> Exporter:
    """Who makes exports. `folder`: where the log's key may be; it is read for each extract, and not kept."""

    def sign(text: str) -> Note:
        try:
            if folder is None and settings.log_key_file is None:
                raise KeyUnusable("There is neither a folder nor a setting that says where the key is.")
            origin = opened.log.sealed.origin()
            return sign_note(text, *keys_of_log(settings.log_key_file, folder or Path(), settings.log_origin, origin))
        except KeyUnusable as fault:
            message = "An extract is signed with the log's key, and it is not here. Ask a server of this ledger for it."
            raise CannotSign(message) from fault

    return postgres_exporter(opened.recorder.reader, opened.reads, opened.log, sign, settings.withheld)


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


def _sealer(opened: Opened, settings: Settings, folder: Path) -> Sealer:
    keys = keys_of_log(settings.log_key_file, folder, settings.log_origin, opened.log.sealed.origin())
    return Sealer(opened.database, keys)


def _new_id() -> str:
    return str(uuid7())


def _today() -> date:
    # The boroughs' day is London's; where the machine's zone is not set, UTC is at most an hour behind it.
    return datetime.now(UTC).astimezone().date()
