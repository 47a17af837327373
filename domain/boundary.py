"""Boundary: the part of the record that a decision must know, as event types × tags.

The shape is the query of the DCB specification (dcb.events): an event matches an item when its type is one of the item's types
(or the item names none) and it carries every tag of the item; it lies within the boundary when it matches at least one item.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """Events of one of `types` (any, when empty) that carry all of `tags`."""

    types: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @classmethod
    def of(cls, types: Iterable[str] = (), tags: Iterable[str] = ()) -> Item:
        return cls(frozenset(types), frozenset(tags))

    def matches(self, type_: str, tags: Collection[str]) -> bool:
        """Whether an event of this type with these tags lies within the item."""
        return (not self.types or type_ in self.types) and all(tag in tags for tag in self.tags)


Boundary = frozenset[Item]


def within(boundary: Boundary, type_: str, tags: Collection[str]) -> bool:
    """Whether an event of this type with these tags lies within the boundary. An empty boundary holds nothing."""
    return any(item.matches(type_, tags) for item in boundary)


class Extent:
    """A growing part of the record: for each set of tags, which types of event (none: all)."""

    __slots__ = ("_types",)

    def __init__(self, boundary: Boundary = frozenset()) -> None:
        self._types: dict[frozenset[str], frozenset[str]] = {}
        self.add(boundary)

    def add(self, boundary: Boundary) -> None:
        for item in boundary:
            types = self._types.get(item.tags)
            if types is None:
                self._types[item.tags] = item.types
            elif types:
                self._types[item.tags] = types | item.types if item.types else item.types

    def missing(self, boundary: Boundary) -> Boundary:
        """The items of the boundary that lie outside, each compared with what is known for the same tags."""
        return frozenset(item for item in boundary if not self._holds(item))

    def boundary(self) -> Boundary:
        return frozenset(Item(types, tags) for tags, types in self._types.items())

    def _holds(self, item: Item) -> bool:
        types = self._types.get(item.tags)
        return types is not None and (not types or bool(item.types and item.types <= types))
