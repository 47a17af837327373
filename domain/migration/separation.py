"""Separate a service: on notice, one borough leaves what was merged. To come back it needs a migration of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.borough.borough import title_of
from domain.dates import Day, spoken
from domain.decision import Decision, Fault, Recorded
from domain.fold import Fold
from domain.migration.migration import PROPOSED, Event, Migration, area_of
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id


class SeparationNoticeGiven(Decision):
    migration: Id
    borough: Id
    separates_on: Day

    def faults(self, on: date) -> Iterator[Fault]:
        if self.separates_on < on:
            yield Fault(("separates_on",), f"the service cannot separate before the notice counts, on {spoken(on)}")


class ServiceSeparated(Decision):
    migration: Id
    borough: Id


def not_in_merged_service(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    title = migration.title or decision.migration
    if migration.merged is None:
        who = ("the joint board, with merge-service",)
        return Broken(f"{title} is no merged service, so nobody can leave it.", who_can=who)
    if not migration.is_settled(decision.borough):
        causes = {migration.merged.position}
        if decision.borough in migration.separated:
            causes.add(migration.separated[decision.borough].position)
        return Broken(f"{title_of(fold, decision.borough)} is not in the shared service {title}.", tuple(sorted(causes)))
    return None


def lacks_notice(fold: Fold, decision: ServiceSeparated, at: Recorded) -> Broken | None:
    """Notice by the borough, or to it: one that another party gave was given to all the others."""
    migration = fold.get(Migration, decision.migration)
    notices = migration.separation_notices
    if any(separates_on <= at.effective_on for _, separates_on, _ in notices):
        return None
    title = migration.title or decision.migration
    who = (f"an officer of {decision.borough}, with give-notice-of-separation",)
    if not notices:
        return Broken(f"No notice of separation of {title} was given by {title_of(fold, decision.borough)} or to it.", who_can=who)
    until = min(separates_on for _, separates_on, _ in notices)
    message = f"Notice of separation of {title} was given for {spoken(until)}, which has not come."
    return Broken(message, tuple(position for _, _, position in notices), until=until, who_can=who)


def give_notice(fold: Fold, decision: SeparationNoticeGiven, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    notice = (decision.borough, decision.separates_on, recorded.position)
    fold.put(Migration, decision.migration, replace(migration, separation_notices=(*migration.separation_notices, notice)))


def separate(fold: Fold, decision: ServiceSeparated, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    separated = {**migration.separated, decision.borough: Event(recorded.effective_on, recorded.position)}
    fold.put(Migration, decision.migration, replace(migration.without(decision.borough), separated=separated))


IN_MERGED_SERVICE = Rule(
    "service.not-merged",
    not_in_merged_service,
    (
        mending("ServiceMerged", by="migration"),
        mending("BoroughMoved", by="migration borough"),
        breaking("ServiceSeparated", by="migration borough"),
        breaking("BoroughWithdrew", by="borough"),
    ),
)

KINDS = (
    Kind(
        "give-notice-of-separation",
        SeparationNoticeGiven,
        OWN_BOROUGH,
        "Give the other parties notice that a service separates on a date.",
        rules=(IN_MERGED_SERVICE,),
        effect=give_notice,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
    Kind(
        "separate-service",
        ServiceSeparated,
        OWN_BOROUGH,
        "A borough leaves a merged service.",
        rules=(
            IN_MERGED_SERVICE,
            Rule("separation.notice-required", lacks_notice, (mending("SeparationNoticeGiven", by="migration"),)),
        ),
        effect=separate,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
)
