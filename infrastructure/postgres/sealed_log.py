"""What was sealed, read from the pool of sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from psycopg import Connection

from application.sealing import Seal
from infrastructure.postgres.reading import Reader
from infrastructure.postgres.seals import AFTER, KEYS, OF_SIZE, pages, read_newest, read_origin, read_tiles, seal_of

# The first record above the newest seal, if there is any seal.
WAITING = """
    SELECT waiting.recorded_at
      FROM (SELECT max(size) AS size FROM seal) AS newest
      JOIN decision AS waiting ON waiting.position = newest.size + 1
"""


class PostgresSealedLog:
    """Implements `application.sealing.SealedLog`. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def origin(self) -> str | None:
        """See the port."""
        return self._reader.ask(read_origin)

    def verifiers(self) -> list[str]:
        """See the port."""
        return self._reader.ask(lambda connection: [verifier for (verifier,) in connection.execute(KEYS)])

    def newest(self) -> Seal | None:
        """See the port."""
        return self._reader.ask(read_newest)

    def seal(self, size: int) -> Seal | None:
        """See the port."""
        rows = self._reader.ask(lambda connection: connection.execute(OF_SIZE, [size], binary=True).fetchall())
        return seal_of(rows[0]) if rows else None

    def seals(self, after: int, limit: int) -> list[Seal]:
        """See the port."""
        rows = self._reader.ask(lambda connection: connection.execute(AFTER, [after, limit], binary=True).fetchall())
        return [seal_of(row) for row in rows]

    def waiting_since(self) -> datetime | None:
        """See the port."""
        row = self._reader.ask(lambda connection: connection.execute(WAITING, binary=True).fetchone())
        return row[0].astimezone(UTC) if row else None

    def tiles(self, places: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """See the port."""
        return self._reader.ask(lambda connection: read_tiles(connection, places))

    def records(self, first: int, last: int) -> list[bytes]:
        """See the port. Raises SealBroken if one is missing."""

        def read(connection: Connection) -> list[bytes]:
            return [record for page in pages(connection, first, last) for record in page]

        return self._reader.ask(read)
