"""The words of the rules on contracts: what a contract's terms have come to, and what they mean for a merger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tests.legal import naive_words as words
from tests.legal.naive_words import Before, Told


@dataclass
class Terms:
    """A contract as it stands."""

    id: str
    kind: str
    supplier: str
    holders: list[str]
    areas: list[str]
    starts_on: date
    ends_on: date
    annual_value: Decimal
    notice_days: int
    options: list[int]
    used: list[int] = field(default_factory=list)
    notices: list[date] = field(default_factory=list)
    concluded: bool = False

    def end(self) -> date:
        end = words.months_later(self.ends_on, sum(self.used))
        return min([end, *self.notices])

    def release(self, on: date) -> date:
        if self.notices:
            return self.end()
        return min(self.end(), on + timedelta(days=self.notice_days))

    def unused(self) -> list[int]:
        left = list(self.options)
        for months in self.used:
            if months in left:
                left.remove(months)
        return left

    def whole_life_value(self) -> Decimal:
        days = max((self.end() - self.starts_on).days + 1, 0)  # a notice may end it before it starts
        return (self.annual_value * days / Decimal("365.25")).quantize(Decimal("0.01"), ROUND_HALF_EVEN)

    def vary(self, data: Mapping[str, Any]) -> None:
        self.holders = list(data.get("boroughs") or self.holders)
        self.areas = list(data.get("areas") or self.areas)
        if data.get("annual_value") is not None:
            self.annual_value = Decimal(data["annual_value"])


def as_registered(data: Mapping[str, Any]) -> Terms:
    return Terms(
        id=data["contract"],
        kind=data["kind"],
        supplier=data["supplier"],
        holders=list(data["boroughs"]),
        areas=list(data["areas"]),
        starts_on=words.day(data["starts_on"]),
        ends_on=words.day(data["ends_on"]),
        annual_value=Decimal(data["annual_value"]),
        notice_days=data["notice_days"],
        options=[option["months"] for option in data.get("extensions") or ()],
    )


CONTRACT_EVENTS = ("ContractExtended", "ContractVaried", "NoticeGiven", "ContractNovated", "ContractConcluded")


def contract(before: Before, id_: str) -> Terms | None:
    registered = before.last("ContractRegistered", contract=id_)
    if registered is None:
        return None
    terms = as_registered(registered.data)
    for told in before.of(*CONTRACT_EVENTS, contract=id_):
        if before.is_after(told, registered):
            take(terms, told)
    return terms


def take(terms: Terms, told: Told) -> None:
    """The contract after one more decision on it."""
    if told.type == "ContractExtended":
        terms.used.append(told["months"])
    elif told.type == "ContractVaried":
        terms.vary(told.data)
    elif told.type == "NoticeGiven":
        terms.notices.append(words.day(told["ends_on"]))
    elif told.type == "ContractNovated":
        terms.supplier = told["supplier"]
    elif told.type == "ContractConcluded":
        terms.concluded = True


def contracts(before: Before) -> list[Terms]:
    found = (contract(before, told["contract"]) for told in before.of("ContractRegistered"))
    return [terms for terms in found if terms is not None]


def binding(before: Before, migration: str, borough: str) -> list[Terms]:
    """The contracts that bind the borough in the migration's area."""
    area, together = words.area_of(before, migration), set(words.parties(before, migration))
    return [
        terms
        for terms in contracts(before)
        if not terms.concluded and borough in terms.holders and area in terms.areas and not together <= set(terms.holders)
    ]


def in_moved_area(before: Before, terms: Terms, pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether for one of these (holder, area) the holder is settled in a migration of the area of which not every party holds
    the contract."""
    return any(
        words.is_settled(before, proposed["migration"], holder)
        and not set(words.parties(before, proposed["migration"])) <= set(terms.holders)
        for holder, area in pairs
        for proposed in before.of("MigrationProposed", area=area)
    )


def lacks_consent(before: Before, terms: Terms) -> bool:
    """Whether the contract needs the board's consent and has it not."""
    threshold = before.last("ConsentThresholdSet", kind=terms.kind)
    if threshold is None:
        return False
    total = own = terms.whole_life_value()
    for other in contracts(before):
        counts = other.id != terms.id and other.kind == terms.kind and other.starts_on >= words.day(threshold["counts_from_on"])
        alike = other.supplier == terms.supplier or set(other.areas) & set(terms.areas)
        if counts and alike and set(other.holders) & set(terms.holders):
            total += other.whole_life_value()
    consented = sum((Decimal(told["amount"]) for told in before.of("ContractConsented", contract=terms.id)), Decimal(0))
    return total > Decimal(threshold["amount"]) and consented < own
