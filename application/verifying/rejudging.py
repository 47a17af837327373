"""Judging again: every decision under its rules, where it now stands among all that counts.

One walk in the order in which decisions count. What it cannot settle, because a decision was judged on another past when it was
recorded, or carries more than its own facts, is told as doubtful; `redeciding` settles it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from application.verifying.index import CODES, Index, Lines
from application.verifying.lateness import Late
from application.verifying.source import Source
from domain.authority import may_not
from domain.correction import as_corrected, newest_corrections
from domain.decision import Recorded
from domain.fold import Fold
from domain.judgement import carried, judge
from domain.reach import RULES
from domain.registry import BY_TYPE, apply

_NEAR = ("area:", "borough:")
RUN = 256
"""So many decisions in a row are judged by the same process."""


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the judging. Every process folds all decisions, and judges one run in `of`."""

    index: Index
    source: Source
    number: int
    of: int


@dataclass(slots=True)
class Judged:
    """`broken`: by position, the rules that are broken and that no record names. `doubtful`: positions to decide again.

    `near`: for doubtful ones, what to sort them by, so that those that rest on the same past are decided one after another.
    """

    broken: dict[int, tuple[str, ...]] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    near: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Order:
    """The order in which decisions count. `shadows`: places where a decision stood until it was corrected, which are only noted."""

    positions: array[int]
    since: array[int]
    shadows: set[int]


def rejudge(part: Part) -> Judged:
    """Judge a share of all decisions."""
    lines = Lines(part.index, part.source)
    special = [lines.recorded(position) for position in _corrections(part.index)]
    corrections = newest_corrections(special)
    named = carried(lines.recorded(position) for position in part.index.irregular)
    order = _order(part.index, lines, corrections)
    judging = _Judging(Late(order.positions, order.since), named)
    fold = _States()
    for number, (position, since) in enumerate(zip(order.positions, order.since, strict=True)):
        recorded = lines.recorded(position)
        if number in order.shadows:
            judging.late.note(number, recorded, since)
            continue
        counting = as_corrected(recorded, corrections)
        if number // RUN % part.of == part.number:
            judging.judge(fold, number, counting, recorded)
        apply(fold, counting)
        judging.late.note(number, counting, since)
    if part.number == 0:
        judging.found.doubtful |= {*part.index.irregular, *part.index.special, *corrections}
    return judging.found


def _corrections(index: Index) -> Iterator[int]:
    code = CODES["DecisionRectified"]
    return (position for position in index.special if index.codes[position - 1] == code)


def _order(index: Index, lines: Lines, corrections: Mapping[int, Recorded]) -> _Order:
    """Every decision in its place, and the shadows of those that a correction moved or changed."""
    places = [(day << 32 | position) << 1 for position, day in enumerate(index.days, start=1)]
    newest = {}
    for position in corrections:
        recorded = lines.recorded(position)
        counting = as_corrected(recorded, corrections)
        newest[position] = _newest(position, corrections)
        places.append(places[position - 1] | 1)
        places[position - 1] = (counting.effective_on.toordinal() << 32 | position) << 1
    places.sort()
    positions = array("Q", (place >> 1 & 0xFFFFFFFF for place in places))
    since = array("Q", (newest.get(position, position) for position in positions))
    return _Order(positions, since, {number for number, place in enumerate(places) if place & 1})


def _newest(position: int, corrections: Mapping[int, Recorded]) -> int:
    """The newest correction of a decision, or of that correction."""
    while position in corrections:
        position = corrections[position].position
    return position


class _States(Fold):
    """A fold that does not note which decisions made the states so: whether a rule is broken rests on the states alone, and only
    the words of it name decisions."""

    __slots__ = ()

    def trace(self, recorded: Recorded) -> None:
        """Nothing is noted."""

    def decisions(self, tag: str) -> tuple[int, ...]:
        """None are known."""
        return ()

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        """None are known."""
        return ()


class _Judging:
    def __init__(self, late: Late, named: Mapping[int, set[str]]) -> None:
        self.late = late
        self.found = Judged()
        self._named = named

    def judge(self, fold: Fold, number: int, counting: Recorded, recorded: Recorded) -> None:
        """Judge one decision on what was effective before it. `recorded`: as it was before any correction."""
        kind, position = BY_TYPE[counting.type], counting.position
        codes = [found.code for found in judge(fold, counting, RULES[counting.type])]
        unnamed = tuple(code for code in codes if code not in self._named.get(position, ()))
        if unnamed:
            self.found.broken[position] = unnamed
        concerns = frozenset((*counting.decision.named(), *kind.concerns(fold, counting.decision)))
        is_settled = (
            not unnamed
            and (concerns == recorded.tags or counting.type == "DecisionRectified")
            and (kind.follows or counting.type == "DecisionRectified" or may_not(fold, kind.who, counting) is None)
        )
        widened = counting if concerns <= counting.tags else replace(counting, tags=counting.tags | concerns)
        later = self.late.later(number, widened, fold)
        if later:
            self.found.doubtful |= later
        if later or not is_settled:
            self.found.doubtful.add(position)
            self.found.near[position] = tuple(sorted(tag for tag in counting.tags if tag.startswith(_NEAR)))
