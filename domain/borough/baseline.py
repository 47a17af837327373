"""Declare a baseline: what an area cost a borough in a year before the merger."""

from __future__ import annotations

from domain.borough.borough import Baselines, title_of
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.money import Money
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule, breaking
from domain.words import Id, Year


class BaselineDeclared(Decision):
    borough: Id
    area: Id
    year: Year
    annual_cost: Money


def declared_already(fold: Fold, decision: BaselineDeclared, at: Recorded) -> Broken | None:
    declared = fold.get(Baselines, Baselines.id(decision.borough, decision.area)).years.get(decision.year)
    if declared is None:
        return None
    message = (
        f"{title_of(fold, decision.borough)} has declared its baseline of {decision.area} for {decision.year} already: "
        "rectify that decision if the figure was wrong."
    )
    return Broken(message, (declared[1],))


def declare(fold: Fold, decision: BaselineDeclared, recorded: Recorded) -> None:
    id_ = Baselines.id(decision.borough, decision.area)
    years = {**fold.get(Baselines, id_).years, decision.year: (decision.annual_cost, recorded.position)}
    fold.put(Baselines, id_, Baselines(years))


KINDS = (
    Kind(
        "declare-baseline",
        BaselineDeclared,
        OWN_BOROUGH,
        "Declare the annual cost of an area in a year before the merger.",
        rules=(Rule("already.exists", declared_already, (breaking("BaselineDeclared", by="borough area"),)),),
        effect=declare,
    ),
)
