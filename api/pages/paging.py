"""Paging: a long list, a page of it at a time, with the next and the previous one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import Field

Item = TypeVar("Item")
PageNumber = Annotated[int, Field(ge=1, le=100_000)]


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`items`: those of this page. `number`: from 1. `total`: how many items there are on all pages."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // self.size), 1)

    @property
    def previous(self) -> int | None:
        return min(self.number - 1, self.pages) or None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_of(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """A page of a list; without items where the list ends before it."""
    return Page(items[(number - 1) * size : number * size], number, size, len(items))
