"""What a witness holds, in a file of its own: SQLite, so that whoever runs a witness runs no database server."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import structlog

from application.witnessing import Held, Verdict, WitnessUnavailable

BUSY_SECONDS = 10.0  # for another process on the same file
MOST_EVIDENCE = 10_000  # requests of one log and verdict: its own key signed each, so nobody else can fill the disk
# In WAL mode with FULL, a commit has been synced before it returns. (A rollback journal would need EXTRA: with FULL, the loss of
# power may bring a deleted journal back, and that undoes the commit.)
SET_UP = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA trusted_schema = OFF")
SCHEMA = """
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS held (
        origin      TEXT PRIMARY KEY,
        size        INTEGER NOT NULL CHECK (size >= 0),
        root        BLOB NOT NULL CHECK (length(root) = 32),
        note        TEXT NOT NULL,
        cosigned_at INTEGER NOT NULL
    ) STRICT;
    CREATE TRIGGER IF NOT EXISTS never_back BEFORE UPDATE ON held
        WHEN NEW.size < OLD.size OR NEW.cosigned_at < OLD.cosigned_at OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
        BEGIN SELECT RAISE (ABORT, 'a witness never goes back'); END;
    CREATE TRIGGER IF NOT EXISTS never_forgotten BEFORE DELETE ON held
        BEGIN SELECT RAISE (ABORT, 'a witness never forgets'); END;
    CREATE TABLE IF NOT EXISTS evidence (
        digest  BLOB PRIMARY KEY,
        origin  TEXT NOT NULL,
        verdict TEXT NOT NULL,
        body    BLOB NOT NULL,
        at      INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS evidence_of ON evidence (origin, verdict);
    COMMIT;
"""
HELD = "SELECT origin, size, root, note, cosigned_at FROM held WHERE origin = ?"
FIRST = "INSERT INTO held (origin, size, root, note, cosigned_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
# Read and write apart would let an earlier request roll a later one back. The time is compared too, so that of two requests for
# the same size the later time stays.
NEXT = (
    "UPDATE held SET size = ?, root = ?, note = ?, cosigned_at = ? WHERE origin = ? AND size = ? AND root = ? AND cosigned_at = ?"
)
COUNT = "SELECT count(*) FROM evidence WHERE origin = ? AND verdict = ?"
KEEP = "INSERT INTO evidence (digest, origin, verdict, body, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
EVIDENCE = "SELECT origin, verdict, body, at FROM evidence ORDER BY at, digest"
log = structlog.get_logger("concordat.witness")


class SqliteCheckpoints:
    """Implements `application.witnessing.HeldCheckpoints`. Safe to share between threads; several processes may use the file."""

    def __init__(self, path: Path) -> None:
        """Raises WitnessUnavailable."""
        self._lock = Lock()
        with self._told():
            self._connection = sqlite3.connect(path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            for pragma in SET_UP:
                self._connection.execute(pragma)
            self._connection.executescript(SCHEMA)
            (mode,) = self._connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":
            raise WitnessUnavailable(f"{path} cannot be kept safely where it is: a local disk is needed.")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def held(self, origin: str) -> Held | None:
        """See the port."""
        with self._told():
            row = self._connection.execute(HELD, (origin,)).fetchone()
        return Held(*row) if row else None

    def advance(self, known: Held | None, new: Held) -> bool:
        """See the port."""
        with self._told():
            if known is None:
                written = self._connection.execute(FIRST, (new.origin, new.size, new.root, new.note, new.cosigned_at))
            else:
                then = (new.origin, known.size, known.root, known.cosigned_at)
                written = self._connection.execute(NEXT, (new.size, new.root, new.note, new.cosigned_at, *then))
            return written.rowcount == 1

    def keep_evidence(self, origin: str, verdict: Verdict, body: bytes, at: int) -> None:
        """See the port. A request that comes again is kept once, and no more are kept than fit."""
        with self._told():
            (kept,) = self._connection.execute(COUNT, (origin, verdict.value)).fetchone()
            if kept < MOST_EVIDENCE:
                digest = hashlib.sha256(body).digest()
                self._connection.execute(KEEP, (digest, origin, verdict.value, body, at))
        if kept >= MOST_EVIDENCE:
            log.error("evidence is not kept any more", origin=origin, verdict=verdict.value, kept=kept)

    def evidence(self) -> list[tuple[str, str, bytes, int]]:
        """Everything that was kept: origin, verdict, the request, and when it came, oldest first. Raises WitnessUnavailable."""
        with self._told():
            return self._connection.execute(EVIDENCE).fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.Error as fault:
            raise WitnessUnavailable(f"The witness's file cannot be used: {fault}") from fault
