"""Reach: which part of the record a decision must know, derived from what its rules declare that they read.

A decision reaches for all that its rules read, and for all that it could upset: recorded decisions whose rules read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from domain.boundary import Boundary, Item
from domain.decision import PROGRAMME, Recorded
from domain.existence import everywhere
from domain.fold import Fold
from domain.registry import KINDS
from domain.rule import STRUCTURAL, Kind, Reads, Rule, breaking, mending

RECTIFIED = "DecisionRectified"
"""A correction carries the tags of what it corrects: it is read wherever the corrected decision is."""

RULES: Mapping[str, tuple[Rule, ...]] = {kind.type: (*everywhere(kind), *kind.rules) for kind in KINDS}
"""Every rule of every kind of decision, in the order in which broken ones are listed."""

_SUBJECTS = (
    "area",
    "borough",
    "claim",
    "contract",
    "dispensation",
    "framework",
    "meeting",
    "migration",
    "note",
    "supplier",
    "system",
)
"""What a dispensation may be for."""
_DISPENSATIONS = tuple(
    reads
    for subject in _SUBJECTS
    for reads in (mending("DispensationGranted", by=subject), breaking("DispensationRevoked", by=subject))
)


def reads_of(rule: Rule) -> tuple[Reads, ...]:
    """What a rule depends on. A gate also depends on the dispensations that may open it."""
    return rule.reads if rule.code in STRUCTURAL else (*rule.reads, *_DISPENSATIONS)


@dataclass(frozen=True, slots=True)
class Reader:
    """A rule of a kind of decision that reads another kind, and how the two are connected."""

    type: str
    rule: Rule
    reads: Reads
    further: bool = False


def _readers() -> dict[str, list[Reader]]:
    readers: dict[str, list[Reader]] = {kind.type: [] for kind in KINDS}
    for type_, rules in RULES.items():
        for rule in rules:
            for reads in reads_of(rule):
                for read in reads.types:
                    readers[read].append(Reader(type_, rule, reads))
            for reads in rule.further:
                for read in reads.types:
                    readers[read].append(Reader(type_, rule, reads, further=True))
    return readers


READERS: Mapping[str, list[Reader]] = _readers()
"""For each kind of decision, the rules that read it."""

_FURTHER_READERS: Mapping[str, list[Reader]] = {
    type_: [reader for reader in readers if reader.further] for type_, readers in READERS.items()
}

Plan = Mapping[tuple[str, ...], frozenset[str]]
"""What to reach for: types of event, by the kinds of object that they share with the decision at hand."""


def _plan(reads: Iterable[Reads]) -> Plan:
    plan: dict[tuple[str, ...], set[str]] = {}
    for each in reads:
        plan.setdefault(each.by, {RECTIFIED}).update(each.types)
    return {by: frozenset(types) for by, types in plan.items()}


def _own_reads(kind: Kind) -> Iterator[Reads]:
    for rule in RULES[kind.type]:
        yield from reads_of(rule)
    yield from kind.who.reads
    yield from kind.concerns_reads


_OWN: Mapping[str, Plan] = {kind.type: _plan(_own_reads(kind)) for kind in KINDS}
_EVERYWHERE: Mapping[str, frozenset[str]] = {
    kind.type: frozenset(type_ for reads in _own_reads(kind) if reads.everywhere for type_ in reads.types) for kind in KINDS
}
_SWITCHED: Mapping[str, tuple[Rule, ...]] = {kind.type: tuple(rule for rule in RULES[kind.type] if rule.further) for kind in KINDS}
"""The rules of each kind of decision that may be switched off."""


def _inverse_plan(type_: str, corrected: bool) -> Plan:
    plan: dict[tuple[str, ...], set[str]] = {}
    for reader in READERS[type_]:
        if (corrected or not reader.reads.mends) and not reader.further:
            plan.setdefault(reader.reads.by, {RECTIFIED}).add(reader.type)
    return {by: frozenset(types) for by, types in plan.items()}


_UPSETS: Mapping[tuple[str, bool], Plan] = {
    (kind.type, corrected): _inverse_plan(kind.type, corrected) for kind in KINDS for corrected in (False, True)
}


Objects = Mapping[str, list[str]]
"""Tags by the kind of object that they name."""


def by_kind(tags: Iterable[str]) -> Objects:
    """The tags of a decision, sorted out once for all that reaches from it."""
    found: dict[str, list[str]] = {}
    for tag in tags:
        found.setdefault(tag.partition(":")[0], []).append(tag)
    return found


def shared(by: Iterable[str], objects: Objects, *, inverse: bool = False) -> Iterator[frozenset[str]]:
    """Every choice of one tag of each kind in `by`; none when a kind has no tag here.

    Everything concerns the programme, whether or not it carries its tag: so forwards it is always chosen, inversely never.
    """
    choices = []
    for kind in by:
        if kind != "programme":
            choices.append(objects.get(kind, []))
        elif not inverse:
            choices.append([PROGRAMME])
    if len(choices) == 1:
        return (frozenset((tag,)) for tag in choices[0])
    return map(frozenset, product(*choices))


class Reach:
    """A boundary under construction: for each set of tags, the types of event.

    `fold`: all that is known so far; rules that it shows to be switched off reach no further.
    """

    __slots__ = ("_fold", "_types")

    def __init__(self, fold: Fold) -> None:
        self._fold = fold
        self._types: dict[frozenset[str], set[str]] = {}

    def add(self, types: Iterable[str], tags: frozenset[str]) -> None:
        """Reach for events of these types that carry these tags."""
        self._types.setdefault(tags, set()).update(types)

    def own(self, kind: Kind, tags: Collection[str]) -> None:
        """Reach for all that a decision of this kind must know of itself: its rules, who may post it, and what it concerns."""
        objects = by_kind(tags)
        for by, types in _OWN[kind.type].items():
            for choice in shared(by, objects):
                self.add(types, choice)
        if _EVERYWHERE[kind.type]:
            self.add(_EVERYWHERE[kind.type], frozenset())
        for rule in _SWITCHED[kind.type]:
            self._further(rule, objects)

    def rule(self, rule: Rule, tags: Collection[str]) -> None:
        """Reach for all that one rule reads, for a decision with these tags."""
        objects = by_kind(tags)
        for reads in reads_of(rule):
            self._forward(reads, objects)
        self._further(rule, objects)

    def upsets(self, type_: str, tags: Collection[str], *, corrected: bool = False) -> None:
        """Reach for the decisions that one of this type with these tags could upset: by being there, or by changing."""
        objects = by_kind(tags)
        for by, types in _UPSETS[type_, corrected].items():
            for choice in shared(by, objects, inverse=True):
                self.add(types, choice)
        for reader in _FURTHER_READERS[type_]:
            if (corrected or not reader.reads.mends) and self._is_on(reader.rule):
                for choice in shared(reader.reads.by, objects, inverse=True):
                    self.add((reader.type, RECTIFIED), choice)

    def _forward(self, reads: Reads, objects: Objects) -> None:
        for choice in shared(reads.by, objects):
            self.add((*reads.types, RECTIFIED), choice)
        if reads.everywhere:
            self.add(reads.types, frozenset())

    def _further(self, rule: Rule, objects: Objects) -> None:
        if rule.further and rule.asks(self._fold):
            for reads in rule.further:
                self._forward(reads, objects)

    def _is_on(self, rule: Rule) -> bool:
        """Whether a rule is switched on; and reach for what tells."""
        for reads in rule.reads:
            if reads.by == ("programme",):
                self._forward(reads, {})
        return rule.asks(self._fold)

    def boundary(self) -> Boundary:
        return frozenset(Item(frozenset(types), tags) for tags, types in self._types.items())


_TERMS = frozenset({"ContractExtended", "NoticeGiven", "ContractConcluded"})
_CHANGES_TAGS = frozenset({"ContractVaried", "ContractNovated"})


def to_read_whole(past: Iterable[Recorded]) -> set[str]:
    """The tags of contracts that must be read whole: a variation or novation changed which objects their decisions concern, so
    that a boundary by borough and area may hold only some of them."""
    registered, others, changed = set(), set(), set()
    for recorded in past:
        if recorded.type == "ContractRegistered":
            registered.update(recorded.tagged("contract"))
        elif recorded.type in _TERMS:
            others.update(recorded.tagged("contract"))
        elif recorded.type in _CHANGES_TAGS:
            changed.update(recorded.tagged("contract"))
    return changed | (others - registered)
