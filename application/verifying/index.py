"""Index: where each record of an export stands, when it counts from and what it concerns, a few bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from application.ports import Draft, Past, Stored
from application.record import document_of
from application.verifying.form import COMMAND, Formed
from application.verifying.reading import read_again
from application.verifying.source import Source
from domain.boundary import Boundary, Item
from domain.decision import Recorded
from domain.registry import KINDS

CODES = {kind.type: code for code, kind in enumerate(KINDS)}
KEPT_TAGS = 2_000
KEPT_RECORDS = 8_000
SPECIAL = frozenset({"DecisionRectified", "SpecificationApproved", "SpecificationAgreed"})
"""Besides irregular ones, the kinds of decision of which more must be known than their date."""


@dataclass(slots=True)
class Index:
    """By position: the code of its type, the day from which it counts (as an ordinal), where its line begins and how long it is.

    `tagged`: the positions of the records with a tag, ascending. `irregular`: the positions of irregular ones. `special`: those of
    the kinds in SPECIAL.
    """

    codes: array[int] = field(default_factory=lambda: array("B"))
    days: array[int] = field(default_factory=lambda: array("i"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    lengths: array[int] = field(default_factory=lambda: array("H"))
    tagged: dict[str, array[int]] = field(default_factory=dict)
    irregular: array[int] = field(default_factory=lambda: array("I"))
    special: array[int] = field(default_factory=lambda: array("I"))

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, position: int, record: Formed, offset: int, length: int) -> None:
        """Note one more record. `offset`: of its line."""
        self.codes.append(CODES[record.type])
        self.days.append(record.effective_on.toordinal())
        self.offsets.append(offset)
        self.lengths.append(length)
        if record.is_irregular:
            self.irregular.append(position)
        if record.type in SPECIAL:
            self.special.append(position)
        for tag in record.links:
            if tag not in self.tagged:
                self.tagged[tag] = array("I")
            self.tagged[tag].append(position)

    def extend(self, other: Index, offset: int) -> None:
        """Take the records that follow these. `offset`: of the first of their lines."""
        self.codes.extend(other.codes)
        self.days.extend(other.days)
        self.offsets.extend(array("Q", (each + offset for each in other.offsets)))
        self.lengths.extend(other.lengths)
        self.irregular.extend(other.irregular)
        self.special.extend(other.special)
        for tag, positions in other.tagged.items():
            known = self.tagged.get(tag)
            if known is None:
                self.tagged[tag] = positions
            else:
                known.extend(positions)


class Lines:
    """The records of an export by position."""

    def __init__(self, index: Index, source: Source) -> None:
        self._index = index
        self._read = source.reader()
        self._known: OrderedDict[int, Stored] = OrderedDict()

    def stored(self, position: int) -> Stored:
        """The record at a position, which must be there."""
        at = position - 1
        data = self._read(self._index.offsets[at], self._index.lengths[at])
        tags = tuple(each["tag"] for each in document_of(data)["objects"] if not each["tag"].startswith(COMMAND))
        return Stored(position, KINDS[self._index.codes[at]].type, data, tags)

    def recorded(self, position: int) -> Recorded:
        """The decision at a position, which must be there."""
        at = position - 1
        data = self._read(self._index.offsets[at], self._index.lengths[at])
        return read_again(position, KINDS[self._index.codes[at]].type, data)

    def remembered(self, position: int) -> Stored:
        """The same, for records that are asked for over and over."""
        found = self._known.get(position)
        if found is None:
            found = self._known[position] = self.stored(position)
            if len(self._known) > KEPT_RECORDS:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(position)
        return found


class ExportStore:
    """An export as the store that it was taken from (`application.ports.Store`). Nothing can be recorded in it."""

    def __init__(self, index: Index, lines: Lines) -> None:
        self._index = index
        self._lines = lines
        self._of_code: dict[int, array[int]] = {}
        self._by_code: OrderedDict[str, dict[int, array[int]]] = OrderedDict()

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        """See the port."""
        head = len(self._index)
        positions = self.positions(boundary, after, head if until is None else until)
        if backwards:
            positions.reverse()
        return Past([self._lines.remembered(position) for position in positions[:limit]], head)

    def stream(self, boundary: Boundary | None, *, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """See the port."""
        yield from self.read(boundary, after=after, until=until).records

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        """An export is only read."""
        raise NotImplementedError

    def head(self) -> int:
        """See the port."""
        return len(self._index)

    def wait(self, position: int, seconds: float) -> bool:
        """See the port."""
        return position <= self.head()

    def positions(self, boundary: Boundary | None, after: int, until: int) -> list[int]:
        """The positions that a read would find, ascending."""
        return sorted(self._within(boundary, after, until))

    def _within(self, boundary: Boundary | None, after: int, until: int) -> Iterable[int]:
        if boundary is None:
            return range(after + 1, min(until, len(self._index)) + 1)
        found: set[int] = set()
        for item in boundary:
            for positions in self._matching(item):
                found.update(positions[bisect_right(positions, after) : bisect_right(positions, until)])
        return found

    def _matching(self, item: Item) -> Iterator[Sequence[int]]:
        """The positions of an item's events, by runs in ascending order."""
        codes = [CODES[type_] for type_ in item.types if type_ in CODES]
        if not item.tags:
            yield from (self._with_code(code) for code in codes)
            return
        rarest, *others = sorted(item.tags, key=lambda tag: len(self._index.tagged.get(tag, ())))
        of_rarest = self._with_tag(rarest)
        for code in codes if item.types else list(of_rarest):
            positions = of_rarest.get(code)
            if positions and others:
                yield sorted(set(positions).intersection(*(self._with_tag(tag).get(code, ()) for tag in others)))
            elif positions:
                yield positions

    def _with_tag(self, tag: str) -> dict[int, array[int]]:
        """The positions with a tag, by the code of their type; kept for the tags that were asked for last."""
        found = self._by_code.get(tag)
        if found is None:
            found = self._by_code[tag] = {}
            for position in self._index.tagged.get(tag, ()):
                found.setdefault(self._index.codes[position - 1], array("I")).append(position)
            if len(self._by_code) > KEPT_TAGS:
                self._by_code.popitem(last=False)
        self._by_code.move_to_end(tag)
        return found

    def _with_code(self, code: int) -> array[int]:
        """The positions of a whole kind: only of such as there are few in any ledger is this asked, over and over."""
        if code not in self._of_code:
            self._of_code[code] = array("I", (at for at, each in enumerate(self._index.codes, start=1) if each == code))
        return self._of_code[code]
