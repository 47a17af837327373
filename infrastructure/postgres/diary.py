"""The dates that records state, from the index by date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import LiteralString

from application.diary import Place
from infrastructure.postgres.reading import Reader

AFTER: LiteralString = """
    SELECT effective_on, position FROM decision
     WHERE (effective_on, position) > (%s, %s) AND position <= %s ORDER BY effective_on, position LIMIT %s
"""
BEFORE: LiteralString = """
    SELECT effective_on, position FROM decision
     WHERE (effective_on, position) < (%s, %s) AND position <= %s ORDER BY effective_on DESC, position DESC LIMIT %s
"""
OF: LiteralString = "SELECT effective_on, position FROM decision WHERE position = ANY (%s) AND effective_on IS NOT NULL"
ON: LiteralString = "SELECT count(*) FROM decision WHERE effective_on = %s AND position <= %s"


class PostgresStated:
    """Implements `application.diary.Stated`. Every method raises Unavailable when the database cannot answer in time."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def places(self, beyond: Place, until: int, limit: int, *, descending: bool) -> list[Place]:
        """See the port."""
        return self._reader.ask(
            lambda connection: connection.execute(BEFORE if descending else AFTER, (*beyond, until, limit), binary=True).fetchall()
        )

    def places_of(self, positions: Collection[int]) -> list[Place]:
        """See the port."""
        asked = list(positions)
        return self._reader.ask(lambda connection: connection.execute(OF, (asked,), binary=True).fetchall())

    def stated_on(self, day: date, until: int) -> int:
        """See the port."""
        [(count,)] = self._reader.ask(lambda connection: connection.execute(ON, (day, until), binary=True).fetchall())
        return int(count)
