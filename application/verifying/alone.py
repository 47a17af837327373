"""Judging alone: how one decision stood by what was known at some moment, whatever it did to others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from application.posted import faults
from domain.authority import may_not
from domain.boundary import Boundary, Extent, Item
from domain.contract.contract import DECISIONS as CONTRACT_DECISIONS
from domain.correction import in_order
from domain.decision import Recorded
from domain.fold import Fold
from domain.judgement import judge
from domain.reach import RECTIFIED, RULES, Reach, by_kind, reads_of, shared, to_read_whole
from domain.registry import BY_TYPE, folded
from domain.rule import ANY_MEMBER, Reads

Known = Callable[[Boundary], Iterable[Recorded]]
"""What was known within a boundary."""


def was_in_order(recorded: Recorded, known: Known) -> bool:
    """Whether it kept its rules, whoever posted it might, and it names what it concerns. `known`: when it was recorded."""
    kind, decision, stood = BY_TYPE[recorded.type], recorded.decision, _stood(recorded, known)
    if any(faults(decision, recorded.effective_on)) or may_not(stood.fold, kind.who, recorded) or stood.broken():
        return False
    concerns = {*decision.named(), *kind.concerns(stood.fold, decision)}
    if stood.later:  # what it came to concern by what was known to count later
        concerns.update(kind.concerns(folded(stood.later, stood.fold), decision))
    return concerns == recorded.tags


def was_not_upset(recorded: Recorded, known: Known, named: Collection[str]) -> bool:
    """Whether it kept its rules, but for those that records name. `known`: later, when something else was recorded."""
    return _stood(recorded, known).broken() <= {*named}


@dataclass(frozen=True, slots=True)
class _Stood:
    """A decision as it was known, what was effective before it, and what was known to count after it."""

    recorded: Recorded
    fold: Fold
    later: Sequence[Recorded]

    def broken(self) -> set[str]:
        return {found.code for found in judge(self.fold, self.recorded, RULES[self.recorded.type])}


def _stood(recorded: Recorded, known: Known) -> _Stood:
    extent = Extent(_own(recorded))
    while True:
        found = {each.position: each for each in known(extent.boundary())}
        past = in_order({**found, recorded.position: recorded}.values())
        at = next(number for number, each in enumerate(past) if each.position == recorded.position)
        stood = _Stood(past[at], folded(past[:at]), past[at + 1 :])
        missing = extent.missing(_further(stood, past))
        if not missing:
            return stood
        extent.add(missing)


def _own(recorded: Recorded) -> Boundary:
    """What it reads in any case."""
    kind, reading = BY_TYPE[recorded.type], _Reading(recorded.tags)
    for rule in RULES[recorded.type]:
        reading.add(rule.idling if rule.is_conditional else reads_of(rule))
    reading.add((*kind.who.reads, *kind.concerns_reads))
    boundary = reading.reach.boundary()
    borough = recorded.actor.officer_of
    if kind.who is ANY_MEMBER and borough is not None:
        types = frozenset({"BoroughJoined", "BoroughWithdrew", RECTIFIED})
        boundary |= {Item(types, frozenset({f"borough:{borough}"}))}
    return boundary


def _further(stood: _Stood, past: Sequence[Recorded]) -> Boundary:
    """What it reads besides, by what was found."""
    recorded, fold = stood.recorded, stood.fold
    tags = recorded.tags.union(BY_TYPE[recorded.type].concerns(fold, recorded.decision))
    boundary = set(_own(replace(recorded, tags=tags)))
    reading = _Reading(tags)
    for rule in RULES[recorded.type]:
        if not rule.is_conditional or rule.idles(fold, recorded.decision):
            continue
        reading.add(reads_of(rule))
        if rule.asks(fold):
            reading.add(rule.settling if rule.spares(fold, recorded.decision) else rule.further)
    for contract in to_read_whole(past):
        boundary.add(Item(frozenset((*CONTRACT_DECISIONS, RECTIFIED)), frozenset({contract})))
    for each in past:
        if each.type == "BoroughWithdrew":
            boundary.add(Item(frozenset({RECTIFIED}), frozenset(each.tagged("borough"))))
    return reading.reach.boundary() | boundary


class _Reading:
    """A boundary for a decision with these tags."""

    def __init__(self, tags: Iterable[str]) -> None:
        self.reach = Reach(Fold())
        self._objects = by_kind(tags)

    def add(self, all_reads: Iterable[Reads]) -> None:
        for reads in all_reads:
            for choice in shared(reads.by, self._objects):
                self.reach.add((*reads.types, RECTIFIED), choice)
            if reads.everywhere:
                self.reach.add(reads.types, frozenset())
