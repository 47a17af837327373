"""The state of one contract, and the terms that its rules speak of: end, release, open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from domain.dates import days_later, months_later
from domain.decision import Recorded
from domain.fold import Fold, Grouping
from domain.rule import Who, breaking

DECISIONS = (
    "ContractRegistered",
    "ContractExtended",
    "ContractVaried",
    "NoticeGiven",
    "ContractNovated",
    "ContractConcluded",
)
"""All that changes a contract."""
OF_THE_CONTRACT = breaking(*DECISIONS, by="contract")


@dataclass(frozen=True)
class Contract:
    """`extensions`: months of each option; `used`: of those used; `extended_by`: the decisions that used them, in the same order.

    `titled_by`: the variation that gave it its title, if one did. `concerned`: the tags of all holders, areas and suppliers that
    it ever had.
    """

    title: str = ""
    supplier: str = ""
    boroughs: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    kind: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    annual_value: Decimal = Decimal(0)
    notice_days: int = 0
    extensions: tuple[int, ...] = ()
    used: tuple[int, ...] = ()
    extended_by: tuple[int, ...] = ()
    titled_by: int | None = None
    reference: str | None = None
    notice_ends_on: date | None = None
    concluded_on: date | None = None
    manner: str | None = None
    exit_cost: Decimal | None = None
    concerned: frozenset[str] = field(default_factory=frozenset)

    @property
    def end(self) -> date:
        """`ends_on` plus the options used, or the date of a notice given, if earlier."""
        if self.ends_on is None:
            raise ValueError("only a registered contract has an end")
        extended = months_later(self.ends_on, sum(self.used)) if self.used else self.ends_on
        return min(extended, self.notice_ends_on) if self.notice_ends_on else extended

    def release(self, on: date) -> date:
        """The earliest date on which it can have ended, seen from `on`: its end, or the end of a notice given now."""
        if self.notice_ends_on is not None:
            return self.end
        return min(self.end, days_later(on, self.notice_days))

    @property
    def unused(self) -> tuple[int, ...]:
        """Months of each option not used yet."""
        left = list(self.extensions)
        for months in self.used:
            if months in left:
                left.remove(months)
        return tuple(left)

    @property
    def is_open(self) -> bool:
        """Registered and not concluded."""
        return self.ends_on is not None and self.concluded_on is None

    @property
    def state(self) -> str:
        if self.concluded_on is not None:
            return "concluded"
        return "noticed" if self.notice_ends_on else "open"


def _cells(contract: Contract) -> Iterator[tuple[str, str]]:
    return ((borough, area) for borough in contract.boroughs for area in contract.areas)


BY_CELL = Grouping(Contract, _cells)
"""Contracts by each borough that holds them and each area that they cover."""
OPEN_BY_CELL = Grouping(Contract, lambda contract: _cells(contract) if contract.is_open else ())
"""Of these, the open ones."""
BY_SUPPLIER = Grouping(Contract, lambda contract: ((borough, contract.supplier) for borough in contract.boroughs))
"""Contracts by each borough that holds them and their supplier."""


def concerned(fold: Fold, decision: Any) -> Iterable[str]:
    """A decision on a contract concerns all that ever held it, supplied it or were covered by it."""
    return fold.get(Contract, decision.contract).concerned


def note_concerned(contract: Contract, recorded: Recorded) -> frozenset[str]:
    """The contract's concerned objects, with those of one more decision."""
    new = [tag for tag in recorded.tags - contract.concerned if tag.startswith(("area:", "borough:", "supplier:"))]
    return contract.concerned.union(new) if new else contract.concerned


HOLDERS = Who(
    "an officer of a holder",
    owners=lambda fold, decision: fold.get(Contract, decision.contract).boroughs,
    reads=(breaking("ContractRegistered", "ContractVaried", by="contract"),),
)
"""Who may change a contract."""
CONCERNED = (breaking("ContractRegistered", "ContractVaried", "ContractNovated", by="contract"),)
"""What `concerned` reads."""


def manage(fold: Fold, contract: str, command: str) -> tuple[str, ...]:
    """Who can act on the contract, with a command."""
    return tuple(f"an officer of {borough}, with {command}" for borough in fold.get(Contract, contract).boroughs)
