"""Keeping up: brings what is kept to the end of the record, one transaction a batch, one process at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import LiteralString

import psycopg
from psycopg import Connection

from application.keeping.keeper import Changes, Keeper
from application.keeping.kept import KEEPINGS, encoded
from application.keeping.timeline import Version
from application.ports import Unavailable
from infrastructure.postgres.session import Database
from infrastructure.postgres.views.layout import (
    BUILT,
    RETIRED,
    SERVING,
    Generation,
    begin,
    drop,
    finish,
    generations,
    missing,
    serve,
)
from infrastructure.postgres.views.source import KeptSource

# Held by the session, so that it goes with it, however that ends: then another process keeps up.
TRY_LOCK: LiteralString = "SELECT pg_try_advisory_lock(%s, 'kept'::regclass::oid::int)"
LOCK_CLASS = 0x436F6E6B
BATCH = 1_000
PIECE = 200  # versions handed over at a time
SOON = 2_000  # decisions that are taken in a second or two: so much is not worth a rebuild of its own

ADD: LiteralString = "COPY {versions} (id, effective_on, position, known_from, known_to, kept) FROM STDIN"
END: LiteralString = """
    UPDATE {versions} AS version SET known_to = ended.known_to
      FROM unnest(%s::text[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint[])
        AS ended (id, effective_on, position, known_from, known_to)
     WHERE version.id = ended.id AND version.effective_on = ended.effective_on AND version.position = ended.position
       AND version.known_from = ended.known_from
"""
NOTE: LiteralString = """
    INSERT INTO {objects} AS known (id, first_on, first_known, over_on, over_known)
    SELECT * FROM unnest(%s::text[], %s::date[], %s::bigint[], %s::date[], %s::bigint[])
    ON CONFLICT (id) DO UPDATE
       SET first_on = least(known.first_on, excluded.first_on), over_on = excluded.over_on, over_known = excluded.over_known
     WHERE (known.first_on, known.over_on, known.over_known)
           IS DISTINCT FROM (least(known.first_on, excluded.first_on), excluded.over_on, excluded.over_known)
"""
NOTE_GROUPS: LiteralString = """
    INSERT INTO {groups} (id, name, first_on, over_on, over_known)
    SELECT object.id, noted.name, object.first_on, object.over_on, object.over_known
      FROM unnest(%s::text[], %s::text[]) AS noted (id, name)
      JOIN {objects} AS object ON object.id = noted.id
    ON CONFLICT (id, name) DO NOTHING
"""
NOTE_AGAIN: LiteralString = """
    UPDATE {groups} AS known SET first_on = object.first_on, over_on = object.over_on, over_known = object.over_known
      FROM unnest(%s::text[]) AS noted (id)
      JOIN {objects} AS object ON object.id = noted.id
     WHERE known.id = noted.id
       AND (known.first_on, known.over_on, known.over_known) IS DISTINCT FROM (object.first_on, object.over_on, object.over_known)
"""
REACHED: LiteralString = """
    UPDATE kept SET position = %s FROM unnest(%s::text[], %s::int[]) AS came (kind, generation)
     WHERE (kept.kind, kept.generation) = (came.kind, came.generation)
"""
HEAD: LiteralString = "SELECT coalesce(max(position), 0) FROM decision"

Over = tuple[date | None, int | None]
"""From which date an object is over, and from which position on that is known."""
NOT_OVER: Over = (None, None)


class UpKeeper:
    """Keeps up what serves, and what was built, until that serves too. For one thread.

    Every method raises Unavailable when the database cannot answer; what was being done then was not done at all.
    """

    def __init__(self, database: Database, batch: int = BATCH) -> None:
        self._database = database
        self._batch = batch
        self._connection: Connection | None = None
        self._keepers: dict[tuple[Generation, ...], tuple[Keeper[KeptSource], int]] = {}  # each with the position that it stands at

    def advance(self) -> int | None:
        """Take the next batch, and let serve what has come as far. The position of what serves; None: another process keeps up."""
        try:
            connection = self._session()
            if connection is None:
                return None
            self._drop_retired(connection)
            return self._advance(connection)
        except psycopg.Error as fault:
            self.close()
            raise Unavailable(f"The database could not keep up what is kept: {fault}") from fault
        except BaseException:
            self.close()
            raise

    def to_build(self) -> list[str]:
        """The kinds that are to be built anew from the whole record: none serves of them, or one of another definition.

        None while another process keeps up: building is its affair.
        """
        try:
            connection = self._session()
            if connection is None:
                return []
            found = self._begun(connection)
        except psycopg.Error as fault:
            self.close()
            raise Unavailable(f"The database could not tell what is kept: {fault}") from fault
        built = {each.kind for each in found if each.state == BUILT and each.is_current}
        return [kind for kind in missing(found) if kind not in built]

    def close(self) -> None:
        """Let go of the session, and with it of the right to keep up."""
        connection, self._connection = self._connection, None
        self._keepers.clear()
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _session(self) -> Connection | None:
        if self._connection is None or self._connection.closed:
            self._keepers.clear()
            connection = self._database.connect()
            row = connection.execute(TRY_LOCK, [LOCK_CLASS]).fetchone()
            if row != (True,):
                connection.close()
                return None
            # What a crash of the database takes away is taken from the record again: position and versions go together.
            connection.execute("SET synchronous_commit = off")
            connection.execute("SET application_name = 'concordat keep'")
            self._connection = connection
        return self._connection

    def _drop_retired(self, connection: Connection) -> None:
        for generation in generations(connection):
            if generation.state == RETIRED:
                with suppress(psycopg.errors.LockNotAvailable), connection.transaction():
                    drop(connection, generation)

    def _advance(self, connection: Connection) -> int:
        found = self._begun(connection)
        serving = [each for each in found if each.state == SERVING]
        built = [each for each in found if each.state == BUILT]
        if not serving:
            return self._raise(connection, built, max((each.position for each in built), default=0), ())
        return self._raise(connection, built, self._keep(connection, serving), serving)

    def _raise(self, connection: Connection, built: Sequence[Generation], target: int, serving: Sequence[Generation]) -> int:
        """Bring what was built nearer to a position, and once it is all there let it serve. That position."""
        positions = {each.position for each in built}
        came = {self._keep(connection, [each for each in built if each.position == at], until=target) for at in positions}
        if came == {target}:
            with connection.transaction():
                for each in built:
                    serve(connection, each, serving)
            self._keepers.clear()
        return target

    def _begun(self, connection: Connection) -> list[Generation]:
        """What there is; on a young ledger it is begun here, for then there is nothing to build."""
        found = generations(connection)
        if not found:
            row = connection.execute(HEAD).fetchone()
            if row is not None and row[0] <= SOON:
                with connection.transaction():
                    for kind in KEEPINGS:
                        begun = begin(connection, kind, 0)
                        finish(connection, begun)
                        serve(connection, begun, ())
                found = generations(connection)
        return found

    def _keep(self, connection: Connection, together: Sequence[Generation], until: int | None = None) -> int:
        """Take a batch into generations that stand at the same position. The position that they then stand at."""
        key = tuple(_unplaced(each) for each in together)
        position = together[0].position
        keeper, stands_at = self._keepers.get(key, (None, 0))
        if keeper is None or stands_at != position:
            source = KeptSource(connection, {each.kind: each for each in together})
            keeper = Keeper(source, source.generations.keys())
        limit = self._batch if until is None else min(self._batch, until - position)
        with connection.transaction():
            source = keeper.source
            batch = source.after(position, limit) if limit > 0 else []
            if not batch:
                return position
            changes = keeper.take(batch)
            position = batch[-1].position
            write(connection, source.generations, changes, position)
            came = [each.kind for each in together], [each.number for each in together]
            connection.execute(REACHED, [position, *came])
        self._keepers[key] = (keeper, position)
        return position


def _unplaced(generation: Generation) -> Generation:
    return Generation(generation.kind, generation.number, generation.definition, generation.state, 0)


def kept_up(database: Database) -> bool:
    """Bring what serves up to the head, unless a server does so. False when nothing serves: it would have to be built first."""
    keeper = UpKeeper(database)
    try:
        before = -1
        while (reached := keeper.advance()) not in (None, before):
            before = reached or 0
    finally:
        keeper.close()
    with database.connect() as connection:
        return not missing(generations(connection))


def write(connection: Connection, generations: Mapping[str, Generation], changes: Changes, position: int) -> None:
    """Write what a batch that ends at a position changed; in the caller's transaction."""
    for kind, versions in changes.added.items():
        copy_in(connection, generations[kind], versions)
    for kind, versions in changes.ended.items():
        if versions:
            keys = [(version.id, *version.place, version.known_from, version.known_to) for version in versions]
            connection.execute(generations[kind].sql(END), [list(column) for column in zip(*keys, strict=True)])
    for kind, over in changes.standing.items():
        # What came of the batch is known at its end. What an object was within it, nobody needs to be told so exactly.
        standing = {id_: (version.effective_on, position) if version else NOT_OVER for id_, version in over.items()}
        note(connection, generations[kind], standing, [*changes.added.get(kind, ()), *changes.ended.get(kind, ())])


def copy_in(connection: Connection, generation: Generation, versions: Iterable[Version]) -> None:
    """Add versions."""
    lines = (
        b"%b\t%b\t%d\t%d\t%d\t%b\n"
        % (
            version.id.encode(),
            _written(version.effective_on),
            version.position,
            version.known_from,
            version.known_to,
            encoded(version.kept).replace(b"\\", b"\\\\"),  # JSON escapes every other byte that COPY reads otherwise
        )
        for version in versions
    )
    with connection.cursor().copy(generation.sql(ADD)) as copy:
        while piece := b"".join(islice(lines, PIECE)):
            copy.write(piece)


@lru_cache(maxsize=50_000)
def _written(day: date) -> bytes:
    return day.isoformat().encode()


def note(connection: Connection, generation: Generation, standing: Mapping[str, Over], versions: Iterable[Version]) -> None:
    """Note of objects whose `versions` changed since when they are over, and in which groups they are at any time."""
    keeping = KEEPINGS[generation.kind]
    firsts: dict[str, tuple[date, int]] = {}
    groups: dict[str, frozenset[str]] = {}
    for version in versions:
        if version.id in standing:
            on, known = firsts.get(version.id, (version.effective_on, version.known_from))
            firsts[version.id] = (min(on, version.effective_on), min(known, version.known_from))
            groups[version.id] = groups.get(version.id, frozenset()) | keeping.groups(version.kept)
    rows = [(id_, *first, *standing[id_]) for id_, first in firsts.items()]
    if rows:
        connection.execute(generation.sql(NOTE), [list(column) for column in zip(*rows, strict=True)])
    if rows and keeping.grouped and generation.is_current:  # what was kept before there were groups is read as a whole
        names = [(id_, name) for id_, found in groups.items() for name in sorted(found)]
        connection.execute(generation.sql(NOTE_AGAIN), [list(firsts)])
        connection.execute(generation.sql(NOTE_GROUPS), [[id_ for id_, _ in names], [name for _, name in names]])
