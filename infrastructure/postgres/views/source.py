"""What a keeper goes on from: the versions that are kept, and the record, read in one session."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, LiteralString

from psycopg import Connection

from application.keeping.kept import KEEPINGS
from application.keeping.recalling import recall
from application.keeping.timeline import FOR_EVER, Version
from application.ports import Stored
from domain.boundary import Boundary
from domain.decision import Recorded
from infrastructure.postgres.statements import Range, branches, find
from infrastructure.postgres.views.layout import Generation

NEWEST: LiteralString = """
    SELECT newest.* FROM unnest(%s::text[]) AS asked (id)
     CROSS JOIN LATERAL (
            SELECT id, effective_on, position, known_from, known_to, kept
              FROM {versions} AS version
             WHERE version.id = asked.id AND known_to = %s
             ORDER BY effective_on DESC, position DESC LIMIT 1
           ) AS newest
"""
EVERY: LiteralString = "SELECT array_agg(id) FROM {objects}"
CURRENT: LiteralString = """
    SELECT id, effective_on, position, known_from, known_to, kept
      FROM {versions} WHERE id = %s AND known_to = %s ORDER BY effective_on, position
"""
AFTER: LiteralString = "SELECT position, type, data, tags FROM decision WHERE position > %s ORDER BY position LIMIT %s"


class KeptSource:
    """Implements `application.keeping.keeper.Source` on a session and some generations, by kind."""

    def __init__(self, connection: Connection, generations: Mapping[str, Generation]) -> None:
        self.connection = connection
        self.generations = generations

    def newest(self, kind: str, ids: Collection[str] | None) -> Iterable[Version]:
        generation = self.generations[kind]
        if ids is None:
            row = self.connection.execute(generation.sql(EVERY)).fetchone()
            ids = (row and row[0]) or []
        rows = self.connection.execute(generation.sql(NEWEST), [list(ids), FOR_EVER], binary=True).fetchall()
        return [read_version(kind, row) for row in rows]

    def current(self, kind: str, id_: str) -> list[Version]:
        rows = self.connection.execute(self.generations[kind].sql(CURRENT), [id_, FOR_EVER], binary=True).fetchall()
        return [read_version(kind, row) for row in rows]

    def recorded(self, boundary: Boundary, until: int) -> Iterable[Recorded]:
        statement, parameters = find(branches(boundary), Range(0, until))
        rows = self.connection.execute(statement, parameters, binary=True).fetchall()
        return [recall(Stored(*row[1:])) for row in rows if row[1]]

    def after(self, position: int, limit: int) -> list[Recorded]:
        """The next decisions of the record."""
        rows = self.connection.execute(AFTER, [position, limit], binary=True).fetchall()
        return [recall(Stored(*row)) for row in rows]


def read_version(kind: str, row: Any) -> Version:
    """A version from its row, whose last column is what is kept."""
    id_, effective_on, position, known_from, known_to, kept = row
    return Version(id_, effective_on, position, known_from, known_to, KEEPINGS[kind].decoder.decode(kept))
