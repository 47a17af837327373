"""Who may post a decision. It is judged when the decision is posted: what is found out later about holders or parties does not
undo that somebody was entitled to act."""

from __future__ import annotations

from domain.borough.borough import Borough, title_of
from domain.decision import BrokenRule, Recorded
from domain.fold import Fold
from domain.rule import ANY_MEMBER, Who
from domain.words import listed

BOARD_ONLY = "authority.board-only"
NOT_YOURS = "authority.not-yours"


def may_not(fold: Fold, who: Who, posted: Recorded) -> BrokenRule | None:
    """Why the actor may not post this decision; None when it may. The fold is what was effective before."""
    actor = posted.actor
    if who.board_only:
        if actor.is_board:
            return None
        return BrokenRule(BOARD_ONLY, "This is a joint decision: the board takes it.", who_can=(who.words,))
    borough = actor.officer_of
    if who is ANY_MEMBER:
        if actor.is_board or (borough is not None and fold.get(Borough, borough).member):
            return None
        return BrokenRule(NOT_YOURS, "An officer of a member borough posts this.", who_can=(who.words,))
    owners = sorted(who.owners(fold, posted.decision)) if who.owners else []
    if borough in owners:
        return None
    names = listed([title_of(fold, owner) for owner in owners]) or "the borough concerned"
    return BrokenRule(NOT_YOURS, f"This is for an officer of {names} to post.", who_can=(who.words,))
