"""The ports that the application needs and the infrastructure implements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.boundary import Boundary

Complete = Callable[[Mapping[str, int], datetime], bytes]
"""Makes the record's bytes from the previous position by tag (0 if there is none) and the moment of recording (UTC)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision about to be recorded. Its bytes are completed under the store's lock, when its place in the order is known.

    `tags`: sorted and distinct. `effective_on` and `actor` are copies from the record, for the trail's filters.
    """

    type: str
    tags: tuple[str, ...]
    effective_on: date
    actor: str
    complete: Complete


@dataclass(frozen=True, slots=True)
class Stored:
    """A recorded decision as the store holds it. `data` is the record: the bytes that are exported, hashed and proven."""

    position: int
    type: str
    data: bytes
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """What a read found. `head`: the newest position of the whole ledger at the moment of the read, 0 when it is empty."""

    records: list[Stored]
    head: int


class BoundaryChanged(Exception):
    """Something was recorded inside the boundary after it was read. Nothing was recorded; read again and decide anew."""


class Unavailable(Exception):
    """The store cannot answer now. Unless the message says that the outcome is unknown, nothing was recorded."""


class TooLarge(Exception):
    """A record would be longer than 65,535 bytes. Nothing was recorded."""


class Store(Protocol):
    """The one ordered, gap-free, append-only sequence of decisions. Positions count from 1."""

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        """The decisions within `boundary` (None: all) with after < position <= until, in order, and the head: one statement."""
        ...

    def stream(self, boundary: Boundary | None, *, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """As `read`, without a head and in flat memory."""
        ...

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        """Record all drafts at the next positions, or none.

        Raises BoundaryChanged if a decision after position `after` lies within `unless`; TooLarge; Unavailable.
        """
        ...

    def head(self) -> int:
        """The newest position, 0 when the ledger is empty."""
        ...

    def wait(self, position: int, seconds: float) -> bool:
        """Wait until the head is at least `position`. False when the time passed first."""
        ...
