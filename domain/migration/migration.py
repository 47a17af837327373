"""The state of one migration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from domain.fold import Fold, Grouping
from domain.rule import mending
from domain.state import replace

DECISIONS = (
    "MigrationProposed",
    "PartyAdded",
    "SpecificationProposed",
    "SpecificationApproved",
    "SpecificationObjected",
    "SpecificationAgreed",
    "FrameworkAdopted",
    "CutoverScheduled",
    "BoroughMoved",
    "QualityMeasured",
    "ServiceMerged",
    "MigrationPaused",
    "MigrationResumed",
    "MigrationAbandoned",
    "SeparationNoticeGiven",
    "ServiceSeparated",
)
"""All that changes a migration and names it. A borough that withdraws leaves every migration, and names none."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one party, or to the whole: when, and by which decision."""

    on: date
    position: int


@dataclass(frozen=True, slots=True)
class Specification:
    version: int
    title: str
    sha256: str
    position: int


@dataclass(frozen=True, slots=True)
class Quality:
    measure: str
    score: int
    position: int


@dataclass(frozen=True)
class Migration:
    """`parties`: those present now: added, and neither separated nor withdrawn since. `every_party`: all there ever were.

    `came`: by borough, the decision that last made it a party.
    `approvals` and `objections`: of the current version of the specification, by borough, with the decision's position.
    `moved`: parties settled in, until they separate.
    """

    title: str = ""
    area: str = ""
    parties: frozenset[str] = frozenset()
    every_party: frozenset[str] = frozenset()
    came: Mapping[str, int] = field(default_factory=dict)
    needs_framework: bool = False
    target_on: date | None = None
    target_annual_saving: Decimal = Decimal(0)
    quality_floor: int = 0
    specification: Specification | None = None
    approvals: Mapping[str, int] = field(default_factory=dict)
    objections: Mapping[str, int] = field(default_factory=dict)
    adopted: Mapping[str, int] = field(default_factory=dict)
    cutovers: Mapping[str, Event] = field(default_factory=dict)
    moved: Mapping[str, Event] = field(default_factory=dict)
    separated: Mapping[str, Event] = field(default_factory=dict)
    separation_notices: tuple[tuple[str, date, int], ...] = ()
    quality: Quality | None = None
    place: str | None = None
    single_case_load: bool | None = None
    headcount: int | None = None
    merged: Event | None = None
    paused: Event | None = None
    abandoned: Event | None = None

    def is_settled(self, borough: str) -> bool:
        """Moved, and not separated since."""
        return borough in self.moved

    @property
    def is_agreed(self) -> bool:
        """Every present party approved the current version of the specification."""
        return self.specification is not None and bool(self.parties) and self.parties <= self.approvals.keys()

    @property
    def is_wholly_separated(self) -> bool:
        """It merged, and since then so many parties left that nothing is shared any more."""
        return self.merged is not None and len(self.parties) <= 1

    @property
    def is_open(self) -> bool:
        """Neither abandoned nor wholly separated: its area can have no other migration."""
        return self.abandoned is None and not self.is_wholly_separated

    @property
    def state(self) -> str:
        if self.abandoned:
            return "abandoned"
        if self.merged:
            return "separated" if self.is_wholly_separated else "merged"
        if self.paused:
            return "paused"
        if self.moved:
            return "moving"
        return "agreed" if self.is_agreed else "proposed"

    def involves(self, borough: str) -> bool:
        """Whether the borough takes part in it: as a party, or (an irregular record may say so) without being one."""
        return any(borough in part for part in (self.parties, self.adopted, self.cutovers, self.moved))

    def without(self, borough: str) -> Migration:
        """The migration after a party left: what it approved, adopted, scheduled and moved is gone with it."""
        return replace(
            self,
            parties=self.parties - {borough},
            approvals=_drop(self.approvals, borough),
            objections=_drop(self.objections, borough),
            adopted=_drop(self.adopted, borough),
            cutovers=_drop(self.cutovers, borough),
            moved=_drop(self.moved, borough),
        )


BY_AREA = Grouping(Migration, lambda migration: (migration.area,))
"""Migrations by the area that they merge."""


def _drop(mapping: Mapping[str, Any], borough: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key != borough}


def area_of(fold: Fold, decision: Any) -> Iterable[str]:
    """A decision on a migration concerns the area that it merges."""
    area = fold.get(Migration, decision.migration).area
    return (f"area:{area}",) if area else ()


def area_and_parties(fold: Fold, decision: Any) -> Iterable[str]:
    """A decision on the migration as a whole concerns its area and every party present."""
    yield from area_of(fold, decision)
    for borough in fold.get(Migration, decision.migration).parties:
        yield f"borough:{borough}"


PROPOSED = (mending("MigrationProposed", by="migration"),)
"""What `area_of` reads."""
