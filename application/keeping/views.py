"""Views of what is kept: a replay at a moment that reads versions instead of folding the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, overload

from application.keeping.kept import FOUND_BY, GOING_ON, KEEPINGS, KEPT_WITH, OVER, Kept, written
from application.moment import Moment, Replay
from application.ports import Stored
from domain.decision import Recorded
from domain.fold import Fold, Grouping, State
from domain.registry import BY_TYPE


@dataclass(frozen=True, slots=True)
class KeptSoFar:
    """`position`: to which decision what serves has come; None when it does not yet. `building`: by kind, how many decisions are
    still to be folded of what is being built anew."""

    position: int | None = None
    building: Mapping[str, int] = field(default_factory=dict)


class Views(Protocol):
    """What is kept of objects, at the moments for which it is. Every method raises Unavailable."""

    def position(self) -> int | None:
        """How far it has come; None when nothing serves yet."""
        ...

    def wait(self, position: int, seconds: float) -> int | None:
        """Wait until it has come to a position, or the time has passed. How far it has come then; None as above."""
        ...

    def states(
        self, kind: str, at: Moment, *, going_on: bool, after: str = "", most: int | None = None
    ) -> Iterable[tuple[str, Kept[Any]]]:
        """Every object of a kind; `going_on`: without those that are over; `most`: by id, at most so many after an id."""
        ...

    def grouped(self, kind: str, groups: Collection[str], at: Moment, *, going_on: bool) -> Iterable[tuple[str, Kept[Any]]]:
        """Every object of a kind that is in one of these groups (as `written`), and others perhaps that are so at other times."""
        ...

    def some(self, kind: str, ids: Collection[str], at: Moment) -> Iterable[tuple[str, Kept[Any]]]:
        """Those of these objects that there are."""
        ...

    def one(self, kind: str, id_: str, at: Moment) -> Kept[Any] | None:
        """One object."""
        ...

    def named(self, kind: str) -> Iterable[str]:
        """The ids of all objects of a kind that any decision names, kept or not, in any order."""
        ...

    def trail(self, tags: Sequence[str], types: Iterable[str], at: Moment) -> Mapping[str, Sequence[int]]:
        """For each tag the decisions of these types, and their corrections, that count by then; by position."""
        ...

    def dates(self, positions: Collection[int], at: Moment) -> Mapping[int, date]:
        """From when decisions count."""
        ...

    def records(self, positions: Collection[int]) -> Sequence[Stored]:
        """The records at these positions, in their order."""
        ...


MANY = frozenset({"baseline", "claim", "contract", "meeting", "migration"})
"""Kinds of which there are thousands: one is read by itself, unless all are asked for."""
FEW = 60
"""So many of a kind are read one by one, before all of their kind are."""


class KeptFold(Fold):
    """The fold at a moment, of versions that are read when they are asked for: all of a kind, one where few are asked for, or those
    of a group.

    `going_on`: objects that are over are not among `all`.
    """

    __slots__ = ("_alone", "_asked", "_at", "_found_in", "_going_on", "_kept", "_views")

    def __init__(self, views: Views, at: Moment, *, going_on: bool) -> None:
        super().__init__()
        self._views = views
        self._at = at
        self._going_on = going_on
        self._kept: dict[str, dict[str, Kept[Any]]] = {}
        self._alone: dict[str, dict[str, Kept[Any] | None]] = {}
        self._asked: Counter[str] = Counter()
        self._found_in: dict[Grouping[Any], dict[Hashable, dict[str, Any]]] = {}

    def get(self, kind: type[State], id_: str) -> State:
        kept_with = KEPT_WITH[kind]
        if not self._is_read_alone(kept_with, id_):
            return super().get(kind, id_)
        found = self._one(kept_with, id_)
        return next((state for kind_, _, state in _given(kept_with, id_, found) if kind_ is kind), kind())

    def all(self, kind: type[State]) -> Mapping[str, State]:
        self._of(KEPT_WITH[kind])
        return super().all(kind)

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        if grouping not in FOUND_BY or KEPT_WITH[grouping.kind] in self._kept:
            return super().group(grouping, key)
        self.expect_groups(grouping, (key,))
        return sorted(self._found_in[grouping][key].items())

    def expect_groups(self, grouping: Grouping[Any], keys: Iterable[Hashable]) -> None:
        kind = KEPT_WITH[grouping.kind]
        if grouping not in FOUND_BY or kind in self._kept:
            return
        known = self._found_in.setdefault(grouping, {})
        unknown = [key for key in keys if key not in known]
        if unknown:
            going_on = grouping in GOING_ON or (self._going_on and kind in OVER)
            groups = [written(FOUND_BY[grouping], key) for key in unknown]
            found = dict(self._views.grouped(kind, groups, self._at, going_on=going_on))
            self._alone.setdefault(kind, {}).update(found)
            members = grouping.of({id_: kept.state for id_, kept in found.items()})
            known.update({key: members.get(key, {}) for key in unknown})

    def expect_objects(self, tags: Iterable[str]) -> None:
        unknown: dict[str, set[str]] = {}
        for kind, _, id_ in (tag.partition(":") for tag in tags):
            if kind in MANY and id_ not in self._kept.get(kind, ()) and id_ not in self._alone.setdefault(kind, {}):
                unknown.setdefault(kind, set()).add(id_)
        for kind, ids in unknown.items():
            found = dict(self._views.some(kind, ids, self._at))
            self._alone[kind].update((id_, found.get(id_)) for id_ in ids)

    def put(self, kind: type[State], id_: str, state: State) -> None:
        raise TypeError("what is kept is read, and folded elsewhere")

    def registered(self, tag: str) -> int | None:
        found = self._found(tag)
        return found.registered if found else None

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        keeping = KEEPINGS.get(tag.partition(":")[0])
        asked = frozenset(types)
        if keeping is None or not asked <= keeping.noted:
            raise LookupError(f"Which {' or '.join(sorted(asked))} on {tag} is the newest is not kept: note it with its kind.")
        found = self._found(tag)
        return tuple(sorted({at for type_, at in found.latest.items() if type_ in asked})) if found else ()

    def decisions(self, tag: str) -> tuple[int, ...]:
        if tag not in self._trail:
            self._trail[tag] = list(self._views.trail((tag,), BY_TYPE, self._at).get(tag, ()))
        return super().decisions(tag)

    def expect(self, tags: Sequence[str], types: Iterable[str]) -> None:
        """Read at once the decisions of these types on all these objects: `decisions` will be asked for."""
        found = self._views.trail(tags, types, self._at)
        self._trail = {tag: list(found.get(tag, ())) for tag in tags}

    def page(self, kind: str, after: str, most: int) -> list[str]:
        """The ids of objects of a kind that were registered: those after an id, and at most so many. They are read with it."""
        found: list[str] = []
        while len(found) < most:
            read = list(self._views.states(kind, self._at, going_on=False, after=after, most=most))
            self._alone.setdefault(kind, {}).update(read)
            found += [id_ for id_, kept in read if kept.registered is not None]
            if len(read) < most:
                break
            after = read[-1][0]
        return found[:most]

    def _found(self, tag: str) -> Kept[Any] | None:
        kind, _, id_ = tag.partition(":")
        if kind not in KEEPINGS:
            return None
        return self._one(kind, id_) if self._is_read_alone(kind, id_) else self._of(kind).get(id_)

    def _is_read_alone(self, kind: str, id_: str) -> bool:
        """Whether an object is read by itself: it is among the first few that are asked for, or is over."""
        alone = self._alone.setdefault(kind, {})
        if kind not in self._kept:
            if kind in MANY and (id_ in alone or self._asked[kind] < FEW):
                return True
            self._of(kind)
        return self._going_on and kind in OVER and id_ not in self._kept[kind]

    def _one(self, kind: str, id_: str) -> Kept[Any] | None:
        alone = self._alone[kind]
        if id_ not in alone:
            self._asked[kind] += 1
            alone[id_] = self._views.one(kind, id_, self._at)
        return alone[id_]

    def _of(self, kind: str) -> dict[str, Kept[Any]]:
        if kind not in self._kept:
            self._kept[kind] = dict(self._views.states(kind, self._at, going_on=self._going_on and kind in OVER))
            for id_, kept in self._kept[kind].items():
                for class_, name, state in KEEPINGS[kind].given(id_, kept):
                    self._states.setdefault(class_, {})[name] = state
        return self._kept[kind]


def _given(kind: str, id_: str, kept: Kept[Any] | None) -> Iterable[tuple[type, str, Any]]:
    return KEEPINGS[kind].given(id_, kept) if kept else ()


class _ReadLate(Sequence[Recorded]):
    """Decisions that are read when somebody looks at them, for most do not."""

    def __init__(self, read: Callable[[], Sequence[Recorded]]) -> None:
        self._read = read
        self._found: Sequence[Recorded] | None = None

    @overload
    def __getitem__(self, index: int) -> Recorded: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Recorded]: ...
    def __getitem__(self, index: int | slice) -> Recorded | Sequence[Recorded]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Recorded]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Sequence[Recorded]:
        if self._found is None:
            self._found = self._read()
        return self._found


class KeptReplay(Replay):
    """A replay on what is kept. `whole`: folds the record instead, for whoever asks for the decisions themselves."""

    __slots__ = ("_views",)
    fold: KeptFold
    _views: Views

    def __init__(self, views: Views, at: Moment, whole: Callable[[], Replay], *, going_on: bool) -> None:
        decisions = _ReadLate(lambda: whole().decisions)
        ahead = _ReadLate(lambda: whole().ahead)
        super().__init__(at, decisions, KeptFold(views, at, going_on=going_on), ahead)
        object.__setattr__(self, "_views", views)

    @property
    def views(self) -> Views:
        """What it reads."""
        return self._views

    def dates(self, positions: Collection[int]) -> Mapping[int, date]:
        return self._views.dates(positions, self.moment)
