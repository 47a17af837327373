"""The words of decisions, kept to be searched: a little after each was recorded."""

from __future__ import annotations

from threading import Event, Thread
from typing import LiteralString

import psycopg
import structlog
from psycopg import Connection

from application.ports import Unavailable
from infrastructure.postgres.listening import Listener
from infrastructure.postgres.session import Database

BATCH = 500
LOOK_AGAIN_SECONDS = 2.0  # without news; news that was lost costs so much
TRY_AGAIN_SECONDS = 1.0  # after the database could not answer
LOCK = 0x576F7264  # "Word"; any number will do that nothing else on the database locks
# Whoever comes second leaves the batch to the first.
ALONE: LiteralString = "SELECT pg_try_advisory_xact_lock(%s, 'words'::regclass::oid::int)"
TAKE: LiteralString = """
    INSERT INTO words (position, words)
    SELECT d.position, words_in(d.data)
      FROM decision AS d
     WHERE d.position > (SELECT coalesce(max(position), 0) FROM words)
     ORDER BY d.position LIMIT %s
"""
log = structlog.get_logger("concordat.words")


def take_words(connection: Connection, batch: int = BATCH) -> int:
    """Take the words of the next decisions. Gives how many; 0 when all are taken, or somebody else is at it.

    Words follow their decisions without a gap: so the last one taken says how far they reach.
    """
    with connection.transaction():
        if connection.execute(ALONE, [LOCK]).fetchone() != (True,):
            return 0
        return connection.execute(TAKE, [batch]).rowcount


class WordsThread:
    """Takes words until it is closed."""

    def __init__(self, database: Database, listener: Listener) -> None:
        self._database = database
        self._listener = listener
        self._stop = Event()
        self._thread = Thread(target=self._run, name="concordat-words", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop after the batch at hand; the next start goes on from there."""
        self._stop.set()
        self._listener.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with self._database.connect() as connection:
                    self._follow(connection)
            except (psycopg.Error, Unavailable) as fault:
                log.warning("words not taken", fault=str(fault))
                self._stop.wait(TRY_AGAIN_SECONDS)

    def _follow(self, connection: Connection) -> None:
        while not self._stop.is_set():
            if take_words(connection) == 0:
                row = connection.execute("SELECT coalesce(max(position), 0) FROM words").fetchone()
                self._listener.doze((row[0] if row else 0) + 1, LOOK_AGAIN_SECONDS)
