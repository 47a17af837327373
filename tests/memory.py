"""A store in memory: the port's contract in its plainest words, for tests of the domain that need no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from threading import Condition

from application.ports import BoundaryChanged, Draft, Past, Stored
from domain.boundary import Boundary, within


class MemoryStore:
    """Implements `application.ports.Store`."""

    def __init__(self) -> None:
        self._records: list[Stored] = []
        self._changed = Condition()

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        found = list(self.stream(boundary, after=after, until=until))
        if backwards:
            found.reverse()
        return Past(found[:limit], self.head())

    def stream(self, boundary: Boundary | None, *, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        for stored in self._records[after : self.head() if until is None else until]:
            if boundary is None or within(boundary, stored.type, stored.tags):
                yield stored

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        with self._changed:
            if any(within(unless, stored.type, stored.tags) for stored in self._records[after:]):
                raise BoundaryChanged
            placed = [self._place(draft) for draft in drafts]
            self._changed.notify_all()
            return placed

    def head(self) -> int:
        return len(self._records)

    def wait(self, position: int, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.head() >= position, seconds)

    def _place(self, draft: Draft) -> Stored:
        previous = {tag: self._newest(tag) for tag in draft.tags if not tag.startswith("command:")}
        stored = Stored(self.head() + 1, draft.type, draft.complete(previous, datetime.now(UTC)), draft.tags)
        self._records.append(stored)
        return stored

    def _newest(self, tag: str) -> int:
        return next((stored.position for stored in reversed(self._records) if tag in stored.tags), 0)
