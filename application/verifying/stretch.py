"""A stretch: 4,096 lines of the record and all that can be said of them alone. Stretches are passed over side by side.

4,096 is a power of two, so that a full stretch is one complete subtree, wherever it stands.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from application.proof.tree import Hash
from application.verifying.finding import Finding, Wrong
from application.verifying.form import Malformed, formed, read_line
from application.verifying.index import Index
from application.verifying.withheld import MARK, Withheld, read_withheld, withheld

T = TypeVar("T")
LINES = 4096
MAX_LISTED = 1000
"""Of each kind of fault in a stretch, at most so many are listed: nobody reads more, and a wrong file has one a line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a stretch. `first`: the position of its first line. `sizes`: of which trees the root is asked, ascending.

    `form`: whether the lines are read, or only hashed. `index`: whether they are noted, to be found again.
    """

    first: int
    sizes: tuple[int, ...] = ()
    form: bool = True
    index: bool = False


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The record at `position` says that the one before it with this tag stands at `named`; it stands at `found`."""

    position: int
    tag: str
    named: int
    found: int


@dataclass(slots=True)
class Times:
    """The earliest and the latest moment of recording among the lines `first` to `last`."""

    first: int
    last: int
    earliest: tuple[str, int] | None = None
    latest: tuple[str, int] | None = None


NO_ID = 0
"""Stands in `Passed.ids` for a line that shows no id."""


@dataclass(slots=True)
class Passed:
    """What was found in a stretch.

    `subtrees`: the roots of the complete subtrees of its lines, largest first. `parts`: for each size that was asked, the roots of
    the complete subtrees of the lines up to it. `heads`, `tails`: by tag, the first line with it (and which position that names as
    the one before), and the last. `confirmed`: the greatest position that a line in it rightly names. `ids`: of each line, the
    last 8 bytes of its id. `blind`: the lines whose tags are not known.
    """

    first: int
    count: int
    subtrees: tuple[Hash, ...] = ()
    parts: Mapping[int, tuple[Hash, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    malformed: list[int] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)
    heads: dict[str, tuple[int, int]] = field(default_factory=dict)
    tails: dict[str, int] = field(default_factory=dict)
    blind: list[int] = field(default_factory=list)
    confirmed: int = 0
    ids: array[int] = field(default_factory=lambda: array("Q"))
    times: list[Times] = field(default_factory=list)
    first_time: tuple[str, int] | None = None
    last_time: tuple[str, int] | None = None
    index: Index = field(default_factory=Index)


def pass_over(lines: Sequence[bytes], asked: Asked) -> Passed:
    """Hash the lines of a stretch and, where that is asked, read them."""
    passed = Passed(asked.first, len(lines))
    reading = _Reading(passed, asked) if asked.form else None
    leaves: list[Hash] = []
    for position, line in enumerate(lines, start=asked.first):
        hidden = read_withheld(line) if MARK in line else None
        leaves.append(sha256(b"\x00" + line).digest() if hidden is None else hidden.leaf)
        if hidden is not None:
            passed.withheld.append(position)
        if reading is not None:
            reading.take(position, line)
    levels = _levels(leaves)
    passed.subtrees = _subtrees(levels, len(lines))
    passed.parts = {size: _subtrees(levels, size - asked.first + 1) for size in asked.sizes}
    return passed


def _levels(leaves: list[Hash]) -> list[list[Hash]]:
    """Complete subtrees by height."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        pairs = iter(levels[-1])
        levels.append([sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)])
    return levels


def _subtrees(levels: list[list[Hash]], size: int) -> tuple[Hash, ...]:
    return tuple(levels[height][(size >> height) - 1] for height in reversed(range(size.bit_length())) if size >> height & 1)


class _Reading:
    """The lines of a stretch, read one after another."""

    __slots__ = ("_index", "_offset", "_passed", "_segment", "_segments")

    def __init__(self, passed: Passed, asked: Asked) -> None:
        self._passed = passed
        self._index = passed.index if asked.index else None
        self._offset = 0
        starts = [passed.first, *(size + 1 for size in asked.sizes)]
        bounds = [*asked.sizes, passed.first + passed.count - 1]
        passed.times = [Times(first, last) for first, last in zip(starts, bounds, strict=True) if first <= last]
        self._segments = iter(passed.times)
        self._segment = next(self._segments)

    def take(self, position: int, line: bytes) -> None:
        """Read one more line."""
        if position > self._segment.last:
            self._segment = next(self._segments)
        try:
            document = read_line(line)
            hidden = withheld(document)
            record = formed(document) if hidden is None else None
        except Malformed as fault:
            hidden, record = None, None
            self._note(self._passed.malformed, position)
            self._find(Finding(Wrong.FORM, f"Line {position} is no record: {fault}.", position))
        if record is not None:
            self._passed.ids.append(int(record.id[19:23] + record.id[24:], 16))
            self._take_time(position, record.recorded_at)
            self._link(position, record.links)
            if self._index is not None:
                self._index.take(position, record, self._offset, len(line))
            self._offset += len(line) + 1
            return
        self._offset += len(line) + 1
        self._passed.ids.append(NO_ID)
        links = None if hidden is None else self._links_of(position, hidden)
        if links is None:
            self._passed.blind.append(position)
        else:
            self._link(position, links)

    def _links_of(self, position: int, hidden: Withheld) -> dict[str, int] | None:
        """The links that a withheld line still shows; None when it shows none."""
        if hidden.position != position:
            self._find(Finding(Wrong.FORM, f"Line {position} withholds a record, but names position {hidden.position}.", position))
        objects = hidden.shown.get("objects")
        if type(objects) is not list or not all(type(each) is dict and type(each.get("tag")) is str for each in objects):
            return None
        return {each["tag"]: each["previous"] for each in objects if type(each.get("previous")) is int}

    def _take_time(self, position: int, moment: str) -> None:
        at, last = (moment, position), self._passed.last_time
        if last is None:
            self._passed.first_time = self._passed.last_time = at
        elif moment < last[0]:
            self._find(falling(position, moment, last))
        else:
            self._passed.last_time = at
        segment = self._segment
        if segment.earliest is None or moment < segment.earliest[0]:
            segment.earliest = at
        if segment.latest is None or moment > segment.latest[0]:
            segment.latest = at

    def _link(self, position: int, links: Mapping[str, int]) -> None:
        passed, tails = self._passed, self._passed.tails
        for tag, named in links.items():
            found = tails.get(tag)
            if found is None:
                passed.heads[tag] = (position, named)
            elif found != named:
                self._note(passed.mismatches, Mismatch(position, tag, named, found))
            elif found > passed.confirmed:
                passed.confirmed = found
            tails[tag] = position

    def _find(self, finding: Finding) -> None:
        self._note(self._passed.findings, finding)

    @staticmethod
    def _note(noted: list[T], what: T) -> None:
        if len(noted) < MAX_LISTED:
            noted.append(what)


def falling(position: int, moment: str, before: tuple[str, int]) -> Finding:
    """A moment of recording that is before that of an earlier position."""
    sentence = f"Position {position} says that it was recorded at {moment}, before position {before[1]} ({before[0]})."
    return Finding(Wrong.TIME_FALLS, sentence, position)
