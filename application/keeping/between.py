"""Between: what tells how two moments differ, read without the rest of the record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from application.keeping.kept import KEEPINGS
from application.lapses import may_lapse
from application.moment import Moment
from application.ports import Stored
from application.reads import END, FEW, Reads
from application.recollection import Recollection
from application.trail import Criteria
from domain.boundary import Item
from domain.correction import in_order
from domain.dates import days_later
from domain.decision import Recorded
from domain.reach import RECTIFIED


class Between:
    """Two moments, of which the second is not before the first in either time. Every method raises Unavailable."""

    def __init__(self, reads: Reads, first: Moment, last: Moment) -> None:
        self._reads = reads
        self._recollection = Recollection()
        self._first, self._last = first, last

    def known(self) -> list[Recorded]:
        """What came to count or was recorded between the two, and all corrections of it; as recorded, by position."""
        moved = self._reads.corrections.dated(self._first.as_of, self._last.as_of, self._last.position)
        found = with_corrections(self._reads, [*self._stated(), *self._recorded()], moved, self._last.position)
        return [self._recollection.recorded(each) for each in found]

    def on_what_lapses(self, known: Iterable[Recorded]) -> list[Recorded]:
        """All decisions that make what they are of objects of which something may have passed by itself between the two.

        Either that stood when the time began, or a decision made it so since. `known`: as above.
        """
        since, before = self._first.as_of, self._last.as_of
        standing = self._reads.going_on(replace(self._last, as_of=since)).fold
        between = [each for each in in_order(known) if since < each.effective_on <= before]
        concerned = may_lapse(standing, between, since, before)
        parts = [concerned[n : n + FEW] for n in range(0, len(concerned), FEW)]
        found = (each for part in parts for each in self._reads.known(self._last, frozenset(map(_made, part))))
        return list({each.position: each for each in found}.values())

    def _stated(self) -> Iterable[Stored]:
        if self._first.as_of == self._last.as_of:
            return []
        criteria = Criteria(effective_from=days_later(self._first.as_of, 1), effective_to=self._last.as_of)
        return self._reads.trail(criteria, after=0, limit=END, descending=False, at=self._last)

    def _recorded(self) -> Iterable[Stored]:
        if self._first.position == self._last.position:
            return []
        return self._reads.store.stream(None, after=self._first.position, until=self._last.position)


def _made(tag: str) -> Item:
    """What makes an object what it is, with its corrections: of some objects most decisions do not."""
    return Item(KEEPINGS[tag.partition(":")[0]].writes | {RECTIFIED}, frozenset({tag}))


def with_corrections(reads: Reads, found: Iterable[Stored], moved: Collection[int], until: int) -> list[Stored]:
    """Records, and those at further positions, with what they correct and all their corrections by a position; by position."""
    known = {each.position: each for each in found}
    chains = reads.corrections.chains({*known, *moved}, until)
    known |= {each.position: each for each in map(reads.record, sorted(chains - known.keys())) if each is not None}
    return [known[position] for position in sorted(known)]
