"""Noticing: what an answer rests on: of each object that it asks about the fields that it looks at, and no others.

So an answer need not be asked again for every decision that touches one of its objects, but only where a decision changes what it
looked at: the value of a contract, for one, is varied a hundred times, and opens and closes no gate.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from application.counterfactual import NOTHING, Course, Key, Mark, Without
from domain.fold import Fold, Grouping, State

Look = Mark
"""Something that an answer can rest on: which objects of a class there are (the class), whether there is one (its Key), a field of
it (a Key and the field's name), which stand under a key of a grouping, or a note of which decisions concerned an object."""


def changed(course: Course, without: Without) -> set[Look]:
    """All that looks otherwise without some decisions."""
    found: set[Look] = set(without.notes)
    for key, value, was in without.otherwise:
        kind, _ = key
        if value is NOTHING or was is NOTHING:
            found.update((key, kind), ((key, field) for field in _fields_of(kind)))
        else:
            found.update((key, field) for field in _fields_of(kind) if getattr(value, field) != getattr(was, field))
        found.update({*course.groups_of(kind, value)} ^ {*course.groups_of(kind, was)})
    return found


class Noticing(Fold):
    """A course as one answer reads it. `reads`: what it looked at so far."""

    __slots__ = ("_course", "reads")

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self.reads: set[Look] = set()

    def get(self, kind: type[State], id_: str) -> State:
        state: State | None = Fold.all(self._course, kind).get(id_)
        if state is None:
            self.reads.add((kind, id_))
            return kind()
        return self._watched((kind, id_), state)

    def all(self, kind: type[State]) -> Mapping[str, State]:
        self.reads.add(kind)
        return {id_: self._watched((kind, id_), state) for id_, state in Fold.all(self._course, kind).items()}

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        self.reads.add((grouping, key))
        return [(id_, self._watched((grouping.kind, id_), state)) for id_, state in self._course.group(grouping, key)]

    def registered(self, tag: str) -> int | None:
        self.reads.add(("registered", tag))
        return Fold.registered(self._course, tag)

    def decisions(self, tag: str) -> tuple[int, ...]:
        self.reads.add(("decisions", tag))
        return Fold.decisions(self._course, tag)

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        types = tuple(types)
        self.reads.update(("latest", tag, name) for name in types)
        return Fold.causes(self._course, tag, types)

    def _watched(self, key: Key, state: State) -> State:
        """The same state, which notices which of its fields are looked at."""
        if not hasattr(state, "__dict__"):
            self.reads.update((key, field) for field in _fields_of(key[0]))
            return state
        watched: State = object.__new__(_watching(key[0]))
        object.__getattribute__(watched, "__dict__").update({**vars(state), _WATCH: (self.reads, key)})
        return watched


_WATCH = "_watch"


@cache
def _watching(kind: Any) -> Any:
    """A class of the same states that notice which of their fields are looked at."""
    fields = frozenset(_fields_of(kind))
    plain = object.__getattribute__

    def look(self: Any, name: str) -> Any:
        if name in fields or name == "__dict__":  # whoever takes all of it at once may look at any
            reads, key = plain(self, _WATCH)
            reads.update([(key, name)] if name in fields else [(key, field) for field in fields])
        return plain(self, name)

    def equals(self: Any, other: Any) -> bool:
        raise NotImplementedError("An answer looks at the fields of a state, and compares no states.")

    return type(f"Watched{kind.__name__}", (kind,), {"__getattribute__": look, "__eq__": equals, "__hash__": None})


@cache
def _fields_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
