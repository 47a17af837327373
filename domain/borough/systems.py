"""Declare and retire systems: so that "standardised on the same systems" is a figure."""

from __future__ import annotations

from collections.abc import Iterable

from domain.borough.borough import Borough, officer, title_of
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.migration import Migration
from domain.programme.areas import AreaKind
from domain.programme.programme import Area
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id, Title


class SystemDeclared(Decision):
    borough: Id
    area: Id
    system: Id
    title: Title | None = None


class SystemRetired(Decision):
    borough: Id
    area: Id
    system: Id
    title: Title | None = None


def declared_already(fold: Fold, decision: SystemDeclared, at: Recorded) -> Broken | None:
    declared = fold.get(Borough, decision.borough).systems.get(decision.area, {}).get(decision.system)
    if declared is None:
        return None
    title, position = declared
    return Broken(f"{title_of(fold, decision.borough)} has declared {title} in {decision.area} already.", (position,))


def never_declared(fold: Fold, decision: SystemRetired, at: Recorded) -> Broken | None:
    if decision.system in fold.get(Borough, decision.borough).systems.get(decision.area, {}):
        return None
    message = f"{title_of(fold, decision.borough)} runs no system {decision.system} in {decision.area} that it could retire."
    return Broken(message, who_can=(officer(decision.borough, "declare-system"),))


def declare(fold: Fold, decision: SystemDeclared, recorded: Recorded) -> None:
    borough = fold.get(Borough, decision.borough)
    in_area = {
        **borough.systems.get(decision.area, {}),
        decision.system: (decision.title or decision.system, recorded.position),
    }
    fold.put(Borough, decision.borough, replace(borough, systems={**borough.systems, decision.area: in_area}))


def retire(fold: Fold, decision: SystemRetired, recorded: Recorded) -> None:
    borough = fold.get(Borough, decision.borough)
    in_area = {id_: found for id_, found in borough.systems.get(decision.area, {}).items() if id_ != decision.system}
    systems = {**borough.systems, decision.area: in_area}
    fold.put(Borough, decision.borough, replace(borough, systems={area: ids for area, ids in systems.items() if ids}))


def organisations_merging(fold: Fold, decision: SystemDeclared | SystemRetired) -> Iterable[str]:
    """What systems a borough runs concerns each merger of IT organisations of which it is a party."""
    for id_, migration in fold.all(Migration).items():
        # Of a migration that the borough was added to, the area may not be known yet: then it is read because of this tag.
        is_candidate = fold.get(Area, migration.area).kind in ("", AreaKind.ORGANISATION)
        if decision.borough in migration.parties and is_candidate:
            yield f"migration:{id_}"


MERGING = (
    breaking("MigrationProposed", "PartyAdded", "ServiceSeparated", by="borough"),
    breaking("MigrationProposed", by="migration"),
    breaking("ServiceAreaDefined", by="programme"),
)
SAME_SYSTEM = "borough area system"

KINDS = (
    Kind(
        "declare-system",
        SystemDeclared,
        OWN_BOROUGH,
        "Declare a system that the borough runs in a service area.",
        rules=(
            Rule(
                "already.exists",
                declared_already,
                (breaking("SystemDeclared", by=SAME_SYSTEM), mending("SystemRetired", by=SAME_SYSTEM)),
            ),
        ),
        effect=declare,
        concerns=organisations_merging,
        concerns_reads=MERGING,
    ),
    Kind(
        "retire-system",
        SystemRetired,
        OWN_BOROUGH,
        "Retire a system that the borough declared.",
        rules=(
            Rule(
                "unknown.subject",
                never_declared,
                (mending("SystemDeclared", by=SAME_SYSTEM), breaking("SystemRetired", by=SAME_SYSTEM)),
            ),
        ),
        effect=retire,
        concerns=organisations_merging,
        concerns_reads=MERGING,
    ),
)
