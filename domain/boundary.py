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
