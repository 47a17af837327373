"""The tables of what is kept: one generation of a kind has its versions in one, and its objects in another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from application.keeping.kept import KEEPINGS, definition_of

BUILDING, BUILT, SERVING, RETIRED = "building", "built", "serving", "retired"
# Comparing by bytes is what a look-up by id needs, and what sorting them for an index does fastest.
VERSIONS: LiteralString = """
    CREATE TABLE {versions} (
        id           text COLLATE "C" NOT NULL,
        effective_on date NOT NULL,
        position     bigint NOT NULL,
        known_from   bigint NOT NULL,
        known_to     bigint NOT NULL,
        kept         text COLLATE "C" NOT NULL
    )
"""
# One row an object, so that it need not be looked for among its versions. `first_…`: of all its versions. From `over_on` on, as
# known from `over_known` on, nothing but lists of its kind speaks of it.
OBJECTS: LiteralString = """
    CREATE TABLE {objects} (
        id          text COLLATE "C" PRIMARY KEY,
        first_on    date NOT NULL,
        first_known bigint NOT NULL,
        over_on     date,
        over_known  bigint
    )
"""
# One row for each group in which any version of an object is; what else it says of the object is as above, and said again so that
# who asks for a group finds it in one place.
GROUPS: LiteralString = """
    CREATE TABLE {groups} (
        id         text COLLATE "C" NOT NULL,
        name       text COLLATE "C" NOT NULL,
        first_on   date NOT NULL,
        over_on    date,
        over_known bigint,
        PRIMARY KEY (id, name)
    )
"""
# Most states are short, and compressing those that are not costs more than the room they take.
PLAIN: LiteralString = "ALTER TABLE {versions} ALTER COLUMN kept SET STORAGE EXTERNAL"
# Built last, from rows that came sorted. One by what was known first was tried: it answered nothing sooner.
BY_PLACE: LiteralString = "CREATE INDEX ON {versions} (id, effective_on DESC, position DESC)"
BY_NAME: LiteralString = "CREATE INDEX ON {groups} (name)"
ANALYZE: LiteralString = "ANALYZE {versions}, {objects}, {groups}"
DROP: LiteralString = "DROP TABLE IF EXISTS {versions}, {objects}, {groups}"
GENERATIONS: LiteralString = """
    SELECT kind, generation, definition, state, position,
           (SELECT coalesce(sum(decisions), 0)::bigint FROM kept_part AS part
             WHERE (part.kind, part.generation) = (kept.kind, kept.generation))
      FROM kept ORDER BY kind, generation
"""
BEGIN: LiteralString = """
    INSERT INTO kept (kind, generation, definition, state, position)
    SELECT %(kind)s, coalesce(max(generation), 0) + 1, %(definition)s, 'building', %(position)s FROM kept WHERE kind = %(kind)s
    RETURNING generation
"""
CHANGE: LiteralString = "UPDATE kept SET state = %s WHERE kind = %s AND generation = %s"
FORGET: LiteralString = "DELETE FROM kept WHERE kind = %s AND generation = %s"


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of a kind. `left`: about how many decisions are still to be folded, while it is in the building."""

    kind: str
    number: int
    definition: str
    state: str
    position: int
    left: int = 0

    def sql(self, statement: LiteralString) -> Composed:
        """The statement, for the tables of this generation."""
        return SQL(statement).format(versions=self.versions, objects=self.objects, groups=self.groups)

    @property
    def versions(self) -> Identifier:
        return Identifier(f"kept_{self.kind}_{self.number}")

    @property
    def objects(self) -> Identifier:
        return Identifier(f"kept_{self.kind}_{self.number}_object")

    @property
    def groups(self) -> Identifier:
        return Identifier(f"kept_{self.kind}_{self.number}_group")

    @property
    def is_current(self) -> bool:
        """Whether it keeps what this program keeps, in the same form."""
        return self.kind in KEEPINGS and self.definition == definition_of(KEEPINGS[self.kind])


def generations(connection: Connection) -> list[Generation]:
    """All there are, by kind."""
    return [Generation(*row) for row in connection.execute(GENERATIONS).fetchall()]


def begin(connection: Connection, kind: str, position: int) -> Generation:
    """A new generation, in the building; in the caller's transaction. One of this kind that was in the building is dropped."""
    for other in generations(connection):
        if other.kind == kind and other.state in (BUILDING, BUILT):
            drop(connection, other)
    definition = definition_of(KEEPINGS[kind])
    row = connection.execute(BEGIN, {"kind": kind, "definition": definition, "position": position}).fetchone()
    assert row is not None  # an aggregate without GROUP BY
    begun = Generation(kind, row[0], definition, BUILDING, position)
    connection.execute(begun.sql(VERSIONS))
    connection.execute(begun.sql(PLAIN))
    connection.execute(begun.sql(OBJECTS))
    connection.execute(begun.sql(GROUPS))
    return begun


def finish(connection: Connection, built: Generation) -> None:
    """All its rows are there: now the indexes."""
    connection.execute(built.sql(BY_PLACE))
    connection.execute(built.sql(BY_NAME))
    connection.execute(built.sql(ANALYZE))
    connection.execute(CHANGE, [BUILT, built.kind, built.number])


def serve(connection: Connection, built: Generation, all_of_them: Iterable[Generation]) -> None:
    """Let it serve in the place of the one that does, which retires; in the caller's transaction."""
    for other in all_of_them:
        if other.kind == built.kind and other.state == SERVING:
            connection.execute(CHANGE, [RETIRED, other.kind, other.number])
    connection.execute(CHANGE, [SERVING, built.kind, built.number])


def drop(connection: Connection, generation: Generation) -> None:
    """Nobody needs it any more. Who reads from it at this moment finishes first."""
    connection.execute(FORGET, [generation.kind, generation.number])
    connection.execute(generation.sql(DROP))


def missing(found: Collection[Generation]) -> list[str]:
    """The kinds of which no generation serves as this program would have it, in the order in which they are kept."""
    served: set[Any] = {each.kind for each in found if each.state == SERVING and each.is_current}
    return [kind for kind in KEEPINGS if kind not in served]
