"""Supposing: what is kept, as it would be had some more decisions been recorded. Only what they concern is folded again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from application.keeping.keeper import far_decisions
from application.keeping.kept import KEEPINGS, Keeping, Kept, is_over
from application.keeping.timeline import Part
from application.keeping.views import KeptReplay, Views
from application.moment import Moment, Replay, without_strays
from domain.boundary import Boundary, Item
from domain.correction import in_order
from domain.decision import Recorded
from domain.reach import RECTIFIED

Key = tuple[str, str]
"""Kind and id of an object."""
Read = Callable[[Boundary], Sequence[Recorded]]
"""Gives what was known within a boundary, as recorded."""


def supposing(
    before: KeptReplay, changed: Iterable[Recorded], decided: Sequence[Recorded], read: Read, whole: Callable[[], Replay]
) -> KeptReplay | None:
    """The replay once the decisions are recorded as well; None where they concern so much that it is better folded from the record.

    `changed`: the new ones and those that they correct, as recorded; `whole`: folds everything, for whoever asks for decisions.
    """
    concerned: dict[Key, Keeping] = {}
    for recorded in changed:
        for keeping in KEEPINGS.values():
            if recorded.type in keeping.elsewhere | keeping.context:
                return None
            if recorded.type in keeping.writes:
                concerned.update(((keeping.kind, id_), keeping) for id_ in keeping.ids(recorded.tags))
    at = before.moment
    states: dict[Key, Kept[Any] | None] = {}
    dates: dict[int, date] = {}
    for (kind, id_), keeping in concerned.items():
        counting = in_order({each.position: each for each in [*_known(keeping, id_, read), *_own(keeping, id_, decided)]}.values())
        part = Part(keeping, id_)
        for recorded in counting:
            dates[recorded.position] = recorded.effective_on
            if recorded.effective_on <= at.as_of:
                part.take(recorded)
        states[kind, id_] = part.kept()
    return KeptReplay(_Supposed(before.views, states, dates), at, whole, going_on=False)


def _own(keeping: Keeping, id_: str, decisions: Iterable[Recorded]) -> list[Recorded]:
    tags = keeping.tags(id_)
    return [each for each in decisions if tags <= each.tags and (each.type in keeping.writes or each.type == RECTIFIED)]


def _known(keeping: Keeping, id_: str, read: Read) -> Iterable[Recorded]:
    """What made an object what it is: its own decisions, and those that do so from elsewhere."""
    own = read(frozenset({Item(keeping.writes | {RECTIFIED}, frozenset(keeping.tags(id_)))}))
    further = keeping.elsewhere | keeping.context
    far = far_decisions(further, read) if further else []
    return without_strays(sorted({each.position: each for each in (*own, *far)}.values(), key=lambda each: each.position))


class _Supposed(Views):
    """Other views, with other states of some objects, and other dates of some decisions."""

    def __init__(self, views: Views, states: Mapping[Key, Kept[Any] | None], dates: Mapping[int, date]) -> None:
        self._views = views
        self._states = states
        self._dates = dates

    def position(self) -> int | None:
        return self._views.position()

    def wait(self, position: int, seconds: float) -> int | None:
        return self._views.wait(position, seconds)

    def states(
        self, kind: str, at: Moment, *, going_on: bool, after: str = "", most: int | None = None
    ) -> Iterable[tuple[str, Kept[Any]]]:
        found = self._instead(kind, self._views.states(kind, at, going_on=going_on), going_on=going_on)
        return [each for each in sorted(found.items()) if each[0] > after][:most]

    def _instead(self, kind: str, others: Iterable[tuple[str, Kept[Any]]], *, going_on: bool) -> dict[str, Kept[Any]]:
        """Others, with all that is supposed of this kind."""
        found = dict(others)
        for (other, id_), kept in self._states.items():
            if other == kind:
                found.pop(id_, None)
                if kept is not None and not (going_on and is_over(kind, kept)):
                    found[id_] = kept
        return found

    def grouped(self, kind: str, groups: Collection[str], at: Moment, *, going_on: bool) -> Iterable[tuple[str, Kept[Any]]]:
        found = self._views.grouped(kind, groups, at, going_on=going_on)
        return self._instead(kind, found, going_on=going_on).items()

    def some(self, kind: str, ids: Collection[str], at: Moment) -> Iterable[tuple[str, Kept[Any]]]:
        found = self._instead(kind, self._views.some(kind, ids, at), going_on=False)
        return [(id_, found[id_]) for id_ in ids if id_ in found]

    def one(self, kind: str, id_: str, at: Moment) -> Kept[Any] | None:
        return self._states[kind, id_] if (kind, id_) in self._states else self._views.one(kind, id_, at)

    def named(self, kind: str) -> Iterable[str]:
        raise LookupError("What is named is not told of what is only supposed.")

    def trail(self, tags: Sequence[str], types: Iterable[str], at: Moment) -> Mapping[str, Sequence[int]]:
        raise LookupError("Which decisions concern an object is not told of what is only supposed.")

    def dates(self, positions: Collection[int], at: Moment) -> Mapping[int, date]:
        known = {position: self._dates[position] for position in positions if position in self._dates}
        return {**self._views.dates([position for position in positions if position not in known], at), **known}


class Remembered(Views):
    """Other views that are asked about each kind but once: for two replays of one moment."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._found: dict[tuple[str, Moment, bool], list[tuple[str, Kept[Any]]]] = {}

    def position(self) -> int | None:
        return self._views.position()

    def wait(self, position: int, seconds: float) -> int | None:
        return self._views.wait(position, seconds)

    def states(
        self, kind: str, at: Moment, *, going_on: bool, after: str = "", most: int | None = None
    ) -> Iterable[tuple[str, Kept[Any]]]:
        if most is not None:
            return self._views.states(kind, at, going_on=going_on, after=after, most=most)
        key = (kind, at, going_on)
        if key not in self._found:
            self._found[key] = list(self._views.states(kind, at, going_on=going_on))
        return self._found[key]

    def grouped(self, kind: str, groups: Collection[str], at: Moment, *, going_on: bool) -> Iterable[tuple[str, Kept[Any]]]:
        return self._views.grouped(kind, groups, at, going_on=going_on)

    def some(self, kind: str, ids: Collection[str], at: Moment) -> Iterable[tuple[str, Kept[Any]]]:
        return self._views.some(kind, ids, at)

    def one(self, kind: str, id_: str, at: Moment) -> Kept[Any] | None:
        return self._views.one(kind, id_, at)

    def named(self, kind: str) -> Iterable[str]:
        return self._views.named(kind)

    def trail(self, tags: Sequence[str], types: Iterable[str], at: Moment) -> Mapping[str, Sequence[int]]:
        return self._views.trail(tags, types, at)

    def dates(self, positions: Collection[int], at: Moment) -> Mapping[int, date]:
        return self._views.dates(positions, at)
