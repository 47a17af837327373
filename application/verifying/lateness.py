"""Lateness: which decisions were judged on another past than the one that now counts before them.

A decision was judged when it was recorded. What was recorded later, but counts before it, was not there yet; and what was recorded
later, to count before it, was judged by what it does to it. Where no such two have anything to do with each other, by what their
rules read, judging each where it stands gives what judging it then gave. Otherwise:

- It has to be asked whether the decision kept its rules by what was known when it was recorded.
- Each that came later was judged by whether the decision kept them by what was known then. For the last of them that is as it now
  stands. Of the others it has to be asked, but for those that can only mend a rule.

A decision that was corrected stood elsewhere, or said otherwise, before. Wherever it ever stood, all that came later is told.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, islice, product

from application.verifying.index import CODES
from domain.decision import PROGRAMME, Recorded
from domain.fold import Fold
from domain.reach import RULES, Objects, by_kind, reads_of
from domain.registry import KINDS
from domain.rule import Kind, Reads, Rule

By = tuple[str, ...]
Choice = tuple[str, ...]
"""Tags, one of each kind of object in a choice of these."""
Types = dict[str, bool]
"""Types of event that a decision reads, and of each whether it can break a rule of it."""


class _Plan:
    """What is read: for each choice of kinds of object, which types of event."""

    def __init__(self, *all_reads: tuple[Reads, bool]) -> None:
        """Each with whether it may break a rule."""
        self.types: dict[By, Types] = {}
        self._fitting: dict[frozenset[str], list[tuple[By, Types]]] = {}
        for reads, may_break in all_reads:
            for by in {_sorted(reads.by), () if reads.everywhere else _sorted(reads.by)}:
                types = self.types.setdefault(by, {})
                for type_ in reads.types:
                    types[type_] = types.get(type_, False) or may_break

    def fitting(self, kinds: frozenset[str]) -> list[tuple[By, Types]]:
        """What of it is read by a decision that concerns objects of these kinds."""
        found = self._fitting.get(kinds)
        if found is None:
            found = self._fitting[kinds] = [(by, types) for by, types in self.types.items() if kinds.issuperset(by)]
        return found


def _sorted(by: By) -> By:
    """By the same kinds of object, always written the same."""
    return tuple(sorted(by))


def _marked(all_reads: Iterable[Reads]) -> Iterator[tuple[Reads, bool]]:
    return ((reads, not reads.mends) for reads in all_reads)


@dataclass(frozen=True, slots=True)
class _Conditional:
    """A rule of which more is read the more of it matters. `switch`: what turns it on or off."""

    rule: Rule
    idling: _Plan
    reads: _Plan
    switch: _Plan
    settling: _Plan
    further: _Plan


def _conditional(rule: Rule) -> _Conditional:
    switch = (reads for reads in rule.reads if reads.by == ("programme",))
    each = (_Plan(*_marked(reads)) for reads in (rule.idling, rule.reads, switch, rule.settling, rule.further))
    return _Conditional(rule, *each)


def _base(kind: Kind) -> _Plan:
    """What is always read. Who may post a decision, and what it concerns, is not asked again when something else is recorded."""
    rules = (reads for rule in RULES[kind.type] if not rule.is_conditional for reads in rule.reads)
    return _Plan(*_marked(rules), *((reads, False) for reads in (*kind.who.reads, *kind.concerns_reads)))


def _dispensing(kind: Kind) -> _Plan:
    return _Plan(*_marked(reads for rule in RULES[kind.type] for reads in reads_of(rule) if reads not in rule.reads))


def _concerning(type_: str) -> _Plan:
    """The decisions whose concerns an event of this type tells."""
    return _Plan(
        *((Reads((kind.type,), reads.by), False) for kind in KINDS for reads in kind.concerns_reads if type_ in reads.types)
    )


_BASE = {kind.type: _base(kind) for kind in KINDS}
_CONDITIONAL = {kind.type: [_conditional(rule) for rule in RULES[kind.type] if rule.is_conditional] for kind in KINDS}
_DISPENSING = {kind.type: _dispensing(kind) for kind in KINDS}
_CONCERNS = {kind.type: _Plan(*_marked(kind.concerns_reads)) for kind in KINDS}
_CONCERNING = {kind.type: _concerning(kind.type) for kind in KINDS}
_MEMBERSHIP = _Plan((Reads(("BoroughJoined", "BoroughWithdrew"), ("borough",)), False))


def _all_plans(type_: str) -> Iterator[_Plan]:
    yield from (_BASE[type_], _DISPENSING[type_], _CONCERNING[type_], _MEMBERSHIP)
    for each in _CONDITIONAL[type_]:
        yield from (each.reads, each.settling, each.further)


_NOTED: dict[str, set[By]] = {kind.type: set() for kind in KINDS}
"""For each type of event, by which choices of kinds of object any decision reads it."""
_READERS: list[set[int]] = [set() for _ in KINDS]
"""For each type of event, by its code, the codes of those that read it."""
for _code, _kind in enumerate(KINDS):
    for _plan in _all_plans(_kind.type):
        for _by, _types in _plan.types.items():
            for _type in _types:
                _NOTED[_type].add(_by)
                _READERS[CODES[_type]].add(_code)


@dataclass(frozen=True, slots=True)
class Told:
    """`is_late`: something that the decision reads came later. `judged_by`: of that, what may have upset it. `concerning`: what was
    recorded later, counts before, and concerns what this decision says."""

    is_late: bool
    judged_by: Collection[int] = ()
    concerning: Collection[int] = ()


NOTHING = Told(is_late=False)


@dataclass(frozen=True, slots=True)
class _Asking:
    """A decision that asks, and what it concerns."""

    recorded: Recorded
    objects: Objects
    kinds: frozenset[str]

    @classmethod
    def of(cls, recorded: Recorded) -> _Asking:
        objects = by_kind(recorded.tags)
        return cls(recorded, objects, frozenset((*objects, "programme")))


class Late:
    """Walks all decisions in the order in which they count, and tells which of them met another past when they were recorded."""

    def __init__(self, positions: Sequence[int], since: Sequence[int], codes: Sequence[int]) -> None:
        """In the order in which they count: the positions, those since which they count so (of a corrected one, its newest
        correction's), and the codes of their types."""
        self._after = _least_read_after(positions, codes)
        self._before = _greatest_before(since)
        self._noted: dict[By, dict[Choice, dict[str, list[int]]]] = {}
        self._newest: dict[By, int] = {}
        self._concerned: dict[tuple[By, Choice], set[str]] = {}

    def note(self, number: int, recorded: Recorded, since: int) -> None:
        """One more decision that counts. `number`: its place, from 0."""
        if self._after[number] >= since:
            return  # all that counts after it and could read it was recorded after it too
        objects = by_kind(recorded.tags)
        for by in _NOTED[recorded.type]:
            for choice in _choices(by, objects):
                self._newest[by] = max(self._newest.get(by, 0), since)
                insort(self._noted.setdefault(by, {}).setdefault(choice, {}).setdefault(recorded.type, []), since)
        for by in _CONCERNING[recorded.type].types:
            for choice in _choices(by, objects):
                self._concerned.setdefault((by, choice), set()).update(recorded.tags)

    def told(self, number: int, recorded: Recorded, fold: Fold, *, thorough: bool, leans: bool) -> Told:
        """What was recorded later than this decision, counts before it, and may have to do with it.

        `fold`: what is effective before the decision. `thorough`: for one that stood elsewhere, or said something else, for a
        while, or that breaks a rule as it stands. `leans`: there is a rule that it keeps by a dispensation alone.
        """
        if self._before[number] <= recorded.position:
            return NOTHING
        asking = _Asking.of(recorded)
        told, concerning = self._read(asking, fold, thorough, leans), dict[int, bool]()
        if told and (more := self._once_concerned(recorded)):
            asking = _Asking.of(replace(recorded, tags=recorded.tags | more))
            told = self._read(asking, fold, thorough, leans)
        self._tell(asking, _CONCERNING[recorded.type], concerning)
        others = told.keys() if thorough else told.keys() - {max(told, default=0)}
        return Told(bool(told), {each for each in others if told[each]}, concerning.keys())

    def _read(self, asking: _Asking, fold: Fold, thorough: bool, leans: bool) -> dict[int, bool]:
        """What a decision reads and came later. What is left out had nothing to do with it at any time."""
        recorded, told = asking.recorded, dict[int, bool]()
        self._tell(asking, _BASE[recorded.type], told)
        borough = recorded.actor.officer_of
        if borough is not None:
            self._tell(_Asking(recorded, {"borough": [f"borough:{borough}"]}, frozenset({"borough"})), _MEMBERSHIP, told)
        for each in _CONDITIONAL[recorded.type]:
            self._read_for(each, asking, fold, thorough, told)
        if told or thorough or leans:
            self._tell(asking, _DISPENSING[recorded.type], told)
        return told

    def _read_for(self, rule: _Conditional, asking: _Asking, fold: Fold, thorough: bool, told: dict[int, bool]) -> None:
        """Where nothing that tells so came late, the rule was idle, or switched off, or spared the decision, all the time."""
        decision, own, idling = asking.recorded.decision, dict[int, bool](), dict[int, bool]()
        self._tell(asking, rule.idling, idling)
        if not idling and not thorough and rule.rule.idles(fold, decision):
            return
        switched = dict[int, bool]()
        self._tell(asking, rule.reads, own)
        self._tell(asking, rule.switch, switched)
        if switched or rule.rule.asks(fold):
            self._tell(asking, rule.settling, own)
            if own or thorough or not rule.rule.spares(fold, decision):
                self._tell(asking, rule.further, own)
        for each, may_break in own.items():
            told[each] = told.get(each, False) or may_break

    def _tell(self, asking: _Asking, plan: _Plan, told: dict[int, bool]) -> None:
        """Add the positions, later than its own, since which it is so what the decision reads by this plan."""
        position = asking.recorded.position
        for by, types in plan.fitting(asking.kinds):
            if self._newest.get(by, 0) <= position:
                continue
            noted_by = self._noted[by]
            for choice in _choices(by, asking.objects):
                noted = noted_by.get(choice)
                if noted is None:
                    continue
                for type_ in noted.keys() & types.keys():
                    since = noted[type_]
                    if since[-1] > position:
                        for each in since[bisect_right(since, position) :]:
                            told[each] = told.get(each, False) or types[type_]

    def _once_concerned(self, recorded: Recorded) -> set[str]:
        """What the decision may have concerned for a while, by what came late."""
        more: set[str] = set()
        objects = by_kind(recorded.tags)
        for by in _CONCERNS[recorded.type].types:
            for choice in _choices(by, objects):
                more |= self._concerned.get((by, choice), set())
        return more - recorded.tags


def _choices(by: By, objects: Objects) -> Iterable[Choice]:
    """Every choice of one tag of each kind in `by`; none when a kind has no tag here. Everything concerns the programme."""
    if len(by) == 1 and by[0] != "programme":
        return [(tag,) for tag in objects.get(by[0], ())]
    return product(*([PROGRAMME] if kind == "programme" else objects.get(kind, ()) for kind in by))


def _greatest_before(numbers: Sequence[int]) -> array[int]:
    """For each place, the greatest of the numbers before it; 0 at the first."""
    return array("Q", accumulate(islice(chain((0,), numbers), len(numbers)), max))


def _least_read_after(positions: Sequence[int], codes: Sequence[int]) -> array[int]:
    """For each place, the least of the positions after it of decisions that may read what stands there; more than any if none."""
    least = [2**63] * len(KINDS)
    found = array("Q", bytes(8 * len(positions)))
    for number in reversed(range(len(positions))):
        code, position = codes[number], positions[number]
        found[number] = min((least[reader] for reader in _READERS[code]), default=2**63)
        least[code] = min(least[code], position)
    return found
