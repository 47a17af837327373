"""The stored records from PostgreSQL, in pages."""

from __future__ import annotations

from application.ports import Unavailable
from infrastructure.postgres.reading import Reader

# One row a record, in the binary form: a third of the work, on both sides, of one value that the server puts together.
BETWEEN = "SELECT data FROM decision WHERE position BETWEEN %s AND %s ORDER BY position"


class PostgresRecords:
    """Implements `application.export.pages.Records`. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def between(self, first: int, last: int) -> list[bytes]:
        """See the port."""
        rows = self._reader.ask(lambda connection: connection.execute(BETWEEN, [first, last], binary=True).fetchall())
        if len(rows) != last - first + 1:
            raise Unavailable(f"Of the records at positions {first} to {last}, {len(rows)} are there: the store has lost some.")
        return [data for (data,) in rows]
