"""The state of one contract, and the terms that its rules speak of: end, release, open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from domain.dates import days_later, month_of, months_between, months_later
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

    `titled_by`: the variation that gave it its title, if one did. `restated_by`: those that state its title, holders or areas, of
    many that vary its value. `concerned`: the tags of all holders, areas and suppliers that it ever had.
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
    restated_by: tuple[int, ...] = ()
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


# A contract is varied many times, and hardly ever in these.
@lru_cache(maxsize=4096)
def _suppliers(concerned: frozenset[str]) -> tuple[str, ...]:
    return tuple(tag.partition(":")[2] for tag in concerned if tag.startswith("supplier:"))


@lru_cache(maxsize=4096)
def _months(ends_on: date | None, used: tuple[int, ...], notice_days: int, notice_ends_on: date | None) -> frozenset[str]:
    if ends_on is None:
        return frozenset()
    ends = [months_later(ends_on, sum(used[:options])) for options in range(len(used) + 1)]
    days = [*ends, days_later(ends[-1], -notice_days), *([notice_ends_on] if notice_ends_on else [])]
    return frozenset(month_of(day) for day in days)


BY_CELL = Grouping(Contract, _cells)
"""Contracts by each borough that holds them and each area that they cover."""
OPEN_BY_CELL = Grouping(Contract, lambda contract: _cells(contract) if contract.is_open else ())
"""Of these, the open ones."""
BY_MONTH = Grouping(
    Contract, lambda contract: _months(contract.ends_on, contract.used, contract.notice_days, contract.notice_ends_on)
)
"""Contracts by each month, such as 2014-07, with a last day of theirs: to give notice, to use an option, or of the contract."""
BY_SUPPLIER = Grouping(Contract, lambda contract: ((borough, contract.supplier) for borough in contract.boroughs))
"""Contracts by each borough that holds them and their supplier."""
BY_ANY_SUPPLIER = Grouping(Contract, lambda contract: _suppliers(contract.concerned))
"""Contracts by everyone who ever supplied them."""


MOST_MONTHS = 24


def due_between(fold: Fold, first: date, last: date) -> Iterable[tuple[str, Contract]]:
    """Every contract with a last day between two days, both included, and others perhaps."""
    months = months_between(first, last)
    if len(months) > MOST_MONTHS:
        return fold.all(Contract).items()
    return fold.in_groups(BY_MONTH, months).items()


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
