"""Part of a ledger: as if no more had been recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from application.ports import Draft, Past, Store, Stored
from domain.boundary import Boundary


class Part:
    """Implements `application.ports.Store` for reading: the records at some positions, each where it was recorded."""

    def __init__(self, store: Store, positions: Collection[int]) -> None:
        self._store = store
        self._positions = positions

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
        return Past(found[::-1][:limit] if backwards else found[:limit], self.head())

    def stream(self, boundary: Boundary | None, *, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        return (each for each in self._store.stream(boundary, after=after, until=until) if each.position in self._positions)

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        raise NotImplementedError("a part of a ledger is only read")

    def head(self) -> int:
        return max(self._positions, default=0)

    def wait(self, position: int, seconds: float) -> bool:
        return self.head() >= position
