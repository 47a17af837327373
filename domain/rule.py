"""Rule and kind: how a kind of decision is described in the tables of the domain.

A rule is a small named predicate on (the fold so far, a decision). It does not know whether the decision is new: so a recorded
one can be judged again when something is entered before it. What a rule reads is declared beside it, and from that alone follow
both what a command must know (its boundary) and which later decisions it could upset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.decision import BrokenRule, Decision, Recorded
from domain.fold import Fold

STRUCTURAL = frozenset(
    {
        "already.exists",
        "authority.board-only",
        "authority.not-yours",
        "borough.already-joined",
        "borough.unknown",
        "rectification.unknown-decision",
        "unknown.subject",
    }
)
"""Rules of identity and authority: no dispensation and no irregular record passes them (marked † in the domain's table)."""


@dataclass(frozen=True, slots=True)
class Reads:
    """Decisions that a rule depends on: those of `types` that share with the judged one an object of each kind in `by`.

    `mends`: they can only mend the rule, never break it; so recording one re-checks nothing (correcting one does).
    `everywhere`: they are read whatever they concern (few in any ledger); what they upset is still found through `by`.
    """

    types: tuple[str, ...]
    by: tuple[str, ...]
    mends: bool = False
    everywhere: bool = False


def breaking(*types: str, by: str, everywhere: bool = False) -> Reads:
    """These may break the rule. `by`: the kinds of object that both must share, separated by spaces."""
    return Reads(types, tuple(by.split()), everywhere=everywhere)


def mending(*types: str, by: str, everywhere: bool = False) -> Reads:
    """These can only mend it."""
    return Reads(types, tuple(by.split()), mends=True, everywhere=everywhere)


@dataclass(frozen=True, slots=True)
class Broken:
    """What a predicate finds: the sentence and its causes, without the code, which the table holds."""

    message: str
    decisions: tuple[int, ...] = ()
    until: date | None = None
    who_can: tuple[str, ...] = ()


Check = Callable[[Fold, Any, Recorded], Broken | None]
"""A predicate: the fold so far, the decision's facts, and the decision in its place. None when the rule holds."""


def _always(fold: Fold) -> bool:
    return True


def _never(fold: Fold, decision: Any) -> bool:
    return False


Day = tuple[date, Sequence[Recorded], Fold]
"""A day, the decisions that count from it, and the fold at its end."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`reads`: what the check depends on. `further`: what it depends on as well, but only where `asks(fold)` says so on the
    ground of `reads`: a rule that is switched off reaches no further.
    `spares`: whether one decision keeps the rule by `reads` and `settling` alone, whatever else is in `further`.
    `settling`: that part of `further`.
    `idles`: whether one decision keeps the rule by `idling` alone, whatever else is in `reads` and `further`.
    `idling`: that part of `reads`.
    """

    code: str
    check: Check
    reads: tuple[Reads, ...] = ()
    further: tuple[Reads, ...] = ()
    asks: Callable[[Fold], bool] = _always
    spares: Callable[[Fold, Any], bool] = _never
    settling: tuple[Reads, ...] = ()
    idles: Callable[[Fold, Any], bool] = _never
    idling: tuple[Reads, ...] = ()

    @property
    def is_conditional(self) -> bool:
        """Whether what it reads depends on what it finds."""
        return bool(self.further) or self.idles is not _never

    def judge(self, fold: Fold, judged: Recorded) -> BrokenRule | None:
        found = self.check(fold, judged.decision, judged)
        if found is None:
            return None
        return BrokenRule(self.code, found.message, found.decisions, found.until, found.who_can)


@dataclass(frozen=True, slots=True)
class Who:
    """Who may post a kind of command. `board_only`: a joint decision. `owners`: the boroughs whose officers may, from the fold.

    `reads`: what `owners` depends on.
    """

    words: str
    board_only: bool = False
    owners: Callable[[Fold, Any], Iterable[str]] | None = None
    reads: tuple[Reads, ...] = ()


BOARD_ONLY = Who("the joint board", board_only=True)
OWN_BOROUGH = Who("an officer of the borough", owners=lambda fold, decision: (decision.borough,))
ANY_MEMBER = Who("an officer of any member borough", owners=None)


def _no_more(fold: Fold, decision: Any) -> Iterable[str]:
    return ()


def _nothing(fold: Fold, decision: Any, recorded: Recorded) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of decision: the command that asks for it, who may, what it registers, its rules and its effect.

    `records`: the event; the command carries the same fields. `concerns`: tags of objects that it concerns without naming them.
    `registers`: the kind of object whose id is new with it (`again`: and may be registered anew, under a rule of its own).
    `need_not_exist`: kinds of object that it may name before they are registered.
    `follows`: recorded by the ledger together with another decision; no command asks for it.
    `completes`: what else is decided by it, each with its date: from each day since its own, as the record stands with it.
    """

    command: str
    records: type[Decision]
    who: Who
    summary: str
    rules: tuple[Rule, ...] = ()
    effect: Callable[[Fold, Any, Recorded], None] = _nothing
    concerns: Callable[[Fold, Any], Iterable[str]] = _no_more
    concerns_reads: tuple[Reads, ...] = ()
    registers: str | None = None
    again: bool = False
    need_not_exist: frozenset[str] = frozenset()
    follows: bool = False
    schema: int = 1
    completes: Callable[[Iterable[Day], Recorded], Iterable[tuple[Decision, date]]] | None = None

    @property
    def type(self) -> str:
        """The name of the event in the record."""
        return self.records.__name__
