"""Adopt principles: the common principles on which specifications are agreed, case by case. Each adoption is a new version."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.programme.programme import LEDGER, Principles, Programme
from domain.rule import BOARD_ONLY, Kind
from domain.state import replace
from domain.words import Id, Prose


class Principle(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    principle: Id
    text: Prose


def _each_once(principles: tuple[Principle, ...]) -> tuple[Principle, ...]:
    if len({each.principle for each in principles}) != len(principles):
        raise ValueError("name each principle only once")
    return principles


class PrinciplesAdopted(Decision):
    about_programme = True
    principles: Annotated[tuple[Principle, ...], Field(min_length=1, max_length=100), AfterValidator(_each_once)]


def adopt(fold: Fold, decision: PrinciplesAdopted, recorded: Recorded) -> None:
    programme = Programme.of(fold)
    principles = Principles(tuple((each.principle, each.text) for each in decision.principles), recorded.position)
    version = programme.principles_version + 1
    fold.put(Programme, LEDGER, replace(programme, principles=principles, principles_version=version))


KINDS = (
    Kind(
        "adopt-principles",
        PrinciplesAdopted,
        BOARD_ONLY,
        "Adopt a new version of the common principles. Each borough endorses it before it approves a specification again.",
        effect=adopt,
    ),
)
