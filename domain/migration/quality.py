"""Record quality: a measure of the service, against the floor that residents would accept."""

from __future__ import annotations

from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.migration import PROPOSED, Migration, Quality, area_of
from domain.migration.parties import ANY_PARTY
from domain.rule import Kind
from domain.state import replace
from domain.words import Id, Score, Title


class QualityMeasured(Decision):
    migration: Id
    measure: Title
    score: Score


def record(fold: Fold, decision: QualityMeasured, recorded: Recorded) -> None:
    quality = Quality(decision.measure, decision.score, recorded.position)
    fold.put(Migration, decision.migration, replace(fold.get(Migration, decision.migration), quality=quality))


KINDS = (
    Kind(
        "record-quality",
        QualityMeasured,
        ANY_PARTY,
        "Record a measure of the service's quality, from 0 to 100.",
        effect=record,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
)
