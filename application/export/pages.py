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


class RecordText(Protocol):
    """The record as lines."""

    def lines(self, first: int, last: int) -> bytes:
        """The records at these positions, which must be recorded, both included; each ended by a line feed.

        Raises Unavailable.
        """
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """Records by position, ascending. `text`: their lines. `withheld`: the positions of those whose text is not shown."""

    positions: Sequence[int]
    text: bytes
    withheld: Collection[int] = frozenset()

    def ndjson(self) -> bytes:
        """The lines: the records' own bytes, or what stands for them."""
        if not self.withheld:
            return self.text
        return b"".join(line + b"\n" for line in self.lines())

    def lines(self) -> Iterator[bytes]:
        """The same, each without its line feed."""
        hidden = self.withheld
        for position, record in self.records():
            yield withheld_line(position, record) if position in hidden else record

    def documents(self) -> list[Document]:
        """The same, read."""
        return [read_document(line, position) for position, line in zip(self.positions, self.lines(), strict=True)]

    def records(self) -> Iterator[tuple[int, bytes]]:
        """The records as they are stored: for who makes proofs of them."""
        return zip(self.positions, self.text.split(b"\n"), strict=False)  # what follows the last line feed is no record


def whole(text: RecordText, until: int, withheld: Collection[int], told: Told) -> Iterator[Page]:
    """Every record up to a position."""
    for first in range(1, until + 1, PAGE):
        last = min(first + PAGE - 1, until)
        positions = range(first, last + 1)
        yield Page(positions, text.lines(first, last), frozenset(each for each in withheld if first <= each <= last))
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
            yield Page(positions, b"".join(each.data + b"\n" for each in found), frozenset(positions).intersection(withheld))
        after = stretch.through
        told(after)
