"""Fold: the state of every object after a run of decisions, taken in the order in which they count."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.decision import Recorded

State = TypeVar("State")


@dataclass(frozen=True, slots=True, eq=False)
class Grouping(Generic[State]):
    """A way to find the objects of a class by what stands in their state: contracts, say, by each borough and area that they cover.

    `keys`: under which keys an object in this state is found; it reads nothing else.
    """

    kind: type[State]
    keys: Callable[[State], Iterable[Hashable]]

    def of(self, states: Mapping[str, State]) -> dict[Hashable, dict[str, State]]:
        """All these objects by their keys."""
        groups: dict[Hashable, dict[str, State]] = {}
        for id_, state in states.items():
            for key in self.keys(state):
                groups.setdefault(key, {})[id_] = state
        return groups


class Fold:
    """States by class and id, and for each object the decisions that made it so.

    A fold may know only part of the record (a boundary's): whoever reads it asks only for what the boundary covers. The states
    in it are frozen values; the fold itself belongs to whoever is folding.
    """

    __slots__ = ("_groups", "_latest", "_registered", "_states", "_trail", "_untold")

    def __init__(self) -> None:
        self._states: dict[type, dict[str, Any]] = {}
        self._registered: dict[str, int] = {}
        self._trail: dict[str, list[int]] = {}
        self._latest: dict[tuple[str, str], int] = {}
        self._untold: list[Recorded] = []  # most folds are never asked which decisions concerned an object
        self._groups: dict[Grouping[Any], dict[Hashable, dict[str, Any]]] = {}

    def get(self, kind: type[State], id_: str) -> State:
        """The object's state; the blank state when nothing is known of it."""
        found = self._states.get(kind, {}).get(id_)
        return kind() if found is None else found

    def all(self, kind: type[State]) -> Mapping[str, State]:
        """Every known object of one class, by id."""
        return self._states.get(kind, {})

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        """The known objects under one key of a grouping, by id. The first question costs as much as going through all of them;
        from then on the groups are kept up to date."""
        groups = self._groups.get(grouping)
        if groups is None:
            groups = self._groups[grouping] = grouping.of(self.all(grouping.kind))
        return sorted(groups.get(key, {}).items())

    def in_groups(self, grouping: Grouping[State], keys: Sequence[Hashable]) -> dict[str, State]:
        """The known objects under any of these keys."""
        self.expect_groups(grouping, keys)
        return dict(each for key in keys for each in self.group(grouping, key))

    def expect_groups(self, grouping: Grouping[Any], keys: Iterable[Hashable]) -> None:
        """Say that these groups will be asked for: a fold that reads them from elsewhere reads them all at once."""

    def expect_objects(self, tags: Iterable[str]) -> None:
        """Say that these objects will be asked for, as for groups."""

    def put(self, kind: type[State], id_: str, state: State) -> None:
        states = self._states.setdefault(kind, {})
        for grouping, groups in self._groups.items():
            if grouping.kind is kind:
                _regroup(grouping, groups, id_, states.get(id_), state)
        states[id_] = state

    def register(self, tag: str, position: int) -> None:
        """Note that this object exists from here on."""
        self._registered.setdefault(tag, position)

    def registered(self, tag: str) -> int | None:
        """The position of the decision that registered the object, or None if none did so far."""
        return self._registered.get(tag)

    def trace(self, recorded: Recorded) -> None:
        """Note the decision with each object that it concerns."""
        self._untold.append(recorded)

    def decisions(self, tag: str) -> tuple[int, ...]:
        """The positions of all decisions on one object so far, in the order in which they count."""
        self._tell()
        return tuple(self._trail.get(tag, ()))

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        """The positions of the latest decision of each of these types on one object, in ascending order."""
        self._tell()
        found = {self._latest[tag, name] for name in types if (tag, name) in self._latest}
        return tuple(sorted(found))

    def copy(self) -> Fold:
        """A fold to go on from, without changing this one."""
        return self._copied(Fold())

    def _copied(self, other: Fold) -> Fold:
        """Another fold, once it holds all that this one does."""
        other._states = {kind: dict(states) for kind, states in self._states.items()}
        other._registered = dict(self._registered)
        other._trail = {tag: list(positions) for tag, positions in self._trail.items()}
        other._latest = dict(self._latest)
        other._untold = list(self._untold)
        return other

    def _tell(self) -> None:
        """Sort out what was traced, by object."""
        for recorded in self._untold:
            name = recorded.type
            for tag in recorded.tags:
                self._trail.setdefault(tag, []).append(recorded.position)
                self._latest[tag, name] = recorded.position
        self._untold.clear()


def _regroup(
    grouping: Grouping[State], groups: dict[Hashable, dict[str, State]], id_: str, was: State | None, state: State
) -> None:
    """Move an object to where it is found now. `was`: its state until now, or None if it is new."""
    if was is not None:
        for key in grouping.keys(was):
            groups[key].pop(id_, None)
    for key in grouping.keys(state):
        groups.setdefault(key, {})[id_] = state
