"""Propose a migration, and add a party to it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from domain.borough.borough import board, title_of
from domain.dates import Day
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.migration import BY_AREA, PROPOSED, Migration, area_of
from domain.migration.parties import PARTIES
from domain.migration.phase import UNFINISHED
from domain.money import Money
from domain.programme.programme import Area
from domain.rule import BOARD_ONLY, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id, Ids, Score, Title


def _yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("write true or false")
    return value


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]


class MigrationProposed(Decision):
    migration: Id
    title: Title
    area: Id
    parties: Ids
    needs_framework: YesNo
    target_on: Day
    target_annual_saving: Money
    quality_floor: Score


class PartyAdded(Decision):
    migration: Id
    borough: Id


def area_taken(fold: Fold, decision: MigrationProposed, at: Recorded) -> Broken | None:
    others = {
        id_: migration for id_, migration in fold.group(BY_AREA, decision.area) if id_ != decision.migration and migration.is_open
    }
    if not others:
        return None
    area = fold.get(Area, decision.area).title or decision.area
    titles = ", ".join(migration.title or id_ for id_, migration in others.items())
    causes = sorted({cause for id_ in others for cause in fold.causes(f"migration:{id_}", ["MigrationProposed"])})
    message = f"{area} has a migration already: {titles}. It would have to be abandoned or wholly separated first."
    return Broken(message, tuple(causes), who_can=(board("abandon-migration"),))


def party_already(fold: Fold, decision: PartyAdded, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    if decision.borough not in migration.parties:
        return None
    causes = fold.causes(f"migration:{decision.migration}", ["MigrationProposed", "PartyAdded"])
    return Broken(f"{title_of(fold, decision.borough)} is a party of {migration.title} already.", causes)


def propose(fold: Fold, decision: MigrationProposed, recorded: Recorded) -> None:
    known = fold.get(Migration, decision.migration)
    migration = replace(
        known,
        title=decision.title,
        area=decision.area,
        parties=frozenset(decision.parties),
        every_party=frozenset(decision.parties),
        came={**known.came, **dict.fromkeys(decision.parties, recorded.position)},
        needs_framework=decision.needs_framework,
        target_on=decision.target_on,
        target_annual_saving=decision.target_annual_saving,
        quality_floor=decision.quality_floor,
    )
    fold.put(Migration, decision.migration, migration)


def add_party(fold: Fold, decision: PartyAdded, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    parties, ever = migration.parties | {decision.borough}, migration.every_party | {decision.borough}
    came = {**migration.came, decision.borough: recorded.position}
    fold.put(Migration, decision.migration, replace(migration, parties=parties, every_party=ever, came=came))


KINDS = (
    Kind(
        "propose-migration",
        MigrationProposed,
        BOARD_ONLY,
        "Propose to merge a service area: who takes part, by when, to save how much, at what quality.",
        rules=(
            Rule(
                "already.exists",
                area_taken,
                (
                    breaking("MigrationProposed", "PartyAdded", by="area"),
                    mending("MigrationAbandoned", "ServiceMerged", "ServiceSeparated", by="area"),
                    mending("BoroughWithdrew", by="area", everywhere=True),
                ),
            ),
        ),
        effect=propose,
        registers="migration",
    ),
    Kind(
        "add-party",
        PartyAdded,
        BOARD_ONLY,
        "Add a party to a migration. It reopens the agreement: the new party must approve the specification too.",
        rules=(Rule("already.exists", party_already, PARTIES), *UNFINISHED),
        effect=add_party,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
)
