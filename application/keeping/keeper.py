"""The keeper: goes on from the versions that are kept, decision by decision, in the order of recording."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from application.keeping.kept import KEEPINGS, Keeping, is_over
from application.keeping.timeline import FOR_EVER, Part, Version, line_of, revised
from application.moment import without_strays
from domain.board.rectification import DecisionRectified
from domain.boundary import Boundary, Item
from domain.correction import in_order
from domain.decision import Recorded
from domain.reach import RECTIFIED

MOST_REMEMBERED = 20_000
"""Newest versions that are remembered from one batch to the next: some ten kilobytes each at worst."""
Key = tuple[str, str]
"""Kind and id of an object."""


class Source(Protocol):
    """What is kept so far, and the record. Every method raises Unavailable."""

    def newest(self, kind: str, ids: Collection[str] | None) -> Iterable[Version]:
        """Of these objects of a kind (None: of all), the current version of the greatest place. Not of those that have none."""
        ...

    def current(self, kind: str, id_: str) -> list[Version]:
        """All versions of an object that are known for ever, by place."""
        ...

    def recorded(self, boundary: Boundary, until: int) -> Iterable[Recorded]:
        """The decisions within a boundary up to a position, in the order of recording."""
        ...


@dataclass
class Changes:
    """By kind, the versions to add, and those kept already that end: `known_to` says when.

    `standing`: by kind and id, of objects that are new, or are over, or no longer are, or are in a group in which their version
    before was not: the version that is over, or None.
    """

    added: dict[str, list[Version]] = field(default_factory=dict)
    ended: dict[str, list[Version]] = field(default_factory=dict)
    standing: dict[str, dict[str, Version | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Far:
    """Decisions with their corrections as they were recorded, and the decisions as they count."""

    known: Sequence[Recorded]
    counting: Sequence[Recorded]


_NONE = _Far((), ())


def _by_type(types_of: Mapping[str, frozenset[str]]) -> dict[str, list[Keeping]]:
    found: dict[str, list[Keeping]] = {}
    for kind, types in types_of.items():
        for type_ in types:
            found.setdefault(type_, []).append(KEEPINGS[kind])
    return found


_WRITTEN_BY = _by_type({kind: keeping.writes for kind, keeping in KEEPINGS.items()})
_FROM_ELSEWHERE = _by_type({kind: keeping.elsewhere | keeping.context for kind, keeping in KEEPINGS.items()})


S = TypeVar("S", bound=Source)


class Keeper(Generic[S]):
    """For one thread. What it remembers must be what is kept: after any fault, and when others may have kept more, `forget`."""

    def __init__(self, source: S, kinds: Collection[str] = tuple(KEEPINGS)) -> None:
        self.source = source
        self._kinds = frozenset(kinds)
        self.forget()

    def forget(self) -> None:
        """Remember nothing."""
        self._newest: dict[Key, Version | None] = {}
        self._whole: dict[str, set[str]] = {}
        self._begin()

    def _begin(self) -> None:
        self._changes = Changes()
        self._lines: dict[Key, list[Version]] = {}
        self._far: dict[frozenset[str], _Far] = {}

    def take(self, batch: Sequence[Recorded]) -> Changes:
        """What a batch of decisions changes: those after the last ones taken, in the order of recording and without a gap."""
        self._begin()
        if len(self._newest) > MOST_REMEMBERED:
            self.forget()
        self._learn(batch)
        for recorded in batch:
            if isinstance(recorded.decision, DecisionRectified):
                self._correct(recorded, recorded.decision.position)
            else:
                if recorded.type in _FROM_ELSEWHERE:
                    self._far.clear()
                for keeping, id_ in self._concerned(recorded):
                    self._apply(keeping, id_, recorded)
        return self._changes

    def _learn(self, batch: Iterable[Recorded]) -> None:
        """Ask for what the batch concerns all at once."""
        unknown: dict[str, set[str]] = {}
        for recorded in batch:
            for keeping in self._kept(_WRITTEN_BY, recorded.type):
                ids = {id_ for id_ in keeping.ids(recorded.tags) if (keeping.kind, id_) not in self._newest}
                unknown.setdefault(keeping.kind, set()).update(ids)
        for kind, ids in unknown.items():
            if ids:
                self._newest.update({(kind, id_): None for id_ in ids})
                self._newest.update({(kind, version.id): version for version in self.source.newest(kind, ids)})

    def _concerned(self, recorded: Recorded) -> Iterator[tuple[Keeping, str]]:
        for keeping in self._kept(_WRITTEN_BY, recorded.type):
            for id_ in keeping.ids(recorded.tags):
                yield keeping, id_
        for keeping in self._kept(_FROM_ELSEWHERE, recorded.type):
            for id_ in sorted(self._all(keeping.kind)):
                yield keeping, id_

    def _kept(self, by_type: Mapping[str, list[Keeping]], type_: str) -> Iterator[Keeping]:
        return (keeping for keeping in by_type.get(type_, ()) if keeping.kind in self._kinds)

    def _all(self, kind: str) -> set[str]:
        """Every object of a kind of which there is a version."""
        if kind not in self._whole:
            known = {version.id: version for version in self.source.newest(kind, None)}
            for id_, version in known.items():
                self._newest.setdefault((kind, id_), version)
            added = {version.id for version in self._changes.added.get(kind, ())}
            self._whole[kind] = {*known, *added}
        return self._whole[kind]

    def _apply(self, keeping: Keeping, id_: str, recorded: Recorded) -> None:
        newest = self._newest.get((keeping.kind, id_))
        far = [each for each in self._elsewhere(keeping, recorded.position).counting if each.position != recorded.position]
        if (newest is not None and recorded.place < newest.place) or (far and recorded.place < far[-1].place):
            self._fold_anew(keeping, id_, recorded.position)
            return
        part = Part(keeping, id_, newest.kept if newest else None, (each for each in far if each.type in keeping.context))
        for (on, at), kept in line_of(part, (recorded,)):
            self._add(keeping.kind, Version(id_, on, at, at, FOR_EVER, kept))

    def _correct(self, correction: Recorded, corrected: int) -> None:
        """Fold anew what the decision concerns that is corrected, perhaps by way of others."""
        root = self._recorded_at(correction, corrected)
        while root is not None and isinstance(root.decision, DecisionRectified):
            root = self._recorded_at(correction, root.decision.position)
        if root is not None:
            if root.type in _FROM_ELSEWHERE:
                self._far.clear()
            for keeping, id_ in self._concerned(root):
                self._fold_anew(keeping, id_, correction.position)

    def _recorded_at(self, correction: Recorded, position: int) -> Recorded | None:
        # A correction carries the tags of what it corrects: by the rarest of them it is found among few.
        tag = max(correction.tags, key=lambda tag: (not tag.startswith(("borough:", "programme:", "area:")), tag))
        among = self.source.recorded(frozenset({Item(tags=frozenset({tag}))}), position)
        return next((each for each in among if each.position == position), None)

    def _fold_anew(self, keeping: Keeping, id_: str, position: int) -> None:
        """Everything of one object, as it is known at a position."""
        own = self.source.recorded(frozenset({Item(keeping.writes | {RECTIFIED}, keeping.tags(id_))}), position)
        known = {each.position: each for each in (*own, *self._elsewhere(keeping, position).known)}
        counting = in_order(without_strays(known[at] for at in sorted(known)))
        line = line_of(Part(keeping, id_), counting)
        current = self._line(keeping.kind, id_)
        new = revised(id_, current, line, position)
        ended = [version for version in current if version.known_to == position]
        added = self._changes.added.get(keeping.kind, [])
        self._changes.ended.setdefault(keeping.kind, []).extend(
            version for version in ended if not any(version is each for each in added)
        )
        current[:] = [version for version in current if version.known_to == FOR_EVER]
        for version in new:
            self._add(keeping.kind, version)
        self._newest[keeping.kind, id_] = current[-1] if current else None
        self._stand(keeping.kind, id_)

    def _line(self, kind: str, id_: str) -> list[Version]:
        """The current versions of an object, by place."""
        key = (kind, id_)
        if key not in self._lines:
            added = [version for version in self._changes.added.get(kind, ()) if version.id == id_]
            self._lines[key] = sorted((*self.source.current(kind, id_), *added), key=lambda version: version.place)
        return self._lines[key]

    def _add(self, kind: str, version: Version) -> None:
        self._changes.added.setdefault(kind, []).append(version)
        key = (kind, version.id)
        if key in self._lines:
            self._lines[key].append(version)
            self._lines[key].sort(key=lambda each: each.place)
        before = self._newest.get(key)
        self._newest[key] = version
        if before is None or is_over(kind, before.kept) or is_over(kind, version.kept) or _is_regrouped(kind, before, version):
            self._stand(kind, version.id)
        if kind in self._whole:
            self._whole[kind].add(version.id)

    def _stand(self, kind: str, id_: str) -> None:
        newest = self._newest[kind, id_]
        over = newest if newest is not None and is_over(kind, newest.kept) else None
        self._changes.standing.setdefault(kind, {})[id_] = over

    def _elsewhere(self, keeping: Keeping, until: int) -> _Far:
        """The decisions that count for every object of a kind, whatever they name."""
        types = keeping.elsewhere | keeping.context
        if not types:
            return _NONE
        if types not in self._far:
            known = far_decisions(types, lambda boundary: self.source.recorded(boundary, until))
            self._far[types] = _Far(known, [each for each in in_order(known) if each.type != RECTIFIED])
        return self._far[types]


def _is_regrouped(kind: str, before: Version, after: Version) -> bool:
    keeping = KEEPINGS[kind]
    return not keeping.groups(after.kept) <= keeping.groups(before.kept)


def far_decisions(types: Collection[str], read: Any) -> list[Recorded]:
    """All decisions of some types with their corrections, in the order of recording. `read`: gives those within a boundary."""
    found: dict[int, Recorded] = {each.position: each for each in read(frozenset({Item(frozenset(types))}))}
    tags = {min(each.tags, key=lambda tag: (not tag.startswith(("borough:", "programme:")), tag)) for each in found.values()}
    if tags:
        corrections = read(frozenset(Item(frozenset({RECTIFIED}), frozenset({tag})) for tag in tags))
        found |= {each.position: each for each in corrections}
    return list(without_strays(found[at] for at in sorted(found)))
