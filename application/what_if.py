"""What if: hypothetical commands, decided by the real rules in a sitting that is thrown away, and the difference they would make.

Nothing is recorded and no key is used. Authority is judged only where the question says for whom a command is posted: otherwise
it is asked what would follow, not who may ask for it, and somebody is taken to post it who may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from application.differences import differences
from application.hypotheses import UNSAID, WhatIf, acting_for
from application.moment import Moment, fold_at
from application.ports import Store
from application.posted import Posted
from application.recollection import Recollection
from application.sitting import Decided, Invalid, Refusal, Sitting
from application.views.view import Document
from domain.authority import NOT_YOURS
from domain.board.rectification import DecisionRectified
from domain.decision import BOARD, NOT_RECORDED, Recorded
from domain.fold import Fold
from domain.registry import BY_TYPE, apply

Outcome = Decided | Refusal | Invalid


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would become of each command, and the difference that all of them would make, by view."""

    outcomes: tuple[Outcome, ...]
    difference: dict[str, list[Document]]


def suppose(question: WhatIf, known: Sequence[Recorded], at: Moment, store: Store, recollection: Recollection) -> Supposed:
    """Decide the commands on what was known at a moment, one after another, and compare the views with and without them.

    `known`: all that the views read, as stored. Positions are those that the decisions would take were nothing else recorded.
    Raises Unavailable.
    """
    sitting = Sitting(store, lambda: "", recollection, head=at.position)
    past = {recorded.position: recorded for recorded in known}
    outcomes: list[Outcome] = []
    for command in question.commands:
        outcome = _decide(sitting, command, past)
        outcomes.append(outcome)
        if isinstance(outcome, Decided):
            past |= {recorded.position: recorded for recorded in outcome.decisions}
    then = replace(at, as_of=question.compared_on)
    difference = differences(fold_at(then, known), fold_at(then, past.values()))
    return Supposed(tuple(outcomes), difference)


def _decide(sitting: Sitting, command: Posted, past: Mapping[int, Recorded]) -> Outcome:
    try:
        if command.actor is not UNSAID:
            return sitting.decide(command)
        outcome = sitting.decide(replace(command, actor=acting_for(BOARD)))
        if isinstance(outcome, Refusal) and any(broken.code == NOT_YOURS for broken in outcome.broken):
            owner = _an_owner(_asked_for(command, past), sitting.past())
            # Nothing is in its way but who posts it, or the board could have recorded it as irregular: so it needs no pardon.
            return sitting.decide(replace(command, actor=acting_for(owner), irregular=None)) if owner else outcome
        return outcome
    except Invalid as invalid:
        return invalid


def _asked_for(command: Posted, past: Mapping[int, Recorded]) -> Recorded:
    """The decision that the command asks for; of a rectification, the first decision of the chain that it corrects."""
    asked = Recorded(NOT_RECORDED, command.decision, command.effective_on, command.actor, frozenset())
    while isinstance(asked.decision, DecisionRectified) and asked.decision.position in past:
        asked = past[asked.decision.position]
    return asked


def _an_owner(asked: Recorded, past: Sequence[Recorded]) -> str | None:
    """A borough whose officers may post the decision; None where nobody is known who may."""
    who = BY_TYPE[asked.type].who
    fold = Fold()
    for recorded in past:
        if recorded.place < asked.place:
            apply(fold, recorded)
    return min(who.owners(fold, asked.decision), default=None) if who.owners else None
