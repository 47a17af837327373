"""Courses: through which states each migration went, and how its quality was measured, up to a moment.

They are pure functions of a replay of the decisions that they need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from application.moment import Replay
from domain.boundary import Boundary, Item
from domain.fold import Fold
from domain.migration.migration import Migration, Quality
from domain.reach import RECTIFIED
from domain.registry import apply

STAGED = frozenset(
    {
        "MigrationProposed",
        "PartyAdded",
        "SpecificationProposed",
        "SpecificationApproved",
        "SpecificationObjected",
        "SpecificationAgreed",
        "BoroughMoved",
        "ServiceMerged",
        "MigrationPaused",
        "MigrationResumed",
        "MigrationAbandoned",
        "ServiceSeparated",
        RECTIFIED,
    }
)
"""The decisions that bring a migration from one state to another, and their corrections."""


@dataclass(frozen=True, slots=True)
class Step:
    """From a day on, a migration was in this state. `decision`: the first of that day that concerns it."""

    on: date
    state: str
    decision: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of quality, from the day on which it counts."""

    on: date
    quality: Quality


@dataclass(slots=True)
class Course:
    """What became of a migration, in the order of the days. States that did not outlast their day are left out."""

    steps: list[Step]
    measures: list[Measure]


def courses_need(migrations: Iterable[str]) -> Boundary:
    """The decisions that make the courses of these migrations, beside all withdrawals and their corrections."""
    return frozenset(Item(STAGED, frozenset({f"migration:{id_}"})) for id_ in migrations)


def courses(replay: Replay) -> dict[str, Course]:
    """The course of every migration that was proposed by then, by id. Work grows with the decisions of the replay."""
    found: dict[str, Course] = {}
    fold = Fold()
    for on, of_day in groupby(replay.decisions, key=lambda recorded: recorded.effective_on):
        concerned: dict[str, int] = {}
        for recorded in of_day:
            apply(fold, recorded)
            for tag in recorded.tagged("migration"):
                concerned.setdefault(tag.partition(":")[2], recorded.position)
            if recorded.type == "BoroughWithdrew":  # it leaves every migration that it was a party of, and names none
                concerned = dict.fromkeys(found, recorded.position) | concerned
        for id_, position in concerned.items():
            migration = fold.get(Migration, id_)
            if fold.registered(f"migration:{id_}") is not None:
                _follow(found.setdefault(id_, Course([], [])), on, migration, position)
    return dict(sorted(found.items()))


def _follow(course: Course, on: date, migration: Migration, position: int) -> None:
    if not course.steps or course.steps[-1].state != migration.state:
        course.steps.append(Step(on, migration.state, position))
    quality = migration.quality
    if quality is not None and (not course.measures or course.measures[-1].quality != quality):
        course.measures.append(Measure(on, quality))
