"""Counterfactuals: what a fold would be had one of its decisions never been taken, without folding all the others again.

Folding notes each state that an object went through, and which decisions read or wrote it. A decision left out changes the states
that it wrote; of the later decisions only those that touch a changed state are folded anew, and where a state turns out as it was
(a later decision overwrote it) nothing more follows from it. What comes out is the fold of the others: a test compares the two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Any

from domain.decision import Recorded
from domain.fold import Fold, Grouping, State
from domain.registry import BY_TYPE, apply, registered_tag

Key = tuple[type, str]
"""The state of one object: its class and id."""
Mark = Hashable | type
"""Something of a fold that can be read: a Key, a whole class of states, those of a class under one key of a grouping, or a note of
which decisions concerned an object."""
NOTHING = object()
"""The state of an object of which nothing is known."""


class Course(Fold):
    """A fold of decisions in the order in which they count, with every state on the way. Steps count from 0.

    `reads`: what was read since it was last emptied.
    """

    __slots__ = ("_groupings", "_ids", "_indexes", "_readers", "_step", "_versions", "_writes", "decisions_in_order", "reads")

    def __init__(self, decisions: Sequence[Recorded]) -> None:
        super().__init__()
        self.decisions_in_order = tuple(decisions)
        self.reads: set[Mark] = set()
        self._step = 0
        self._groupings: dict[type, dict[Grouping[Any], None]] = {}
        self._ids: dict[type, dict[str, None]] = {}
        self._indexes: dict[Key, list[int]] = {}
        self._versions: dict[Key, list[Any]] = {}
        self._readers: dict[Mark, list[int]] = {}
        self._writes: list[set[Key]] = [set() for _ in decisions]
        for step, recorded in enumerate(self.decisions_in_order):
            self.reads, self._step = set(), step
            apply(self, recorded)
            for mark in self.reads | self._writes[step]:
                self._readers.setdefault(mark, []).append(step)
        self.reads = set()

    def get(self, kind: type[State], id_: str) -> State:
        self.reads.add((kind, id_))
        return super().get(kind, id_)

    def all(self, kind: type[State]) -> Mapping[str, State]:
        self.reads.add(kind)
        return super().all(kind)

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        self._groupings.setdefault(grouping.kind, {})[grouping] = None
        self.reads.add((grouping, key))
        return self.grouped(grouping, key)

    def grouped(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        """As `group`, without being noticed as a reader."""
        if grouping not in self._groups:
            self._groups[grouping] = grouping.of(super().all(grouping.kind))
        return super().group(grouping, key)

    def groups_of(self, kind: type, *states: Any) -> Iterator[Mark]:
        """Where an object in any of these states is found, in the groupings of its class that were ever asked about."""
        for grouping in self._groupings.get(kind, ()):
            for state in states:
                if state is not NOTHING:
                    yield from ((grouping, key) for key in grouping.keys(state))

    def put(self, kind: type[State], id_: str, state: State) -> None:
        super().put(kind, id_, state)
        key = (kind, id_)
        if key in self._writes[self._step]:
            self._versions[key][-1] = state
            return
        self._writes[self._step].add(key)
        self._ids.setdefault(kind, {})[id_] = None
        self._indexes.setdefault(key, []).append(self._step)
        self._versions.setdefault(key, []).append(state)

    def registered(self, tag: str) -> int | None:
        self.reads.add(("registered", tag))
        return super().registered(tag)

    def decisions(self, tag: str) -> tuple[int, ...]:
        self.reads.add(("decisions", tag))
        return super().decisions(tag)

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        types = tuple(types)
        self.reads.update(("latest", tag, name) for name in types)
        return super().causes(tag, types)

    def before(self, step: int, key: Key) -> Any:
        """The state of an object before a step, NOTHING where there was none."""
        at = bisect_left(self._indexes.get(key, ()), step)
        return self._versions[key][at - 1] if at else NOTHING

    def written(self, step: int) -> set[Key]:
        """The objects whose state a step wrote."""
        return self._writes[step]

    def ids(self, kind: type) -> Iterable[str]:
        """The objects of a class that had a state at any step."""
        return self._ids.get(kind, ())

    def next_reader(self, mark: Mark, after: int) -> int | None:
        """The first step after another that read or wrote this."""
        readers = self._readers.get(mark, [])
        at = bisect_right(readers, after)
        return readers[at] if at < len(readers) else None


class Without(Fold):
    """The fold of a course without one of its decisions. `changed`: all that reads otherwise than on the whole course."""

    __slots__ = ("_course", "_left_out", "_notes", "_other", "_step", "changed")

    def __init__(self, course: Course, step: int) -> None:
        super().__init__()
        self._course = course
        self._left_out = course.decisions_in_order[step]
        self._notes = frozenset(_notes_of(self._left_out))
        self._other: dict[Key, Any] = {}
        self._step = step
        self._settle(course.written(step))
        self._fold_on()
        self.changed: frozenset[Mark] = self._marks()

    def get(self, kind: type[State], id_: str) -> State:
        found = self._value((kind, id_))
        return kind() if found is NOTHING else found

    def all(self, kind: type[State]) -> Mapping[str, State]:
        ids = dict.fromkeys((*self._course.ids(kind), *(id_ for other, id_ in self._other if other is kind)))
        values = ((id_, self._value((kind, id_))) for id_ in ids)
        return {id_: value for id_, value in values if value is not NOTHING}

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        if self._step < len(self._course.decisions_in_order):  # in the middle of folding the course tells of a later moment
            return sorted(grouping.of(self.all(grouping.kind)).get(key, {}).items())
        found = dict(self._course.grouped(grouping, key))
        for (kind, id_), value in self._other.items():
            if kind is grouping.kind:
                found.pop(id_, None)
                if value is not NOTHING and key in grouping.keys(value):
                    found[id_] = value
        return sorted(found.items())

    def put(self, kind: type[State], id_: str, state: State) -> None:
        self._other[kind, id_] = state

    def registered(self, tag: str) -> int | None:
        position = Fold.registered(self._course, tag)
        if position != self._left_out.position:
            return position
        return next((each.position for each in self._others() if registered_tag(BY_TYPE[each.type], each.decision) == tag), None)

    def decisions(self, tag: str) -> tuple[int, ...]:
        return tuple(position for position in Fold.decisions(self._course, tag) if position != self._left_out.position)

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted(position for name in types for position in self._latest_of(tag, name)))

    def _latest_of(self, tag: str, name: str) -> tuple[int, ...]:
        found = Fold.causes(self._course, tag, (name,))
        if found != (self._left_out.position,):
            return found
        return tuple(each.position for each in self._others() if each.type == name and tag in each.tags)[-1:]

    def _others(self) -> Iterator[Recorded]:
        return (each for each in self._course.decisions_in_order if each.position != self._left_out.position)

    def _value(self, key: Key) -> Any:
        return self._other[key] if key in self._other else self._course.before(self._step, key)

    def _marks(self) -> frozenset[Mark]:
        groups = (
            mark
            for key, value in self._other.items()
            for mark in self._course.groups_of(key[0], value, self._course.before(self._step + 1, key))
        )
        return self._notes.union(self._other, (kind for kind, _ in self._other), groups)

    def _fold_on(self) -> None:
        ahead = self._next_steps()
        heapify(ahead)
        while ahead:
            step = heappop(ahead)
            if step > self._step:  # it may lie ahead more than once, for several of its objects
                self._fold_anew(step)
                for each in self._next_steps():
                    heappush(ahead, each)
        self._step = len(self._course.decisions_in_order)

    def _next_steps(self) -> list[int]:
        found = (self._course.next_reader(mark, self._step) for mark in self._marks())
        return [step for step in found if step is not None]

    def _fold_anew(self, step: int) -> None:
        self._step = step
        recorded = self._course.decisions_in_order[step]
        BY_TYPE[recorded.type].effect(self, recorded.decision, recorded)
        self._settle({*self._other, *self._course.written(step)})

    def _settle(self, keys: Iterable[Key]) -> None:
        """After a step: hold of these what is otherwise than on the whole course after it, and nothing else."""
        for key in keys:
            value, as_it_was = self._value(key), self._course.before(self._step + 1, key)
            if value is as_it_was or value == as_it_was:
                self._other.pop(key, None)
            else:
                self._other[key] = value


def _notes_of(left_out: Recorded) -> Iterator[Mark]:
    tag = registered_tag(BY_TYPE[left_out.type], left_out.decision)
    if tag is not None:
        yield ("registered", tag)
    for tag in left_out.tags:
        yield ("decisions", tag)
        yield ("latest", tag, left_out.type)
