"""Counterfactuals: what a fold would be had one of its decisions never been taken, without folding all the others again.

Folding notes each state that an object went through, and which decisions read or wrote it. A decision left out changes the states
that it wrote; of the later decisions only those that touch a changed state are folded anew, and where a state turns out as it was
(a later decision overwrote it) nothing more follows from it. What comes out is the fold of the others: a test compares the two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
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

    `reads`: what was read since it was last emptied. `steps_read_groups`: whether folding a decision ever asks for a group.
    """

    __slots__ = (
        "_groupings",
        "_ids",
        "_indexes",
        "_readers",
        "_step",
        "_versions",
        "_writes",
        "decisions_in_order",
        "reads",
        "steps_read_groups",
    )

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
        self.steps_read_groups = bool(self._groupings)

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
    """The fold of a course without some of its decisions, and perhaps with one of them as it would count otherwise.

    `notes`: which notes of what concerned an object read otherwise than on the whole course.
    """

    __slots__ = ("_course", "_instead", "_left_out", "_notes_read", "_order", "_other", "_passed", "_tags", "notes")

    def __init__(self, course: Course, steps: Collection[int], instead: Recorded | None = None) -> None:
        """`steps`: of the decisions left out; `instead`: one of them, with other facts or another date."""
        super().__init__()
        self._course = course
        self._left_out = frozenset(steps)
        self._instead = instead
        self._order: tuple[Recorded, ...] | None = None
        left_out = [course.decisions_in_order[step] for step in steps]
        stays = instead is not None and any(each.place == instead.place for each in left_out)
        noted = [each for each in left_out if not (stays and instead and each.position == instead.position)]
        if instead is not None and not stays:
            noted.append(instead)
        self._tags = frozenset(tag for each in noted for tag in _noted_tags(each))
        self.notes = frozenset(note for each in noted for note in _notes_of(each))
        self._notes_read = any(course.next_reader(note, -1) is not None for note in self.notes)
        self._other: dict[Key, Any] = {}
        self._passed = -1
        self._fold_on()

    @property
    def otherwise(self) -> Iterator[tuple[Key, Any, Any]]:
        """Each object of another state than on the whole course: that state, and the one it has there; NOTHING for none."""
        return ((key, value, self._course.before(self._passed + 1, key)) for key, value in self._other.items())

    @property
    def decisions_in_order(self) -> tuple[Recorded, ...]:
        """All that is folded here, as it counts."""
        if self._order is None:
            order = list(self._course.decisions_in_order)
            for step in sorted(self._left_out, reverse=True):
                del order[step]
            if self._instead is not None:
                insort(order, self._instead, key=_place)
            self._order = tuple(order)
        return self._order

    def get(self, kind: type[State], id_: str) -> State:
        found = self._value((kind, id_))
        return kind() if found is NOTHING else found

    def all(self, kind: type[State]) -> Mapping[str, State]:
        ids = dict.fromkeys((*self._course.ids(kind), *(id_ for other, id_ in self._other if other is kind)))
        values = ((id_, self._value((kind, id_))) for id_ in ids)
        return {id_: value for id_, value in values if value is not NOTHING}

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        if self._passed < len(self._course.decisions_in_order):  # in the middle of folding the course tells of a later moment
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
        if tag not in self._tags:
            return Fold.registered(self._course, tag)
        return next((at.position for at in self.decisions_in_order if registered_tag(BY_TYPE[at.type], at.decision) == tag), None)

    def decisions(self, tag: str) -> tuple[int, ...]:
        if tag not in self._tags:
            return Fold.decisions(self._course, tag)
        return tuple(each.position for each in self.decisions_in_order if tag in each.tags)

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted({position for name in types for position in self._latest_of(tag, name)}))

    def _latest_of(self, tag: str, name: str) -> tuple[int, ...]:
        if ("latest", tag, name) not in self.notes:
            return Fold.causes(self._course, tag, (name,))
        found = next((each for each in reversed(self.decisions_in_order) if each.type == name and tag in each.tags), None)
        return (found.position,) if found else ()

    def _value(self, key: Key) -> Any:
        return self._other[key] if key in self._other else self._course.before(self._passed + 1, key)

    def _marks(self) -> frozenset[Mark]:
        groups = (
            mark
            for key, value in self._other.items()
            for mark in self._course.groups_of(key[0], value, self._course.before(self._passed + 1, key))
        )
        return self.notes.union(self._other, (kind for kind, _ in self._other), groups)

    def _fold_on(self) -> None:
        """Pass, in order, whatever is left out or put in, and each step that touches what is otherwise because of it."""
        ahead = [(step, True) for step in self._left_out]
        if self._instead is not None:  # before the step at its place, False before True
            ahead.append((bisect_left(self._course.decisions_in_order, self._instead.place, key=_place), False))
        heapify(ahead)
        while ahead:
            step, is_step = heappop(ahead)
            if not is_step:
                self._put_in(step)
            elif step > self._passed:  # it may lie ahead more than once, for several of its objects
                self._pass(step)
            else:
                continue
            for each in self._next_steps():
                heappush(ahead, (each, True))
        self._passed = len(self._course.decisions_in_order)

    def _next_steps(self) -> set[int]:
        if not self._other and not self._notes_read:
            return set()
        marks = (
            self._marks() if self._notes_read or self._course.steps_read_groups else {*self._other, *(k for k, _ in self._other)}
        )
        found = (self._course.next_reader(mark, self._passed) for mark in marks)
        return {step for step in found if step is not None}

    def _put_in(self, step: int) -> None:
        """Fold what counts otherwise, just before a step."""
        assert self._instead is not None
        self._passed = step - 1
        BY_TYPE[self._instead.type].effect(self, self._instead.decision, self._instead)
        self._settle()

    def _pass(self, step: int) -> None:
        """Fold a step anew, or leave it out."""
        self._passed = step - 1
        for key in self._course.written(step):
            self._other.setdefault(key, self._course.before(step, key))
        if step not in self._left_out:
            recorded = self._course.decisions_in_order[step]
            BY_TYPE[recorded.type].effect(self, recorded.decision, recorded)
        self._passed = step
        self._settle()

    def _settle(self) -> None:
        """Hold only what is otherwise than on the whole course by now."""
        for key, value in list(self._other.items()):
            as_it_was = self._course.before(self._passed + 1, key)
            if value is as_it_was or value == as_it_was:
                del self._other[key]


def _place(recorded: Recorded) -> tuple[date, int]:
    return recorded.place


def _noted_tags(recorded: Recorded) -> Iterator[str]:
    tag = registered_tag(BY_TYPE[recorded.type], recorded.decision)
    if tag is not None:
        yield tag
    yield from recorded.tags


def _notes_of(recorded: Recorded) -> Iterator[Mark]:
    tag = registered_tag(BY_TYPE[recorded.type], recorded.decision)
    if tag is not None:
        yield ("registered", tag)
    for tag in recorded.tags:
        yield ("decisions", tag)
        yield ("latest", tag, recorded.type)
