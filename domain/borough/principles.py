"""Endorse the principles: a borough accepts the version now in force, before it approves specifications on it."""

from __future__ import annotations

from domain.borough.borough import Borough, board, title_of
from domain.decision import PROGRAMME, Decision, Recorded
from domain.fold import Fold
from domain.programme.programme import Programme
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id


class PrinciplesEndorsed(Decision):
    borough: Id


def no_principles(fold: Fold, decision: PrinciplesEndorsed, at: Recorded) -> Broken | None:
    if Programme.of(fold).principles is not None:
        return None
    return Broken("The programme has adopted no principles yet.", who_can=(board("adopt-principles"),))


def endorsed_already(fold: Fold, decision: PrinciplesEndorsed, at: Recorded) -> Broken | None:
    programme = Programme.of(fold)
    endorsements = fold.get(Borough, decision.borough).endorsed
    if programme.principles is None or programme.principles.position not in endorsements:
        return None
    message = f"{title_of(fold, decision.borough)} has endorsed version {programme.principles_version} of the principles already."
    return Broken(message, (endorsements[programme.principles.position],))


def endorse(fold: Fold, decision: PrinciplesEndorsed, recorded: Recorded) -> None:
    principles = Programme.of(fold).principles
    if principles is not None:
        borough = fold.get(Borough, decision.borough)
        endorsed = {**borough.endorsed, principles.position: recorded.position}
        fold.put(Borough, decision.borough, replace(borough, endorsed=endorsed))


def not_endorsed(fold: Fold, borough: str, at: Recorded) -> Broken | None:
    """Whether the borough has yet to endorse the principles now in force. Without principles there is nothing to endorse."""
    programme = Programme.of(fold)
    if programme.principles is None or programme.principles.position in fold.get(Borough, borough).endorsed:
        return None
    message = f"{title_of(fold, borough)} has not endorsed version {programme.principles_version} of the principles, now in force."
    causes = fold.causes(PROGRAMME, ["PrinciplesAdopted"])
    return Broken(message, causes, who_can=(f"an officer of {borough}, with endorse-principles",))


ENDORSEMENT = (breaking("PrinciplesAdopted", by="programme"), mending("PrinciplesEndorsed", by="borough"))
"""What `not_endorsed` reads."""

KINDS = (
    Kind(
        "endorse-principles",
        PrinciplesEndorsed,
        OWN_BOROUGH,
        "Endorse the principles now in force.",
        rules=(
            Rule("unknown.subject", no_principles, (mending("PrinciplesAdopted", by="programme"),)),
            Rule(
                "already.exists",
                endorsed_already,
                (breaking("PrinciplesEndorsed", by="borough"), mending("PrinciplesAdopted", by="programme")),
            ),
        ),
        effect=endorse,
    ),
)
