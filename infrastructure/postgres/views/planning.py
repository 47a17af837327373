"""Planning a rebuild: a generation of each kind, and the parts in which its objects are folded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import LiteralString

from psycopg import Connection

from application.keeping.kept import KEEPINGS
from infrastructure.postgres.views.layout import BUILDING, Generation, begin, generations

FEW = frozenset({"programme", "area", "borough", "baseline", "meeting"})
"""Kinds of which the decisions are found by type: they are few, and nearly every other decision carries their tags too."""
PART = 5_000
"""Decisions in a part: half a second of work, which is all that a stop or a crash costs."""
HEAD: LiteralString = "SELECT coalesce(max(position), 0) FROM decision"
BY_TYPE: LiteralString = "SELECT count(*) FROM decision WHERE type = ANY (%s::text[]) AND position <= %s"
# The bounds find the place in the index, whatever the collation; what else lies between them is filtered.
BY_TAG: LiteralString = """
    SELECT substr(tag, length(%(start)s) + 1), count(*) FROM tag
     WHERE tag > %(start)s AND tag <= %(start)s || repeat('z', 64) AND starts_with(tag, %(start)s) AND position <= %(position)s
     GROUP BY tag ORDER BY tag
"""
ADD: LiteralString = "INSERT INTO kept_part (kind, generation, number, ids, decisions) VALUES (%s, %s, %s, %s, %s)"


def plan(connection: Connection, kinds: Collection[str]) -> list[Generation]:
    """The generations to build, each with its parts: those in the building of this definition go on, others begin."""
    planned = []
    with connection.transaction():
        known: Mapping[str, Generation] = {each.kind: each for each in generations(connection) if each.state == BUILDING}
        row = connection.execute(HEAD).fetchone()
        assert row is not None  # an aggregate has a row
        for kind in kinds:
            begun = known.get(kind)
            if begun is None or not begun.is_current:
                begun = begin(connection, kind, row[0])
                found = enumerate(_parts(connection, begun))
                parts = [(kind, begun.number, number, ids, decisions) for number, (ids, decisions) in found]
                with connection.cursor() as cursor:
                    cursor.executemany(ADD, parts)
            planned.append(begun)
    return planned


def _parts(connection: Connection, generation: Generation) -> Iterator[tuple[list[str] | None, int]]:
    keeping = KEEPINGS[generation.kind]
    if generation.kind in FEW:
        row = connection.execute(BY_TYPE, [list(keeping.types), generation.position]).fetchone()
        yield None, row[0] if row else 0
        return
    asked = {"start": keeping.tag(""), "position": generation.position}
    ids: list[str] = []
    decisions = 0
    for id_, count in connection.execute(BY_TAG, asked).fetchall():
        if ids and decisions + count > PART:
            yield ids, decisions
            ids, decisions = [], 0
        ids.append(id_)
        decisions += count
    if ids:
        yield ids, decisions
