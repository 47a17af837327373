"""Migrations."""

from __future__ import annotations

from collections.abc import Mapping

from application.moment import Replay
from application.views.view import Document, View, day, money, registered
from domain.migration.benefit import Claim
from domain.migration.migration import DECISIONS, Event, Migration


def show_migration(replay: Replay, id_: str) -> Document:
    migration = replay.fold.get(Migration, id_)
    specification, quality = migration.specification, migration.quality
    return {
        "migration": id_,
        "title": migration.title,
        "area": migration.area,
        "parties": sorted(migration.parties),
        "needs_framework": migration.needs_framework,
        "target_on": day(migration.target_on),
        "target_annual_saving": money(migration.target_annual_saving),
        "quality_floor": migration.quality_floor,
        "specification": {
            "version": specification.version,
            "title": specification.title,
            "sha256": specification.sha256,
            "approved_by": sorted(migration.approvals),
            "objected_by": sorted(migration.objections),
            "agreed": migration.is_agreed,
            "decision": specification.position,
        }
        if specification
        else None,
        "adopted": sorted(migration.adopted),
        "cutovers": [
            {"borough": borough, "cutover_on": day(cutover.on), "decision": cutover.position}
            for borough, cutover in sorted(migration.cutovers.items())
        ],
        "moved": _events(migration.moved),
        "separated": _events(migration.separated),
        "separation_notices": [
            {"borough": borough, "separates_on": day(separates_on), "decision": position}
            for borough, separates_on, position in migration.separation_notices
        ],
        "merged_on": day(migration.merged.on) if migration.merged else None,
        "place": migration.place,
        "single_case_load": migration.single_case_load,
        "headcount": migration.headcount,
        "quality": {"measure": quality.measure, "score": quality.score, "decision": quality.position} if quality else None,
        "claims": _claims(replay, id_),
        "state": migration.state,
    }


def _events(events: Mapping[str, Event]) -> list[Document]:
    return [{"borough": borough, "on": day(event.on), "decision": event.position} for borough, event in sorted(events.items())]


def _claims(replay: Replay, migration: str) -> list[Document]:
    return [
        {
            "claim": id_,
            "borough": claim.borough,
            "year": claim.year,
            "amount": money(claim.amount),
            "answers": [
                {
                    "borough": borough,
                    "answer": "accepted" if answer.accepted else "disputed",
                    "amount": money(answer.amount),
                    "decision": answer.position,
                }
                for borough, answer in sorted(claim.answers.items())
            ],
            "decision": claim.position,
        }
        for id_, claim in sorted(replay.fold.all(Claim).items())
        if claim.migration == migration
    ]


MIGRATIONS = View(
    "migration",
    frozenset({*DECISIONS, "BenefitClaimed", "BenefitAccepted", "BenefitDisputed", "BoroughWithdrew"}),
    show_migration,
    registered("migration", Migration),
    {"claims": frozenset({"BenefitClaimed", "BenefitAccepted", "BenefitDisputed"})},
)
