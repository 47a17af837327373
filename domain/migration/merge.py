"""Merge the service: from now on it is one for all parties."""

from __future__ import annotations

from domain.borough.borough import Borough, title_of
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.migration import Event, Migration, area_and_parties
from domain.migration.parties import PARTIES
from domain.migration.phase import UNDER_WAY
from domain.migration.propose import YesNo
from domain.programme.areas import AreaKind
from domain.programme.programme import Area
from domain.rule import BOARD_ONLY, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id, Title, Whole, listed


class ServiceMerged(Decision):
    migration: Id
    place: Title
    single_case_load: YesNo
    headcount: Whole | None = None


def parties_not_moved(fold: Fold, decision: ServiceMerged, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    waiting = sorted(migration.parties - migration.moved.keys())
    if not waiting:
        return None
    names = listed([title_of(fold, borough) for borough in waiting])
    have = "has" if len(waiting) == 1 else "have"
    message = f"{migration.title or decision.migration} cannot merge before every party has moved: {names} {have} not."
    causes = fold.causes(f"migration:{decision.migration}", ["MigrationProposed", "PartyAdded"])
    return Broken(message, causes, who_can=tuple(f"an officer of {borough}, with move-borough" for borough in waiting))


def quality_below_floor(fold: Fold, decision: ServiceMerged, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    if migration.quality is None or migration.quality.score >= migration.quality_floor:
        return None
    message = (
        f"The newest quality measure of {migration.title}, {migration.quality.measure}, stands at {migration.quality.score}: "
        f"under the floor of {migration.quality_floor} that residents were promised."
    )
    who = ("an officer of any party, with record-quality",)
    return Broken(message, (migration.quality.position,), who_can=who)


def not_standardised(fold: Fold, decision: ServiceMerged, at: Recorded) -> Broken | None:
    """IT organisations merge only where the parties run the same systems in each environment of which they declared any."""
    migration = fold.get(Migration, decision.migration)
    if fold.get(Area, migration.area).kind != AreaKind.ORGANISATION:
        return None
    parties = sorted(migration.parties)
    systems = {borough: fold.get(Borough, borough).systems for borough in parties}
    differing = [
        (id_, area)
        for id_, area in sorted(fold.all(Area).items())
        if area.kind == AreaKind.ENVIRONMENT and len({frozenset(systems[borough].get(id_, {})) for borough in parties}) > 1
    ]
    if not differing:
        return None
    titles = listed([area.title or id_ for id_, area in differing])
    found = {position for id_, _ in differing for b in parties for _, position in systems[b].get(id_, {}).values()}
    who = tuple(f"an officer of {borough}, with declare-system or retire-system" for borough in parties)
    return Broken(f"The parties do not run the same systems in {titles}.", tuple(sorted(found)), who_can=who)


def merge(fold: Fold, decision: ServiceMerged, recorded: Recorded) -> None:
    merged = replace(
        fold.get(Migration, decision.migration),
        merged=Event(recorded.effective_on, recorded.position),
        place=decision.place,
        single_case_load=decision.single_case_load,
        headcount=decision.headcount,
    )
    fold.put(Migration, decision.migration, merged)


KINDS = (
    Kind(
        "merge-service",
        ServiceMerged,
        BOARD_ONLY,
        "Merge the service of all parties into one: in one place, and perhaps on one case load.",
        rules=(
            Rule(
                "parties.not-moved",
                parties_not_moved,
                (*PARTIES, mending("BoroughMoved", by="migration")),
            ),
            Rule(
                "quality.below-floor",
                quality_below_floor,
                (breaking("QualityMeasured", "MigrationProposed", by="migration"),),
            ),
            *UNDER_WAY,
            Rule(
                "systems.not-standardised",
                not_standardised,
                (
                    breaking("SystemDeclared", "SystemRetired", by="borough"),
                    breaking("SystemDeclared", "SystemRetired", by="migration"),
                    breaking("ServiceAreaDefined", by="programme"),
                    *PARTIES,
                ),
            ),
        ),
        effect=merge,
        concerns=area_and_parties,
        concerns_reads=PARTIES,
    ),
)
