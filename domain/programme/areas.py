"""Define a service area: something that the boroughs may merge."""

from __future__ import annotations

from enum import StrEnum

from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.programme.programme import Area
from domain.rule import BOARD_ONLY, Kind
from domain.words import Id, Title


class AreaKind(StrEnum):
    ENVIRONMENT = "environment"
    FRONT_LINE = "front-line"
    BACK_OFFICE = "back-office"
    ORGANISATION = "organisation"


class ServiceAreaDefined(Decision):
    about_programme = True
    area: Id
    title: Title
    kind: AreaKind


def define(fold: Fold, decision: ServiceAreaDefined, recorded: Recorded) -> None:
    fold.put(Area, decision.area, Area(decision.title, decision.kind))


KINDS = (
    Kind(
        "define-service-area",
        ServiceAreaDefined,
        BOARD_ONLY,
        "Define a service area that the boroughs may merge.",
        effect=define,
        registers="area",
    ),
)
