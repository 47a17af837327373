"""Pages: the record read piece by piece, in order, with what is withheld already left out. Memory does not grow with the record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from application.export.record import Document, read_document
from application.export.withheld import withheld_line
from application.following import next_stretch
from application.reads import Reads
from application.trail import Criteria

PAGE = 500
"""Records of at most 64 KiB: 32 MB at worst, half a megabyte as a rule."""
Told = Callable[[int], None]
"""Is told the position through which all is passed on."""


class Records(Protocol):
    """The record by position."""

    def between(self, first: int, last: int) -> list[bytes]:
        """The records at these positions, which must be recorded, both included. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """At least one position, ascending, and the `records` there. `withheld`: the positions of those that are not shown."""

    positions: Sequence[int]
    records: Sequence[bytes]
    withheld: Collection[int] = frozenset()

    def ndjson(self) -> bytes:
        """The lines: the records' own bytes, or what stands for them."""
        return b"\n".join([*self.lines(), b""])

    def lines(self) -> Sequence[bytes]:
        """The same, each without its line feed."""
        hidden = self.withheld
        if not hidden:
            return self.records
        pairs = zip(self.positions, self.records, strict=True)
        return [withheld_line(position, record) if position in hidden else record for position, record in pairs]

    def documents(self) -> list[Document]:
        """The same, read."""
        return list(map(read_document, self.lines(), self.positions))


def whole(records: Records, until: int, withheld: Collection[int], told: Told) -> Iterator[Page]:
    """Every record up to a position."""
    for first in range(1, until + 1, PAGE):
        last = min(first + PAGE - 1, until)
        positions = range(first, last + 1)
        yield Page(positions, records.between(first, last), frozenset(each for each in withheld if first <= each <= last))
        told(last)


def selected(reads: Reads, criteria: Criteria, until: int, withheld: Collection[int], told: Told) -> Iterator[Page]:
    """Every record up to a position that meets the criteria.

    Where words are searched for, withheld records are left out: that one was found would tell what stands in it.
    """
    after = 0
    while after < until:
        stretch = next_stretch(reads, criteria, after=after, until=until, most=PAGE)
        found = [each for each in stretch.found if criteria.q is None or each.position not in withheld]
        if found:
            positions = [each.position for each in found]
            yield Page(positions, [each.data for each in found], frozenset(positions).intersection(withheld))
        after = stretch.through
        told(after)
