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
from domain.registry import KINDS
from domain.rule import STRUCTURAL, Kind, Reads, Rule, breaking, mending

RECTIFIED = "DecisionRectified"
"""A correction carries the tags of what it corrects: it is read wherever the corrected decision is."""

RULES: Mapping[str, tuple[Rule, ...]] = {kind.type: (*everywhere(kind), *kind.rules) for kind in KINDS}
"""Every rule of every kind of decision, in the order in which broken ones are listed."""

_SUBJECTS = ("area", "borough", "claim", "contract", "framework", "meeting", "migration", "supplier", "system")
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


def _readers() -> dict[str, list[Reader]]:
    readers: dict[str, list[Reader]] = {kind.type: [] for kind in KINDS}
    for type_, rules in RULES.items():
        for rule in rules:
            for reads in reads_of(rule):
                for read in reads.types:
                    readers[read].append(Reader(type_, rule, reads))
    return readers


READERS: Mapping[str, list[Reader]] = _readers()
"""For each kind of decision, the rules that read it."""


def shared(by: Iterable[str], tags: Collection[str], *, inverse: bool = False) -> Iterator[frozenset[str]]:
    """Every choice of one tag of each kind in `by`; none when a kind has no tag here.

    Everything concerns the programme, whether or not it carries its tag: so forwards it is always chosen, inversely never.
    """
    choices = []
    for kind in by:
        if kind != "programme":
            choices.append([tag for tag in tags if tag.startswith(kind) and tag[len(kind)] == ":"])
        elif not inverse:
            choices.append([PROGRAMME])
    return map(frozenset, product(*choices))


class Reach:
    """A boundary under construction: for each set of tags, the types of event (all, when None)."""

    __slots__ = ("_types",)

    def __init__(self) -> None:
        self._types: dict[frozenset[str], set[str] | None] = {}

    def add(self, types: Iterable[str] | None, tags: frozenset[str], *, rectified: bool = True) -> None:
        """Reach for events of these types (all, when None) that carry these tags, and for their corrections."""
        known = self._types.setdefault(tags, set())
        if types is None or known is None:
            self._types[tags] = None
        else:
            known.update(types)
            if rectified:
                known.add(RECTIFIED)

    def forward(self, reads: Reads, tags: Collection[str]) -> None:
        """Reach for what a rule reads, for a decision with these tags."""
        for choice in shared(reads.by, tags):
            self.add(reads.types, choice)
        if reads.everywhere:
            self.add(reads.types, frozenset(), rectified=False)

    def rule(self, rule: Rule, tags: Collection[str]) -> None:
        """Reach for all that one rule reads, for a decision with these tags."""
        for reads in reads_of(rule):
            self.forward(reads, tags)

    def inverse(self, type_: str, tags: Collection[str], *, corrected: bool = False) -> None:
        """Reach for the decisions that one of this type with these tags could upset: by being there, or by changing."""
        for reader in READERS[type_]:
            if corrected or not reader.reads.mends:
                for choice in shared(reader.reads.by, tags, inverse=True):
                    self.add((reader.type,), choice)

    def boundary(self) -> Boundary:
        return frozenset(Item(frozenset(types or ()), tags) for tags, types in self._types.items() if types is None or types)


def own_reach(reach: Reach, kind: Kind, tags: Collection[str]) -> None:
    """Reach for all that a decision of this kind must know of itself: its rules, who may post it, and what it concerns."""
    for rule in RULES[kind.type]:
        reach.rule(rule, tags)
    for reads in (*kind.who.reads, *kind.concerns_reads):
        reach.forward(reads, tags)


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
