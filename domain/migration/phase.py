"""Pause, resume and abandon a migration, and the rules about the phase that it is in."""

from __future__ import annotations

from typing import Any

from domain.borough.borough import board
from domain.dates import spoken
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.migration import Event, Migration, area_and_parties
from domain.migration.parties import PARTIES
from domain.rule import BOARD_ONLY, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id


class MigrationPaused(Decision):
    migration: Id


class MigrationResumed(Decision):
    migration: Id


class MigrationAbandoned(Decision):
    migration: Id


def _title(fold: Fold, migration: str) -> str:
    return fold.get(Migration, migration).title or migration


def paused(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    since = fold.get(Migration, decision.migration).paused
    if since is None:
        return None
    message = f"{_title(fold, decision.migration)} is paused since {spoken(since.on)}."
    return Broken(message, (since.position,), who_can=(board("resume-migration"),))


def not_paused(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    if fold.get(Migration, decision.migration).paused is not None:
        return None
    causes = fold.causes(f"migration:{decision.migration}", ["MigrationResumed"])
    return Broken(f"{_title(fold, decision.migration)} is not paused.", causes, who_can=(board("pause-migration"),))


def abandoned(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    since = fold.get(Migration, decision.migration).abandoned
    if since is None:
        return None
    message = f"{_title(fold, decision.migration)} was abandoned on {spoken(since.on)}."
    return Broken(message, (since.position,), who_can=(board("propose-migration"),))


def merged(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    since = fold.get(Migration, decision.migration).merged
    if since is None:
        return None
    return Broken(f"{_title(fold, decision.migration)} has been one service since {spoken(since.on)}.", (since.position,))


NOT_PAUSED = Rule(
    "migration.paused",
    paused,
    (breaking("MigrationPaused", by="migration"), mending("MigrationResumed", by="migration")),
)
MUST_BE_PAUSED = Rule(
    "migration.not-paused",
    not_paused,
    (mending("MigrationPaused", by="migration"), breaking("MigrationResumed", by="migration")),
)
NOT_ABANDONED = Rule("migration.abandoned", abandoned, (breaking("MigrationAbandoned", by="migration"),))
NOT_MERGED = Rule("migration.merged", merged, (breaking("ServiceMerged", by="migration"),))
UNFINISHED = (NOT_ABANDONED, NOT_MERGED)
"""The migration is neither abandoned nor merged."""
UNDER_WAY = (NOT_PAUSED, *UNFINISHED)
"""The migration is neither paused, nor abandoned, nor merged."""


def pause(fold: Fold, decision: MigrationPaused, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    fold.put(Migration, decision.migration, replace(migration, paused=Event(recorded.effective_on, recorded.position)))


def resume(fold: Fold, decision: MigrationResumed, recorded: Recorded) -> None:
    fold.put(Migration, decision.migration, replace(fold.get(Migration, decision.migration), paused=None))


def abandon(fold: Fold, decision: MigrationAbandoned, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    fold.put(Migration, decision.migration, replace(migration, abandoned=Event(recorded.effective_on, recorded.position)))


KINDS = (
    Kind(
        "pause-migration",
        MigrationPaused,
        BOARD_ONLY,
        "Pause a migration: until it resumes, nothing is scheduled, moved or merged.",
        rules=(*UNFINISHED, NOT_PAUSED),
        effect=pause,
        concerns=area_and_parties,
        concerns_reads=PARTIES,
    ),
    Kind(
        "resume-migration",
        MigrationResumed,
        BOARD_ONLY,
        "Resume a paused migration.",
        rules=(*UNFINISHED, MUST_BE_PAUSED),
        effect=resume,
        concerns=area_and_parties,
        concerns_reads=PARTIES,
    ),
    Kind(
        "abandon-migration",
        MigrationAbandoned,
        BOARD_ONLY,
        "Abandon a migration. Its area can then have another.",
        rules=UNFINISHED,
        effect=abandon,
        concerns=area_and_parties,
        concerns_reads=PARTIES,
    ),
)
