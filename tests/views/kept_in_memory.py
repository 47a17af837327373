"""Versions in memory, and what they are compared with: for tests of keeping that need no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from random import Random
from typing import Any

from application.keeping.keeper import Changes, Keeper, far_decisions
from application.keeping.kept import KEEPINGS, Keeping, Kept
from application.keeping.timeline import FOR_EVER, Timeline, Version
from application.ports import Store
from application.recollection import Recollection
from domain.boundary import Boundary, within
from domain.correction import in_order
from domain.decision import Recorded
from domain.fold import Fold
from domain.reach import RECTIFIED
from domain.registry import apply


class KeptInMemory:
    """Implements `application.keeping.keeper.Source`: what a keeper changed, and the record in memory."""

    def __init__(self, store: Store) -> None:
        recollection = Recollection()
        self.record = [recollection.recorded(stored) for stored in store.stream(None)]
        self.versions: dict[str, list[Version]] = {kind: [] for kind in KEEPINGS}

    def newest(self, kind: str, ids: Collection[str] | None) -> Iterable[Version]:
        known = {version.id for version in self.versions[kind]} if ids is None else set(ids)
        return [line[-1] for id_ in sorted(known) if (line := self.current(kind, id_))]

    def current(self, kind: str, id_: str) -> list[Version]:
        found = (version for version in self.versions[kind] if version.id == id_ and version.known_to == FOR_EVER)
        return sorted(found, key=lambda version: version.place)

    def recorded(self, boundary: Boundary, until: int) -> Iterable[Recorded]:
        return [each for each in self.record[:until] if within(boundary, each.type, each.tags)]

    def keep(self, changes: Changes) -> None:
        for kind, versions in changes.added.items():
            self.versions[kind] += versions

    def keep_all(self, random: Random) -> None:
        """Take the whole record in batches by chance; forget everything now and then, as after a crash."""
        keeper = Keeper(self)
        at = 0
        while at < len(self.record):
            size = random.choice((1, 1, 2, 10, 100))
            self.keep(keeper.take(self.record[at : at + size]))
            at += size
            if random.random() < 0.3:
                keeper.forget()


def timelines(record: list[Recorded], keeping: Keeping) -> Iterator[Timeline]:
    """The timeline of each object of a kind, made of all its decisions at once."""

    def read(boundary: Boundary) -> list[Recorded]:
        return [each for each in record if within(boundary, each.type, each.tags)]

    far = far_decisions(keeping.elsewhere | keeping.context, read) if keeping.elsewhere | keeping.context else []
    for id_ in sorted({id_ for each in record for id_ in keeping.ids(each.tags)}):
        named = keeping.tags(id_)
        own = [each for each in record if named <= each.tags and (each.type in keeping.writes or each.type == RECTIFIED)]
        timeline = Timeline(keeping, id_)
        for each in sorted({each.position: each for each in (*own, *far)}.values(), key=lambda each: each.position):
            timeline.add(each)
        yield timeline


def standing(versions: Iterable[Version], as_of: date, position: int) -> dict[str, Kept[Any]]:
    """By id, what is kept as of a date, known at a position."""
    found: dict[str, Version] = {}
    for version in versions:
        if version.effective_on <= as_of and version.known_from <= position < version.known_to:
            before = found.get(version.id)
            if before is None or before.place < version.place:
                found[version.id] = version
    return {id_: version.kept for id_, version in found.items()}


def by_hand(record: list[Recorded], keeping: Keeping, as_of: date, position: int) -> dict[str, Kept[Any]]:
    """The same from one fold of everything."""
    fold = Fold()
    for each in in_order(record[:position]):
        if each.effective_on <= as_of:
            apply(fold, each)
    ids = {id_ for each in record for id_ in keeping.ids(each.tags)}
    found = {id_: keeping.taken(fold, id_, keeping.tag(id_), _latest(fold, keeping, id_)) for id_ in ids}
    return {id_: kept for id_, kept in found.items() if kept is not None}


def _latest(fold: Fold, keeping: Keeping, id_: str) -> dict[str, int]:
    return {type_: at for type_ in keeping.noted for at in fold.causes(keeping.tag(id_), [type_])}
