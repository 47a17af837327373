"""The port through which a verification reads an export: lines by pieces, so that they can be passed over side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from application.verifying.source import Source
from application.verifying.stretch import Asked, Passed, pass_over

A = TypeVar("A")
B = TypeVar("B")


class Spread(Protocol):
    """Does a work on each of many things, perhaps in several processes, and gives the results in order, few at a time."""

    def __call__(self, work: Callable[[A], B], things: Iterable[A]) -> Iterator[B]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of lines, the first of them at the position `first`, within a source."""

    source: Source
    offset: int
    length: int
    first: int
    count: int

    def lines(self) -> list[bytes]:
        """The lines, without their line feeds."""
        return self.source.read(self.offset, self.length).split(b"\n")[: self.count]


@dataclass(frozen=True, slots=True)
class Work:
    """A piece, and what is asked of it."""

    piece: Piece
    asked: Asked

    def __call__(self) -> Passed:
        return pass_over(self.piece.lines(), self.asked)


def do(work: Work) -> Passed:
    """Pass over a piece: for `Spread`, which hands it to another process."""
    return work()


class Export(Protocol):
    """An export of the whole record, with what came with it."""

    @property
    def source(self) -> Source:
        """Where the record's lines stand, all of them."""
        ...

    def pieces(self) -> Iterator[Piece]:
        """The record's lines, in stretches of 4,096."""
        ...

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        """The lines of these positions, both included."""
        ...

    def member(self, name: str) -> bytes | None:
        """A small file of the export, such as `checkpoint`; None when it is not there."""
        ...

    def batches(self, name: str, size: int) -> Iterator[Sequence[bytes]]:
        """The lines of a file of the export, such as `seals.jsonl`, so many at a time; none when it is not there."""
        ...
