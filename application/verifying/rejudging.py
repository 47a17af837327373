"""Judging again: every decision under its rules, where it now stands among all that counts.

One walk in the order in which decisions count. What it cannot settle, because a decision was judged on another past when it was
recorded, or carries more than its own facts, is told; `redeciding` settles it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from application.posted import faults
from application.verifying.index import CODES, Index, Lines
from application.verifying.lateness import Late
from application.verifying.source import Source
from domain.authority import may_not
from domain.board.rectification import DecisionRectified
from domain.correction import as_corrected, newest_corrections
from domain.decision import Recorded
from domain.fold import Fold
from domain.judgement import carried, judge
from domain.reach import RULES
from domain.registry import BY_TYPE, apply
from domain.rule import Kind

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
    `standing`: of which decision it is to be asked how it stood when which position was recorded.

    `near`: for some of them, what to sort them by, so that those that rest on the same past are decided one after another.
    """

    broken: dict[int, tuple[str, ...]] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    standing: set[tuple[int, int]] = field(default_factory=set)
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
    rectified = [lines.recorded(position) for position in _corrections(part.index)]
    early = [each.position for each in rectified if _corrects(each) >= each.position]
    if early:
        return Judged(dict.fromkeys(early, ("rectification.unknown-decision",)))
    corrections = newest_corrections(rectified)
    named = carried(lines.recorded(position) for position in part.index.irregular)
    order = _order(part.index, lines, rectified)
    codes = array("B", (part.index.codes[position - 1] for position in order.positions))
    judging = _Judging(Late(order.positions, order.since, codes), named)
    fold = _States()
    for number, (position, since) in enumerate(zip(order.positions, order.since, strict=True)):
        recorded = lines.recorded(position)
        is_asked, is_shadow = number // RUN % part.of == part.number, number in order.shadows
        counting = recorded if is_shadow else as_corrected(recorded, corrections)
        if is_asked and is_shadow:
            judging.tell(fold, number, counting, thorough=True, leans=True)
        elif is_asked:
            judging.judge(fold, number, counting, was_other=position in corrections)
        if not is_shadow:
            apply(fold, counting)
        judging.late.note(number, counting, since)
    if part.number == 0:
        judging.found.doubtful |= {*part.index.irregular, *part.index.special, *corrections}
    return judging.found


def _corrections(index: Index) -> Iterator[int]:
    code = CODES["DecisionRectified"]
    return (position for position in index.special if index.codes[position - 1] == code)


def _order(index: Index, lines: Lines, rectified: Iterable[Recorded]) -> _Order:
    """Every decision in its place, and the shadows of those that a correction moved or changed."""
    places = [_place(day, position) for position, day in enumerate(index.days, start=1)]
    newest = {}
    for position, chain in _chains(rectified).items():
        newest[position] = chain[-1].position
        *before, now = _stood(lines.recorded(position), chain)
        places += [_place(on.toordinal(), position) | 1 for on in {*before}]
        places[position - 1] = _place(now.toordinal(), position)
    places.sort()
    positions = array("Q", (place >> 1 & 0xFFFFFFFF for place in places))
    since = array("Q", (newest.get(position, position) for position in positions))
    return _Order(positions, since, {number for number, place in enumerate(places) if place & 1})


def _place(day: int, position: int) -> int:
    return (day << 32 | position) << 1


def _chains(rectified: Iterable[Recorded]) -> dict[int, list[Recorded]]:
    """For each decision that was corrected, all that correct it, or one of its corrections, in the order of recording."""
    chains: dict[int, list[Recorded]] = {}
    corrects: dict[int, int] = {}
    for correction in rectified:
        position: int | None = correction.position
        corrects[correction.position] = _corrects(correction)
        while (position := corrects.get(position or 0)) is not None:
            chains.setdefault(position, []).append(correction)
    return chains


def _corrects(correction: Recorded) -> int:
    assert isinstance(correction.decision, DecisionRectified)
    return correction.decision.position


def _stood(recorded: Recorded, chain: list[Recorded]) -> list[date]:
    """From when a decision counted, at first and after each of its corrections."""
    return [as_corrected(recorded, newest_corrections(chain[:number])).effective_on for number in range(len(chain) + 1)]


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

    def judge(self, fold: Fold, number: int, counting: Recorded, *, was_other: bool) -> None:
        """Judge one decision on what was effective before it. `was_other`: it did not always stand here, or say what it says."""
        kind, position = BY_TYPE[counting.type], counting.position
        leans = any(rule.judge(fold, counting) for rule in RULES[counting.type])
        codes = [found.code for found in judge(fold, counting, RULES[counting.type])] if leans else []
        unnamed = tuple(code for code in codes if code not in self._named.get(position, ()))
        if unnamed:
            self.found.broken[position] = unnamed
        is_late = self.tell(fold, number, counting, thorough=was_other or bool(unnamed), leans=leans)
        if is_late or unnamed or not self._is_settled(fold, kind, counting):
            self.found.standing.add((position, position))
            self.found.near[position] = tuple(sorted(tag for tag in counting.tags if tag.startswith(_NEAR)))

    def tell(self, fold: Fold, number: int, counting: Recorded, *, thorough: bool, leans: bool) -> bool:
        """Note what is to be asked because something came later than this decision; and say whether anything did."""
        concerns = frozenset(BY_TYPE[counting.type].concerns(fold, counting.decision))
        widened = counting if concerns <= counting.tags else replace(counting, tags=counting.tags | concerns)
        told = self.late.told(number, widened, fold, thorough=thorough, leans=leans)
        self.found.standing.update((counting.position, each) for each in told.judged_by)
        self.found.standing.update((each, each) for each in told.concerning)
        return told.is_late

    @staticmethod
    def _is_settled(fold: Fold, kind: Kind, counting: Recorded) -> bool:
        """Whether it concerns what it says, and whoever posted it may post such, and it could be posted at all."""
        if counting.type == "DecisionRectified":
            return True  # decided again in any case
        concerns = {*counting.decision.named(), *kind.concerns(fold, counting.decision)}
        return (
            concerns == counting.tags
            and (kind.follows or may_not(fold, kind.who, counting) is None)
            and not any(faults(counting.decision, counting.effective_on))
        )
