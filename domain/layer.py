"""Layer: a fold that goes on from another one and leaves it as it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from domain.fold import Fold, Grouping, State


class Layer(Fold):
    """What is folded into it stands in front of what the fold below it holds, which is only read, and only where it is asked.

    The fold below is of decisions that all count before those that are taken into this one.
    """

    __slots__ = ("_below",)

    def __init__(self, below: Fold) -> None:
        super().__init__()
        self._below = below

    def get(self, kind: type[State], id_: str) -> State:
        found = self._states.get(kind, {}).get(id_)
        return self._below.get(kind, id_) if found is None else found

    def all(self, kind: type[State]) -> Mapping[str, State]:
        own = self._states.get(kind)
        return {**self._below.all(kind), **own} if own else self._below.all(kind)

    def group(self, grouping: Grouping[State], key: Hashable) -> list[tuple[str, State]]:
        found = dict(self._below.group(grouping, key))
        for id_, state in super().all(grouping.kind).items():
            found.pop(id_, None)
            if key in grouping.keys(state):
                found[id_] = state
        return sorted(found.items())

    def expect_groups(self, grouping: Grouping[Any], keys: Iterable[Hashable]) -> None:
        self._below.expect_groups(grouping, keys)

    def expect_objects(self, tags: Iterable[str]) -> None:
        self._below.expect_objects(tags)

    def put(self, kind: type[State], id_: str, state: State) -> None:
        self._states.setdefault(kind, {})[id_] = state

    def registered(self, tag: str) -> int | None:
        below = self._below.registered(tag)
        return super().registered(tag) if below is None else below

    def decisions(self, tag: str) -> tuple[int, ...]:
        return (*self._below.decisions(tag), *super().decisions(tag))

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        found = ((name, super(Layer, self).causes(tag, (name,))) for name in types)
        return tuple(sorted({at for name, own in found for at in own or self._below.causes(tag, (name,))}))

    def copy(self) -> Fold:
        return self._copied(Layer(self._below))
