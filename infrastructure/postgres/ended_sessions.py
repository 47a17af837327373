"""Sessions that were ended before their tokens were, for every process of the service."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString

from psycopg import Connection

from infrastructure.postgres.reading import Reader

IS_ENDED: LiteralString = "SELECT EXISTS (SELECT FROM ended_session WHERE token = %s)"
END: LiteralString = "INSERT INTO ended_session (token, until) VALUES (%s, %s) ON CONFLICT DO NOTHING"
SWEEP: LiteralString = "DELETE FROM ended_session WHERE until < now()"


class PostgresEndedSessions:
    """Implements `application.signing_in.EndedSessions`. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def end(self, token: bytes, until: datetime) -> None:
        """See the port. Those that are past are swept out: so there are never more than are ended in the life of a token."""

        def ended(connection: Connection) -> None:
            with connection.transaction():
                connection.execute(SWEEP)
                connection.execute(END, [token, until])

        self._reader.ask(ended)

    def is_ended(self, token: bytes) -> bool:
        """See the port."""
        [(found,)] = self._reader.ask(lambda connection: connection.execute(IS_ENDED, [token]).fetchall())
        return bool(found)
