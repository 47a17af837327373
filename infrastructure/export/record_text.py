"""The record's lines from PostgreSQL, put together by the server: one value for many records costs a tenth of as many rows."""

from __future__ import annotations

from application.ports import Unavailable
from infrastructure.postgres.reading import Reader

LINES = r"""
    SELECT string_agg(data, '\x0a'::bytea ORDER BY position), count(*)
      FROM decision WHERE position BETWEEN %s AND %s
"""


class PostgresRecordText:
    """Implements `application.export.pages.RecordText`. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def lines(self, first: int, last: int) -> bytes:
        """See the port."""
        row = self._reader.ask(lambda connection: connection.execute(LINES, [first, last], binary=True).fetchone())
        assert row is not None  # an aggregate has a row
        text, count = row
        if count != last - first + 1:
            raise Unavailable(f"Of the records at positions {first} to {last}, {count} are there: the store has lost some.")
        return bytes(text) + b"\n"
