"""The audit trail on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, LiteralString

from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed

from application.ports import Stored, Unavailable
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
    "irregular": "position('\\x226972726567756c6172223a7b'::bytea IN d.data) > 0",  # as in the index of them
    "body": "lower(convert_from(d.data, 'UTF8')::jsonb #>> '{authority,body}') = lower(%(body)s)",
    "q": "position(lower(%(q)s) IN lower(convert_from(d.data, 'UTF8'))) > 0",
}
# Words are taken a little after the decision was recorded: the newest decisions are looked through one by one. A body's words are
# among those of its decisions, so they lead to them.
WORDS: LiteralString = "websearch_to_tsquery('pg_catalog.english', %(words)s)"
OF_BODY: LiteralString = "plainto_tsquery('pg_catalog.english', %(body)s)"
NEAR_SAID: LiteralString = """(
    SELECT w.position FROM words AS w WHERE w.words @@ ({said}) AND w.position > %(after)s AND w.position <= %(until)s
    UNION ALL
    SELECT n.position FROM decision AS n
     WHERE n.position > %(taken)s AND n.position > %(after)s AND n.position <= %(until)s AND words_in(n.data) @@ ({said})
) AS said JOIN decision AS d ON d.position = said.position"""
# OFFSET 0 keeps the bounds of positions out: the planner would go along all positions in them.
FAR_SAID: LiteralString = """(
    SELECT w.position FROM words AS w WHERE w.words @@ ({said}) OFFSET 0
) AS said JOIN decision AS d ON d.position = said.position"""
TAKEN: LiteralString = "SELECT coalesce(max(position), 0) FROM words"
NEAR = 5_000
"""So many decisions are looked through for words before the index of words is asked: it gives all there are, to be sorted."""
MOST_UNTAKEN = 20_000
"""Of more decisions whose words are not taken yet, to look through each would take too long."""
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
        said = [part for part, text in ((WORDS, criteria.words), (OF_BODY, criteria.body)) if text is not None]
        if not said:
            return self._found(asked | bounds, _statement(asked, descending, _source("objects" in asked)))
        bounds |= {"words": criteria.words, "taken": self._taken(until)}
        return self._found_by_words(asked | bounds, list(asked), " && ".join(said), descending=descending)

    def _found(self, asked: dict[str, Any], statement: Composed, *, prepare: bool | None = None) -> list[Stored]:
        rows = self._reader.ask(
            lambda connection: (
                connection.cursor(row_factory=tuple_row).execute(statement, asked, binary=True, prepare=prepare).fetchall()
            )
        )
        return [Stored(position, type_, data, tuple(tags)) for position, type_, data, tags in rows]

    def _found_by_words(self, asked: dict[str, Any], names: list[str], said: LiteralString, *, descending: bool) -> list[Stored]:
        """Among the first NEAR decisions, and those whose words are not taken yet, one by one, where a common word fills the page;
        what is missing by the index of words."""
        after, until, limit, taken = asked["after"], asked["until"], asked["limit"], asked["taken"]
        between = max(after, min(until - NEAR, taken)) if descending else min(until, after + NEAR)
        near, far = ((between, until), (after, between)) if descending else ((after, between), (between, until))
        statement = _statement(names, descending, NEAR_SAID, said)
        found = self._found(asked | {"after": near[0], "until": near[1]}, statement, prepare=False)
        if len(found) == limit or between in (after, until):
            return found
        rest = asked | {"after": far[0], "until": min(far[1], taken), "limit": limit - len(found)}
        found += self._found(rest, _statement(names, descending, FAR_SAID, said), prepare=False)
        if descending or far[1] <= taken or len(found) == limit:
            return found
        rest = asked | {"after": max(far[0], taken), "until": far[1], "limit": limit - len(found)}
        return found + self._found(rest, statement, prepare=False)

    def known_at(self, moment: datetime) -> int:
        """See the port. Moments never fall along the record, so it is halved until the place is found."""
        return self._last(lambda recorded_at: recorded_at <= moment)

    def _taken(self, until: int) -> int:
        """Up to which position words are taken. Raises Unavailable when too many before `until` are not."""
        taken: int = self._reader.ask(lambda connection: connection.execute(TAKEN).fetchall())[0][0]
        if until - taken > MOST_UNTAKEN:
            raise Unavailable(f"Words can be searched in the first {taken:,} of {until:,} decisions so far; the others follow.")
        return taken

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


def _statement(asked: Iterable[str], descending: bool, source: LiteralString, said: LiteralString = "") -> Composed:
    conditions = [SQL(CONDITIONS[name]) for name in asked]
    return SQL(
        "SELECT d.position, d.type, d.data, d.tags FROM {source} WHERE {conditions} ORDER BY d.position {order} LIMIT %(limit)s"
    ).format(
        source=SQL(source).format(said=SQL(said)),
        conditions=SQL(" AND ").join([SQL("d.position > %(after)s AND d.position <= %(until)s"), *conditions]),
        order=SQL("DESC" if descending else "ASC"),
    )


def _source(led_by_object: bool) -> LiteralString:
    return LED_BY_OBJECT if led_by_object else ALL
