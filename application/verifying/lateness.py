"""Lateness: which decisions were judged on another past than the one that now counts before them.

A decision was judged when it was recorded. What was recorded later, but counts before it, was not there yet; and what was recorded
later, to count before it, was judged by what it does to it. Where two such have nothing to do with each other, by what their rules
read, judging each where it stands gives what judging it then gave. The others have to be decided again as of then.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice, product

from domain.decision import PROGRAMME, Recorded
from domain.fold import Fold
from domain.reach import READERS, RULES, Objects, by_kind, reads_of
from domain.registry import KINDS
from domain.rule import Kind, Reads, Rule

By = tuple[str, ...]
_MEMBERSHIP = frozenset({"BoroughJoined", "BoroughWithdrew"})


def _read_by(kind: Kind) -> Mapping[By, frozenset[str]]:
    """For each choice of kinds of object, which types of event a decision of this kind reads by it."""
    found: dict[By, set[str]] = {}
    for reads in _all_reads(kind):
        found.setdefault(_sorted(reads.by), set()).update(reads.types)
        if reads.everywhere:
            found.setdefault((), set()).update(reads.types)
    return {by: frozenset(types) for by, types in found.items()}


def _all_reads(kind: Kind) -> Iterator[Reads]:
    for rule in RULES[kind.type]:
        yield from reads_of(rule)
    yield from kind.who.reads
    yield from kind.concerns_reads


def _sorted(by: By) -> By:
    """By the same kinds of object, always written the same."""
    return tuple(sorted(by))


_READS: Mapping[str, Mapping[By, frozenset[str]]] = {kind.type: _read_by(kind) for kind in KINDS}


_FURTHER: Mapping[str, tuple[Rule, ...]] = {kind.type: tuple(rule for rule in RULES[kind.type] if rule.further) for kind in KINDS}
"""The rules of each kind of decision that may be switched off: what they read besides is only read where they are on."""


def _noted_by() -> Mapping[str, Collection[By]]:
    """For each type of event, by which choices of kinds of object any decision reads it."""
    found: dict[str, set[By]] = {type_: {_sorted(reader.reads.by) for reader in readers} for type_, readers in READERS.items()}
    for reads in _READS.values():
        for by, types in reads.items():
            for type_ in types:
                found[type_].add(by)
    return found


_NOTED = _noted_by()
Choice = tuple[str, ...]
"""Tags, one of each kind of object in a choice of these."""


class Late:
    """Walks all decisions in the order in which they count, and tells which of them met another past when they were recorded."""

    def __init__(self, positions: Sequence[int], since: Sequence[int]) -> None:
        """In the order in which they count: the positions, and those since which they count so (of a corrected one, its newest
        correction's)."""
        self._after = _least_after(positions)
        self._before = _greatest_before(since)
        self._noted: dict[By, dict[Choice, dict[str, list[int]]]] = {}
        self._newest: dict[By, int] = {}

    def note(self, number: int, recorded: Recorded, since: int) -> None:
        """One more decision that counts. `number`: its place, from 0."""
        if self._after[number] >= since:
            return  # all that counts after it was recorded after it too
        objects = by_kind(recorded.tags)
        for by in _NOTED[recorded.type]:
            noted = self._noted.setdefault(by, {})
            self._newest[by] = max(self._newest.get(by, 0), since)
            for choice in _choices(by, objects):
                newest = noted.setdefault(choice, {}).setdefault(recorded.type, [0])
                newest[0] = max(newest[0], since)
                newest.append(since)

    def later(self, number: int, recorded: Recorded, fold: Fold) -> set[int]:
        """Positions recorded later than this decision that count before it, and that it may read.

        At least those that were not told of before, and one if there is any. `fold`: what is effective before the decision.
        """
        if self._before[number] <= recorded.position:
            return set()
        found: set[int] = set()
        objects = by_kind(recorded.tags)
        for by, types in _READS[recorded.type].items():
            self._tell(by, objects, types, recorded.position, found)
        on = [rule for rule in _FURTHER[recorded.type] if rule.asks(fold)]
        for rule in on:
            for reads in rule.settling:
                self._tell(_sorted(reads.by), objects, reads.types, recorded.position, found)
        borough = recorded.actor.officer_of
        if borough is not None:
            self._tell(("borough",), {"borough": [f"borough:{borough}"]}, _MEMBERSHIP, recorded.position, found)
        for rule in on:
            # Spared now, and nothing that tells so has changed since: then it was spared all the time, whatever else came late.
            if found or not rule.spares(fold, recorded.decision):
                for reads in rule.further:
                    self._tell(_sorted(reads.by), objects, reads.types, recorded.position, found)
        return found

    def _tell(self, by: By, objects: Objects, types: Collection[str], position: int, found: set[int]) -> None:
        if self._newest.get(by, 0) <= position:
            return
        by_choice = self._noted[by]
        for choice in _choices(by, objects):
            noted = by_choice.get(choice)
            if noted is None:
                continue
            for type_ in noted.keys() & types:
                positions = noted[type_]
                if positions[0] > position:
                    found.add(positions[0])
                    found.update(each for each in positions[1:] if each > position)
                    positions[1:] = [each for each in positions[1:] if each <= position]


def _choices(by: By, objects: Objects) -> Iterable[Choice]:
    """Every choice of one tag of each kind in `by`; none when a kind has no tag here. Everything concerns the programme."""
    if len(by) == 1 and by[0] != "programme":
        return [(tag,) for tag in objects.get(by[0], ())]
    return product(*([PROGRAMME] if kind == "programme" else objects.get(kind, ()) for kind in by))


def _greatest_before(numbers: Sequence[int]) -> array[int]:
    """For each place, the greatest of the numbers before it; 0 at the first."""
    return array("Q", accumulate(islice(chain((0,), numbers), len(numbers)), max))


def _least_after(numbers: Sequence[int]) -> array[int]:
    """For each place, the least of the numbers after it; more than any at the last."""
    return array("Q", reversed([*accumulate(islice(chain((2**63,), reversed(numbers)), len(numbers)), min)]))
