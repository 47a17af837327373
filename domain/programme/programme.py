"""The state of the programme as a whole, and of a service area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.decision import PROGRAMME
from domain.fold import Fold

LEDGER = PROGRAMME.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above `amount`, contracts of one kind need the board's consent; those started since `counts_from_on` add up."""

    amount: Decimal
    counts_from_on: date
    position: int


@dataclass(frozen=True, slots=True)
class Principles:
    """One version of the common principles. `position` names the version: the decision that adopted it."""

    principles: tuple[tuple[str, str], ...]
    position: int


@dataclass(frozen=True)
class Programme:
    title: str = ""
    started_on: date | None = None
    principles: Principles | None = None
    principles_version: int = 0
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)

    @classmethod
    def of(cls, fold: Fold) -> Programme:
        return fold.get(cls, LEDGER)


@dataclass(frozen=True, slots=True)
class Area:
    """A service area: what is being merged."""

    title: str = ""
    kind: str = ""
