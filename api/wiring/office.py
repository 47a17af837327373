"""What a server's routes stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from api.office import Office
from api.wiring.exporting import exporter_of
from api.wiring.ledger import Opened
from api.wiring.sealing import Sealing
from application.diary import Diary
from application.identity import Identity
from application.ports import Unavailable
from infrastructure.postgres.diary import PostgresStated
from infrastructure.postgres.ended_sessions import PostgresEndedSessions
from infrastructure.postgres.words import WordsThread
from infrastructure.readiness import require_ready, require_sealing, require_witnessed
from infrastructure.settings import Settings


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


@contextmanager
def searchable(opened: Opened) -> Iterator[None]:
    """Take the words of what is recorded, so that they can be searched, until the end."""
    thread = WordsThread(opened.database, opened.recorder.listener)
    thread.start()
    try:
        yield
    finally:
        thread.close()
