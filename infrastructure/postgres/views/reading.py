"""Reading what is kept, at any moment in the two times."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any, LiteralString

import psycopg

from application.keeping.corrections import Corrections
from application.keeping.kept import KEEPINGS, Kept
from application.moment import Moment
from application.ports import Store, Stored, Unavailable
from application.recollection import Recollection
from domain.decision import Recorded
from domain.reach import RECTIFIED
from infrastructure.postgres.reading import Reader
from infrastructure.postgres.views.layout import SERVING, Generation, generations
from infrastructure.postgres.views.remembering import Remembered

PAUSES = (0.002, 0.005, 0.01, 0.02, 0.05)  # between looks at how far it has come; the last again and again
ALL_AT: LiteralString = """
    SELECT standing.* FROM {objects} AS object
     CROSS JOIN LATERAL (
            SELECT version.id, version.kept FROM {versions} AS version
             WHERE version.id = object.id AND version.effective_on <= %(as_of)s
               AND version.known_from <= %(position)s AND version.known_to > %(position)s
             ORDER BY version.effective_on DESC, version.position DESC LIMIT 1
           ) AS standing
     WHERE object.first_on <= %(as_of)s AND object.first_known <= %(position)s
"""
GOING_ON: LiteralString = " AND (object.over_on IS NULL OR object.over_on > %(as_of)s OR object.over_known > %(position)s)"
IN_GROUP: LiteralString = """ AND object.id IN (
            SELECT member.id FROM {groups} AS member
             WHERE member.name = ANY (%(groups)s::text[]) AND member.first_on <= %(as_of)s
"""
IN_GROUP_GOING_ON: LiteralString = """
               AND (member.over_on IS NULL OR member.over_on > %(as_of)s OR member.over_known > %(position)s)
"""
OF_IDS: LiteralString = " AND object.id = ANY (%(ids)s::text[])"
PAGE: LiteralString = """
     AND object.id > %(after)s ORDER BY object.id LIMIT %(most)s
"""
# What goes on is asked about day by day, and most of it is what it was the day before: so first only which versions those are.
PLACES_AT: LiteralString = """
    SELECT standing.* FROM {objects} AS object
     CROSS JOIN LATERAL (
            SELECT version.id, version.effective_on, version.position, version.known_from FROM {versions} AS version
             WHERE version.id = object.id AND version.effective_on <= %(as_of)s
               AND version.known_from <= %(position)s AND version.known_to > %(position)s
             ORDER BY version.effective_on DESC, version.position DESC LIMIT 1
           ) AS standing
     WHERE object.first_on <= %(as_of)s AND object.first_known <= %(position)s
"""
COLUMNS = ("ids", "dates", "positions", "known_from")
VERSIONS: LiteralString = """
    SELECT version.id, version.effective_on, version.position, version.known_from, version.kept
      FROM unnest(%(ids)s::text[], %(dates)s::date[], %(positions)s::bigint[], %(known_from)s::bigint[])
        AS asked (id, effective_on, position, known_from)
      JOIN {versions} AS version
        ON version.id = asked.id AND version.effective_on = asked.effective_on AND version.position = asked.position
       AND version.known_from = asked.known_from
"""
REMEMBERED = 12_000
"""Versions that are remembered: some three kilobytes each."""
ONE_AT: LiteralString = """
    SELECT kept FROM {versions} AS version
     WHERE version.id = %(id)s AND version.effective_on <= %(as_of)s
       AND version.known_from <= %(position)s AND version.known_to > %(position)s
     ORDER BY version.effective_on DESC, version.position DESC LIMIT 1
"""
# From each tag to the next, without a look at the thousands of decisions that carry one. The bounds find the place in the index,
# whatever the collation; what else lies between them is filtered.
NAMED: LiteralString = """
    WITH RECURSIVE named (tag) AS (
        SELECT %(start)s::text
        UNION ALL
        SELECT (SELECT tag.tag FROM tag
                 WHERE tag.tag > named.tag AND tag.tag <= %(start)s || repeat('z', 64) AND starts_with(tag.tag, %(start)s)
                 ORDER BY tag.tag LIMIT 1)
          FROM named WHERE named.tag IS NOT NULL
    )
    SELECT substr(tag, length(%(start)s) + 1) FROM named WHERE tag <> %(start)s
"""
TRAIL: LiteralString = """
    SELECT tag.tag, tag.position, decision.effective_on
      FROM unnest(%s::text[]) AS asked (tag)
      JOIN tag ON tag.tag = asked.tag AND tag.position <= %s AND tag.type = ANY (%s::text[])
      JOIN decision ON decision.position = tag.position
     ORDER BY tag.tag, tag.position
"""
DATES: LiteralString = "SELECT position, effective_on FROM decision WHERE position = ANY (%s::bigint[])"
RECORDS: LiteralString = "SELECT position, type, data, tags FROM decision WHERE position = ANY (%s::bigint[]) ORDER BY position"


class PostgresViews:
    """Implements `application.keeping.views.Views`. Every method raises Unavailable when the database cannot answer in time."""

    def __init__(self, reader: Reader, store: Store) -> None:
        self._reader = reader
        self._recollection = Recollection()
        self._corrections = Corrections(store, self._recollection)
        self._remembered = Remembered(REMEMBERED)
        self._lock = Lock()
        self._serving: Mapping[str, Generation] = {}
        self._reached = 0

    def position(self) -> int | None:
        """See the port."""
        self._look()
        return self._reached if self._serves() else None

    def wait(self, position: int, seconds: float) -> int | None:
        """See the port."""
        until = time.monotonic() + seconds
        looks = 0
        while self._reached < position or not self._serves():
            self._look()
            left = until - time.monotonic()
            if self._reached >= position or left <= 0 or not self._serves():
                break
            time.sleep(min(left, PAUSES[min(looks, len(PAUSES) - 1)]))
            looks += 1
        return self._reached if self._serves() else None

    def states(
        self, kind: str, at: Moment, *, going_on: bool, after: str = "", most: int | None = None
    ) -> Iterable[tuple[str, Kept[Any]]]:
        """See the port."""
        asked: dict[str, object] = {"as_of": at.as_of, "position": at.position}
        if going_on and most is None:
            return self._remembered_of(kind, GOING_ON, asked)
        decode = KEEPINGS[kind].decoder.decode
        statement: LiteralString = ALL_AT + GOING_ON if going_on else ALL_AT
        if most is not None:
            statement, asked = statement + PAGE, {**asked, "after": after, "most": most}
        return [(id_, decode(kept)) for id_, kept in self._ask(kind, statement, asked)]

    def grouped(self, kind: str, groups: Collection[str], at: Moment, *, going_on: bool) -> Iterable[tuple[str, Kept[Any]]]:
        """See the port."""
        if not self._serving[kind].is_current:  # it was perhaps built before there were groups
            return self.states(kind, at, going_on=going_on)
        asked = {"as_of": at.as_of, "position": at.position, "groups": list(groups)}
        condition: LiteralString = IN_GROUP + IN_GROUP_GOING_ON + ")" if going_on else IN_GROUP + ")"
        return self._remembered_of(kind, condition, asked)

    def some(self, kind: str, ids: Collection[str], at: Moment) -> Iterable[tuple[str, Kept[Any]]]:
        """See the port."""
        return self._remembered_of(kind, OF_IDS, {"as_of": at.as_of, "position": at.position, "ids": list(ids)})

    def _remembered_of(self, kind: str, condition: LiteralString, asked: Mapping[str, object]) -> Iterable[tuple[str, Kept[Any]]]:
        """Objects of a kind on a condition; only the versions that are not remembered are read."""
        places = self._ask(kind, PLACES_AT + condition, asked)
        generation = (kind, self._serving[kind].number)
        found = {row[0]: self._remembered.get((*generation, *row)) for row in places}
        unknown = [row for row in places if found[row[0]] is None]
        if unknown:
            columns = [list(column) for column in zip(*unknown, strict=True)]
            for *key, text in self._ask(kind, VERSIONS, dict(zip(COLUMNS, columns, strict=True))):
                found[key[0]] = kept = KEEPINGS[kind].decoder.decode(text)
                self._remembered.keep((*generation, *key), kept)
        if None in found.values():  # another generation came to serve between the two questions
            decode = KEEPINGS[kind].decoder.decode
            return [(id_, decode(kept)) for id_, kept in self._ask(kind, ALL_AT + condition, asked)]
        return [(id_, kept) for id_, kept in found.items() if kept is not None]

    def one(self, kind: str, id_: str, at: Moment) -> Kept[Any] | None:
        """See the port."""
        asked = {"id": id_, "as_of": at.as_of, "position": at.position}
        rows = self._ask(kind, ONE_AT, asked)
        return KEEPINGS[kind].decoder.decode(rows[0][0]) if rows else None

    def named(self, kind: str) -> Iterable[str]:
        """See the port."""
        asked = {"start": f"{kind}:"}
        return [id_ for (id_,) in self._reader.ask(lambda connection: connection.execute(NAMED, asked, binary=True).fetchall())]

    def trail(self, tags: Sequence[str], types: Iterable[str], at: Moment) -> Mapping[str, Sequence[int]]:
        """See the port."""
        asked = [list(tags), at.position, [*types, RECTIFIED]]
        rows = self._reader.ask(lambda connection: connection.execute(TRAIL, asked, binary=True).fetchall())
        by_tag: dict[str, dict[int, date]] = {}
        for tag, position, effective_on in rows:
            by_tag.setdefault(tag, {})[position] = effective_on
        corrected = self._corrected({position for dates in by_tag.values() for position in dates}, at)
        return {tag: self._counting(dates, corrected, at) for tag, dates in by_tag.items()}

    def dates(self, positions: Collection[int], at: Moment) -> Mapping[int, date]:
        """See the port."""
        rows = self._reader.ask(lambda connection: connection.execute(DATES, [list(positions)], binary=True).fetchall())
        corrected = self._corrected(positions, at)
        dates: dict[int, date] = dict(rows)
        return dates | {position: on for position, on in corrected.items() if position in dates}

    def _counting(self, recorded: Mapping[int, date], corrected: Mapping[int, date], at: Moment) -> list[int]:
        """Without corrections of what is not among them, and what counts later."""
        ours = ((each, self._corrections.first(each)) for each in recorded)
        return [each for each, first in ours if (first is None or first in recorded) and _on(each, recorded, corrected) <= at.as_of]

    def _corrected(self, positions: Collection[int], at: Moment) -> dict[int, date]:
        """Of those that were corrected, the dates from which they count."""
        return {each.position: each.effective_on for each in self._corrections.counting(positions, at.position, self._read)}

    def records(self, positions: Collection[int]) -> Sequence[Stored]:
        """See the port."""
        asked = [list(positions)]
        rows = self._reader.ask(lambda connection: connection.execute(RECORDS, asked, binary=True).fetchall())
        return [Stored(at, type_, data, tuple(tags)) for at, type_, data, tags in rows]

    def _read(self, positions: Iterable[int]) -> Iterable[Recorded]:
        return map(self._recollection.recorded, self.records(sorted(positions)))

    def _serves(self) -> bool:
        return self._serving.keys() >= KEEPINGS.keys()

    def _look(self) -> None:
        found = self._reader.ask(generations)
        serving = {each.kind: each for each in found if each.state == SERVING}
        with self._lock:
            self._serving = serving
            self._reached = min((each.position for each in serving.values()), default=0)

    def _ask(self, kind: str, statement: LiteralString, asked: Mapping[str, object]) -> list[Any]:
        """Ask the generation that serves: the one that did may have retired and gone since we looked."""

        def question(connection: psycopg.Connection) -> list[Any]:
            return connection.execute(self._serving[kind].sql(statement), asked, binary=True).fetchall()

        try:
            return self._reader.ask(question)
        except Unavailable as fault:
            if not isinstance(fault.__cause__, psycopg.errors.UndefinedTable):
                raise
            self._look()
            return self._reader.ask(question)


def _on(position: int, recorded: Mapping[int, date], corrected: Mapping[int, date]) -> date:
    return corrected.get(position, recorded[position])
