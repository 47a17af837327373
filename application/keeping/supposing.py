"""Supposing: what is kept, as it would be had some more decisions been recorded. Only what they concern is folded again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from application.keeping.keeper import far_decisions
from application.keeping.kept import KEEPINGS, Keeping, Kept
from application.keeping.timeline import Part
from application.keeping.views import KeptReplay
from application.moment import Replay, without_strays
from domain.boundary import Boundary, Item
from domain.correction import in_order
from domain.decision import Recorded
from domain.fold import Fold, Grouping, State
from domain.layer import Layer
from domain.reach import RECTIFIED

Key = tuple[str, str]
"""Kind and id of an object."""
Read = Callable[[Boundary], Sequence[Recorded]]
"""Gives what was known within a boundary, as recorded."""


def supposing(before: KeptReplay, changed: Iterable[Recorded], decided: Sequence[Recorded], read: Read) -> Replay | None:
    """The replay once the decisions are recorded as well; None where they concern so much that it is better folded from the record.

    `changed`: the new ones and those that they correct, as recorded. What both replays tell alike is read but once.
    """
    concerned: dict[Key, Keeping] = {}
    for recorded in changed:
        for keeping in KEEPINGS.values():
            if recorded.type in keeping.elsewhere | keeping.context:
                return None
            if recorded.type in keeping.writes:
                concerned.update(((keeping.kind, id_), keeping) for id_ in keeping.ids(recorded.tags))
    as_of, fold = before.moment.as_of, _Supposed(before.fold)
    dates: dict[int, date] = {}
    own = read(frozenset(Item(each.writes | {RECTIFIED}, each.tags(id_)) for (_, id_), each in concerned.items()))
    for (_, id_), keeping in concerned.items():
        far = far_decisions(further, read) if (further := keeping.elsewhere | keeping.context) else ()
        was = _counting(keeping, id_, [*own, *far])
        becomes = _counting(keeping, id_, [*own, *far, *decided])
        dates |= {each.position: each.effective_on for each in becomes}
        fold.suppose(keeping, id_, *(_kept(keeping, id_, each, as_of) for each in (was, becomes)))
    return _SupposedReplay(before, fold, dates)


def _counting(keeping: Keeping, id_: str, decisions: Iterable[Recorded]) -> list[Recorded]:
    """What makes an object what it is, among decisions as recorded: its own, and those that do so from elsewhere."""
    tags, further = keeping.tags(id_), keeping.elsewhere | keeping.context
    found = {
        each.position: each
        for each in decisions
        if each.type in further or each.type == RECTIFIED or (each.type in keeping.writes and tags <= each.tags)
    }
    return in_order(without_strays(found[position] for position in sorted(found)))


def _kept(keeping: Keeping, id_: str, counting: Iterable[Recorded], as_of: date) -> Kept[Any] | None:
    part = Part(keeping, id_)
    for recorded in counting:
        if recorded.effective_on <= as_of:
            part.take(recorded)
    return part.kept()


class _Supposed(Layer):
    """A fold below, with some objects that are otherwise, or are not."""

    __slots__ = ("_gone", "_otherwise")

    def __init__(self, below: Fold) -> None:
        super().__init__(below)
        self._otherwise: dict[str, Kept[Any] | None] = {}
        self._gone: set[tuple[type, str]] = set()

    def suppose(self, keeping: Keeping, id_: str, was: Kept[Any] | None, becomes: Kept[Any] | None) -> None:
        """An object is to be otherwise than the fold below has it."""
        self._otherwise[keeping.tag(id_)] = becomes
        self._gone.update((kind, name) for kind, name, _ in (keeping.given(id_, was) if was else ()))
        for kind, name, state in keeping.given(id_, becomes) if becomes else ():
            self._gone.discard((kind, name))
            self.put(kind, name, state)

    def get(self, kind: type[State], id_: str) -> State:
        return kind() if (kind, id_) in self._gone else super().get(kind, id_)

    def all(self, kind: type[State]) -> Mapping[str, State]:
        found = super().all(kind)
        gone = {id_ for of, id_ in self._gone if of is kind}
        return {id_: state for id_, state in found.items() if id_ not in gone} if gone else found

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        return [(id_, state) for id_, state in super().group(grouping, key) if (grouping.kind, id_) not in self._gone]

    def registered(self, tag: str) -> int | None:
        if tag not in self._otherwise:
            return self._below.registered(tag)
        kept = self._otherwise[tag]
        return kept.registered if kept else None

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        if tag not in self._otherwise:
            return self._below.causes(tag, types)
        kept = self._otherwise[tag]
        return tuple(sorted({kept.latest[name] for name in types if name in kept.latest})) if kept else ()

    def decisions(self, tag: str) -> tuple[int, ...]:
        raise LookupError("Which decisions concern an object is not told of what is only supposed.")


class _SupposedReplay(Replay):
    """`dates`: of the decisions that make the supposed objects what they are. The decisions themselves no view asks for."""

    __slots__ = ("_before", "_dates")
    _before: KeptReplay
    _dates: Mapping[int, date]

    def __init__(self, before: KeptReplay, fold: Fold, dates: Mapping[int, date]) -> None:
        super().__init__(before.moment, (), fold)
        object.__setattr__(self, "_before", before)
        object.__setattr__(self, "_dates", dates)

    def dates(self, positions: Collection[int]) -> Mapping[int, date]:
        known = {position: self._dates[position] for position in positions if position in self._dates}
        return {**self._before.dates([position for position in positions if position not in known]), **known}
