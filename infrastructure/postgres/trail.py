"""The audit trail on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import LiteralString

from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed

from application.ports import Stored
from application.trail import Criteria
from infrastructure.postgres.reading import Reader

# One condition for each criterion that is asked. Of several objects the first leads, by the index of its tag.
CONDITIONS: dict[str, LiteralString] = {
    "types": "d.type = ANY (%(types)s)",
    "objects": """NOT EXISTS (SELECT FROM unnest(%(objects)s::text[]) AS asked (tag)
                   WHERE NOT EXISTS (SELECT FROM tag AS t WHERE t.tag = asked.tag AND t.position = d.position))""",
    "actor": "d.actor = %(actor)s",
    "effective_from": "d.effective_on >= %(effective_from)s",
    "effective_to": "d.effective_on <= %(effective_to)s",
    "q": "position(lower(%(q)s) IN lower(convert_from(d.data, 'UTF8'))) > 0",
}
Holds = Callable[[datetime], bool]
ALL: LiteralString = "decision AS d"
LED_BY_OBJECT: LiteralString = "tag AS led JOIN decision AS d ON d.position = led.position AND led.tag = %(first)s"
RECORDED_AT: LiteralString = "SELECT recorded_at FROM decision WHERE position = %s"


class PostgresTrail:
    """Implements `application.trail.Trail`. Every method raises Unavailable when the database cannot answer in time."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def search(self, criteria: Criteria, *, after: int, until: int, limit: int, descending: bool) -> list[Stored]:
        """See the port."""
        if criteria.recorded_from is not None:
            after = max(after, self._before(criteria.recorded_from))
        if criteria.recorded_to is not None:
            until = min(until, self.known_at(criteria.recorded_to))
        asked = {name: value for name, value in asdict(criteria).items() if name in CONDITIONS and value}
        asked = {name: list(value) if isinstance(value, tuple) else value for name, value in asked.items()}
        bounds = {"after": after, "until": until, "limit": limit, "first": next(iter(criteria.objects), None)}
        statement = _statement(asked, descending)
        rows = self._reader.ask(
            lambda connection: connection.cursor(row_factory=tuple_row).execute(statement, asked | bounds, binary=True).fetchall()
        )
        return [Stored(position, type_, data, tuple(tags)) for position, type_, data, tags in rows]

    def known_at(self, moment: datetime) -> int:
        """See the port. Moments never fall along the record, so it is halved until the place is found."""
        return self._last(lambda recorded_at: recorded_at <= moment)

    def _before(self, moment: datetime) -> int:
        """The newest position recorded before a moment."""
        return self._last(lambda recorded_at: recorded_at < moment)

    def _last(self, holds: Holds) -> int:
        low, high = 0, self._reader.head()
        while low < high:
            middle = (low + high + 1) // 2
            if holds(self._recorded_at(middle)):
                low = middle
            else:
                high = middle - 1
        return low

    def _recorded_at(self, position: int) -> datetime:
        rows = self._reader.ask(lambda connection: connection.execute(RECORDED_AT, (position,)).fetchall())
        moment: datetime = rows[0][0]
        return moment


def _statement(asked: dict[str, object], descending: bool) -> Composed:
    conditions = [SQL(CONDITIONS[name]) for name in asked]
    return SQL(
        "SELECT d.position, d.type, d.data, d.tags FROM {source} WHERE {conditions} ORDER BY d.position {order} LIMIT %(limit)s"
    ).format(
        source=SQL(LED_BY_OBJECT if "objects" in asked else ALL),
        conditions=SQL(" AND ").join([SQL("d.position > %(after)s AND d.position <= %(until)s"), *conditions]),
        order=SQL("DESC" if descending else "ASC"),
    )
