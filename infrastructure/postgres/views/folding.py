"""Folding the parts of a rebuild: an object at a time, from all its decisions; a part is one transaction."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, LiteralString

from psycopg import Connection

from application.keeping.keeper import far_decisions
from application.keeping.kept import KEEPINGS, Keeping
from application.keeping.recalling import recall
from application.keeping.timeline import Timeline, Version
from application.ports import Stored
from domain.boundary import Boundary
from domain.decision import Recorded
from domain.reach import RECTIFIED
from infrastructure.postgres.session import Database
from infrastructure.postgres.statements import Range, branches, find
from infrastructure.postgres.views.keeping import NOT_OVER, Over, copy_in, note
from infrastructure.postgres.views.layout import Generation, generations
from infrastructure.postgres.views.planning import FEW

COLLECT_AFTER = 100_000
"""New objects after which the garbage collector looks for cycles: folding makes hardly any."""
PIECE = 1_000  # versions written at a time
# A part is taken by locking it, so that several processes share the work without a word to each other.
TAKE: LiteralString = """
    SELECT kind, generation, number, ids FROM kept_part ORDER BY decisions DESC, kind, number LIMIT 1 FOR UPDATE SKIP LOCKED
"""
DONE: LiteralString = "DELETE FROM kept_part WHERE (kind, generation, number) = (%s, %s, %s)"
BY_TAG: LiteralString = """
    SELECT asked.id, decision.position, decision.type, decision.data, decision.tags
      FROM unnest(%(ids)s::text[]) WITH ORDINALITY AS asked (id, number)
     CROSS JOIN LATERAL (
            SELECT tag.position FROM tag
             WHERE tag.tag = %(start)s || asked.id AND tag.position <= %(until)s AND tag.type = ANY (%(types)s::text[])
             ORDER BY tag.position
           ) AS found
      JOIN decision ON decision.position = found.position
     ORDER BY asked.number, decision.position
"""
BY_TYPE: LiteralString = """
    SELECT position, type, data, tags FROM decision
     WHERE type = ANY (%(types)s::text[]) AND position <= %(until)s ORDER BY position
"""


def fold_parts(database: Database, stop: Callable[[], bool] = lambda: False) -> None:
    """Fold parts until none is left that nobody else is at, or told to stop. Raises Unavailable and psycopg.Error."""
    parent = os.getppid()
    if multiprocessing.parent_process() is not None:
        gc.set_threshold(COLLECT_AFTER, 50, 50)  # this process does nothing else
    connection = database.connect()
    try:
        connection.execute("SET synchronous_commit = off")  # position and versions go together: what a crash takes is folded again
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET application_name = 'concordat rebuild'")
        folder = _Folder(connection)
        while not stop() and os.getppid() == parent and folder.fold_one():
            pass
    finally:
        connection.close()


class _Folder:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._generations = {(each.kind, each.number): each for each in generations(connection)}
        self._far: dict[Generation, list[Recorded]] = {}

    def fold_one(self) -> bool:
        """Fold a part. False when there is none."""
        with self._connection.transaction():
            part = self._connection.execute(TAKE).fetchone()
            if part is None:
                return False
            kind, number, _, ids = part
            generation = self._generations[kind, number]
            keeping = KEEPINGS[kind]
            objects = self._by_type(keeping, generation) if kind in FEW else self._by_tag(keeping, generation, ids)
            self._write(generation, keeping, objects)
            self._connection.execute(DONE, part[:3])
        return True

    def _write(self, generation: Generation, keeping: Keeping, objects: Iterable[tuple[str, Iterable[Recorded]]]) -> None:
        far = self._far_of(keeping, generation)
        versions: list[Version] = []
        standing: dict[str, Over] = {}
        for id_, own in objects:
            timeline = Timeline(keeping, id_)
            for recorded in _merged(own, far):
                timeline.add(recorded)
            versions += timeline.versions
            standing[id_] = timeline.over_since() or NOT_OVER
            if len(versions) > PIECE:
                self._add(generation, standing, versions)
        self._add(generation, standing, versions)

    def _add(self, generation: Generation, standing: dict[str, Over], versions: list[Version]) -> None:
        copy_in(self._connection, generation, versions)
        note(self._connection, generation, standing, versions)
        versions.clear()
        standing.clear()

    def _by_tag(self, keeping: Keeping, generation: Generation, ids: Sequence[str]) -> Iterator[tuple[str, Iterable[Recorded]]]:
        asked = {
            "ids": list(ids),
            "start": keeping.tag(""),
            "until": generation.position,
            "types": [*keeping.writes, RECTIFIED],
        }
        rows = self._connection.execute(BY_TAG, asked, binary=True).fetchall()
        for id_, group in groupby(rows, key=itemgetter(0)):
            yield id_, (_recorded(row[1:]) for row in group)

    def _by_type(self, keeping: Keeping, generation: Generation) -> Iterator[tuple[str, Iterable[Recorded]]]:
        asked = {"until": generation.position, "types": [*keeping.writes, RECTIFIED]}
        objects: dict[str, list[Recorded]] = {}
        for row in self._connection.execute(BY_TYPE, asked, binary=True):
            recorded = _recorded(row)
            for id_ in keeping.ids(recorded.tags):
                objects.setdefault(id_, []).append(recorded)
        return iter(sorted(objects.items()))

    def _far_of(self, keeping: Keeping, generation: Generation) -> Sequence[Recorded]:
        types = keeping.elsewhere | keeping.context
        if types and generation not in self._far:
            self._far[generation] = far_decisions(types, lambda boundary: self._read(boundary, generation.position))
        return self._far.get(generation, ())

    def _read(self, boundary: Boundary, until: int) -> list[Recorded]:
        statement, parameters = find(branches(boundary), Range(0, until))
        rows = self._connection.execute(statement, parameters, binary=True).fetchall()
        return [_recorded(row[1:]) for row in rows if row[1]]


def _recorded(row: Sequence[Any]) -> Recorded:
    return recall(Stored(*row))


def _merged(own: Iterable[Recorded], far: Sequence[Recorded]) -> Iterable[Recorded]:
    """Both in the order of recording, each once."""
    if not far:
        return own
    both: Mapping[int, Recorded] = {each.position: each for each in (*own, *far)}
    return [both[position] for position in sorted(both)]
