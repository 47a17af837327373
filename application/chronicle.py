"""Chronicle: a part of the record in memory, found by tag and type."""

from __future__ import annotations

from collections.abc import Iterable

from domain.boundary import Boundary, Item
from domain.decision import Recorded


class Chronicle:
    """Decisions by position, with an index by tag."""

    def __init__(self) -> None:
        self._by_position: dict[int, Recorded] = {}
        self._by_tag: dict[str, set[int]] = {}
        self._by_type: dict[str, set[int]] = {}

    def add(self, recorded: Recorded) -> bool:
        """Keep a decision. False when it was known."""
        if recorded.position in self._by_position:
            return False
        self._by_position[recorded.position] = recorded
        for tag in recorded.tags:
            self._by_tag.setdefault(tag, set()).add(recorded.position)
        self._by_type.setdefault(recorded.type, set()).add(recorded.position)
        return True

    def at(self, position: int) -> Recorded | None:
        return self._by_position.get(position)

    def all(self) -> list[Recorded]:
        return list(self._by_position.values())

    def within(self, boundary: Boundary) -> list[Recorded]:
        """The decisions within the boundary, by position."""
        found = {recorded.position: recorded for item in boundary for recorded in self._matching(item)}
        return [found[position] for position in sorted(found)]

    def _matching(self, item: Item) -> Iterable[Recorded]:
        if item.tags:
            positions = set.intersection(*(self._by_tag.get(tag, set()) for tag in item.tags))
        elif item.types:
            positions = set().union(*(self._by_type.get(type_, set()) for type_ in item.types))
        else:
            positions = set(self._by_position)
        candidates = (self._by_position[position] for position in positions)
        return (recorded for recorded in candidates if not item.types or recorded.type in item.types)
