"""Readiness: whether the database can be reached and still has the schema that this version knows."""

from __future__ import annotations

from datetime import datetime

import psycopg

from application.ports import Unavailable
from application.sealing import SealedLog
from application.transparency import TransparencyLog
from application.witnessed import lateness
from infrastructure.postgres.schema import shipped
from infrastructure.postgres.session import Database
from infrastructure.witness.quorum_file import QuorumFile

LATE_SECONDS = 10.0  # a record is sealed within a second as a rule


def require_ready(database: Database) -> None:
    """Raises Unavailable when the database is away, or a newer version has changed it since we started."""
    known = len(shipped())
    with database.connect() as connection:
        try:
            row = connection.execute("SELECT coalesce(max(number), 0) FROM migration").fetchone()
        except psycopg.Error as fault:
            raise Unavailable(f"The database cannot answer: {fault}") from fault
    applied = row[0] if row else 0
    if applied != known:
        raise Unavailable(f"The database has schema change {applied}, this version knows {known}: start the version that fits it.")


def seconds_late(sealed: SealedLog, now: datetime) -> float:
    """For how long the oldest unsealed record has waited, should that be too long; else 0. Raises Unavailable."""
    since = sealed.waiting_since()
    waited = (now - since).total_seconds() if since else 0.0
    return waited if waited > LATE_SECONDS else 0.0


def require_sealing(sealed: SealedLog, now: datetime, fault: Exception | None) -> None:
    """Raises Unavailable when records wait too long for their seal. `fault`: what has stopped this process's sealer."""
    if fault is not None:
        raise Unavailable(f"Sealing has stopped: {fault}")
    if (late := seconds_late(sealed, now)) > 0:
        raise Unavailable(f"A record has waited {late:.0f} seconds for its seal.")


def require_witnessed(log: TransparencyLog, quorum: QuorumFile | None, now: datetime) -> None:
    """Raises Unavailable when the witnesses that the policy asks for are late."""
    if quorum is not None and (late := lateness(log.sealed, log.cosignatures, quorum.policy, now, quorum.late_seconds)):
        raise Unavailable(late)
