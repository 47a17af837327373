"""The state of one framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from domain.fold import Fold


@dataclass(frozen=True, slots=True)
class Lot:
    area: str
    supplier: str


@dataclass(frozen=True, slots=True)
class CallOff:
    """One adoption. `position`: the decision's."""

    borough: str
    lot: str
    migration: str
    value: Decimal
    position: int


@dataclass(frozen=True)
class Framework:
    title: str = ""
    lots: Mapping[str, Lot] = field(default_factory=dict)
    open_to: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    ceiling: Decimal = Decimal(0)
    ended_on: date | None = None
    call_offs: tuple[CallOff, ...] = ()

    @property
    def called_off(self) -> Decimal:
        """The sum of all call-offs so far, in pounds."""
        return sum((call_off.value for call_off in self.call_offs), Decimal(0))

    @property
    def state(self) -> str:
        return "ended" if self.ended_on is not None else "open"


def concerned(fold: Fold, decision: Any) -> Iterable[str]:
    """A decision on a whole framework concerns its suppliers and areas."""
    for lot in fold.get(Framework, decision.framework).lots.values():
        yield f"area:{lot.area}"
        yield f"supplier:{lot.supplier}"
