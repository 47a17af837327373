"""What if: hypothetical commands, decided by the real rules in a sitting that is thrown away, and the difference they would make.

Nothing is recorded and no key is used. Authority is judged only where the question says for whom a command is posted: otherwise
it is asked what would follow, not who may ask for it, and somebody is taken to post it who may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from application.hypotheses import UNSAID, WhatIf, acting_for
from application.posted import Posted
from application.sitting import Decided, Invalid, Refusal, Sitting
from application.views.view import Document
from domain.authority import NOT_YOURS
from domain.board.rectification import DecisionRectified
from domain.boundary import Boundary, Item
from domain.decision import BOARD, NOT_RECORDED, Recorded
from domain.fold import Fold
from domain.reach import RECTIFIED, by_kind, shared
from domain.registry import BY_TYPE
from domain.rule import Who

Outcome = Decided | Refusal | Invalid


Find = Callable[[int], Recorded | None]
"""Finds the recorded decision at a position, as recorded."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would become of each command, and the difference that all of them would make, by view."""

    outcomes: tuple[Outcome, ...]
    difference: dict[str, list[Document]]

    @property
    def decided(self) -> list[Recorded]:
        """All that would be recorded, in order, at the positions that it would take were nothing else recorded."""
        return [each for outcome in self.outcomes if isinstance(outcome, Decided) for each in outcome.decisions]


def suppose(question: WhatIf, sitting: Sitting, find: Find) -> Supposed:
    """Decide the commands one after another on what the sitting reads. The difference is not told yet. Raises Unavailable."""
    past: dict[int, Recorded] = {}

    def recorded_at(position: int) -> Recorded | None:
        return past.get(position) or find(position)

    outcomes: list[Outcome] = []
    for command in question.commands:
        outcome = _decide(sitting, command, recorded_at)
        outcomes.append(outcome)
        if isinstance(outcome, Decided):
            past |= {recorded.position: recorded for recorded in outcome.decisions}
    return Supposed(tuple(outcomes), {})


def changed(decided: Sequence[Recorded], find: Find) -> list[Recorded]:
    """The decisions that are new, and those that they correct, as recorded."""
    new = {recorded.position: recorded for recorded in decided}
    found: dict[int, Recorded] = {}
    ahead = list(decided)
    while ahead:
        recorded = ahead.pop()
        found[recorded.position] = recorded
        if isinstance(recorded.decision, DecisionRectified):
            corrected = new.get(recorded.decision.position) or find(recorded.decision.position)
            assert corrected is not None, "a correction of nothing is refused"
            ahead.append(corrected)
    return list(found.values())


def _decide(sitting: Sitting, command: Posted, find: Find) -> Outcome:
    try:
        if command.actor is not UNSAID:
            return sitting.decide(command)
        who = command.kind.who
        if who.owners and not who.reads and command.irregular is None:  # whose it is stands in the command itself
            return sitting.decide(replace(command, actor=acting_for(min(who.owners(Fold(), command.decision)))))
        outcome = sitting.decide(replace(command, actor=acting_for(BOARD)))
        if isinstance(outcome, Refusal) and any(broken.code == NOT_YOURS for broken in outcome.broken):
            owner = _an_owner(_asked_for(command, find), sitting)
            # Nothing is in its way but who posts it, or the board could have recorded it as irregular: so it needs no pardon.
            return sitting.decide(replace(command, actor=acting_for(owner), irregular=None)) if owner else outcome
        return outcome
    except Invalid as invalid:
        return invalid


def _asked_for(command: Posted, find: Find) -> Recorded:
    """The decision that the command asks for; of a rectification, the first decision of the chain that it corrects."""
    asked = Recorded(NOT_RECORDED, command.decision, command.effective_on, command.actor, frozenset())
    while isinstance(asked.decision, DecisionRectified) and (corrected := find(asked.decision.position)) is not None:
        asked = corrected
    return asked


def _an_owner(asked: Recorded, sitting: Sitting) -> str | None:
    """A borough whose officers may post the decision; None where nobody is known who may."""
    who = BY_TYPE[asked.type].who
    fold = sitting.before(asked.place, _telling(who, asked))
    return min(who.owners(fold, asked.decision), default=None) if who.owners else None


def _telling(who: Who, asked: Recorded) -> Boundary:
    """The decisions that tell whose the decision is."""
    objects = by_kind(asked.decision.named())
    found = {Item(frozenset({*reads.types, RECTIFIED}), choice) for reads in who.reads for choice in shared(reads.by, objects)}
    return frozenset(found.union(Item(frozenset(reads.types)) for reads in who.reads if reads.everywhere))
