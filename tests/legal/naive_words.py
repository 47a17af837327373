"""The words of the rules, read off the list of what came before by plain loops: too slow to ship, too plain to be wrong.

Nothing here comes from the domain. Every question is asked anew, of the whole list, each time.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Told:
    """A decision as it counts: with the facts and the date that its newest correction gives it."""

    position: int
    type: str
    on: date
    data: Mapping[str, Any]
    tags: frozenset[str]
    irregular: Mapping[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self.data.get(name)

    def is_about(self, **facts: Any) -> bool:
        """Whether these fields have these values."""
        return all(self.data.get(name) == value for name, value in facts.items())


@dataclass
class Before:
    """What was effective before a decision, in the order in which it counts."""

    by_type: dict[str, list[tuple[int, Told]]] = field(default_factory=dict)
    count: int = 0

    def add(self, told: Told) -> None:
        self.count += 1
        self.by_type.setdefault(told.type, []).append((self.count, told))

    def of(self, *types: str, **facts: Any) -> list[Told]:
        """The decisions of these types whose fields have these values."""
        found = sorted((numbered for type_ in types for numbered in self.by_type.get(type_, ())), key=lambda each: each[0])
        return [told for _, told in found if told.is_about(**facts)]

    def is_after(self, told: Told, other: Told) -> bool:
        return (told.on, told.position) > (other.on, other.position)

    def last(self, *types: str, **facts: Any) -> Told | None:
        """The last of these, or None."""
        found = self.of(*types, **facts)
        return found[-1] if found else None

    def ends_with(self, type_: str, *others: str, **facts: Any) -> bool:
        """Whether the last of all these is one of the first type."""
        last = self.last(type_, *others, **facts)
        return last is not None and last.type == type_


def day(text: str) -> date:
    return date.fromisoformat(text)


def months_later(start: date, months: int) -> date:
    """The same day of that month, or its last day if it is shorter; from the last day of a month it is the last day."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = monthrange(year, month)[1]
    if start.day == monthrange(start.year, start.month)[1] or start.day > last:
        return date(year, month, last)
    return date(year, month, start.day)


# Boroughs


def is_member(before: Before, borough: str) -> bool:
    return before.ends_with("BoroughJoined", "BoroughWithdrew", borough=borough)


def has_endorsed(before: Before, borough: str) -> bool:
    """Whether the borough endorsed the principles now in force."""
    endorsed = False
    for told in before.of("PrinciplesAdopted", "PrinciplesEndorsed"):
        if told.type == "PrinciplesAdopted":
            endorsed = False
        elif told["borough"] == borough:
            endorsed = True
    return endorsed


def systems(before: Before, borough: str, area: str) -> set[str]:
    running: set[str] = set()
    for told in before.of("SystemDeclared", "SystemRetired", borough=borough, area=area):
        if told.type == "SystemDeclared":
            running.add(told["system"])
        else:
            running.discard(told["system"])
    return running


# Migrations


def area_of(before: Before, migration: str) -> str | None:
    proposed = before.last("MigrationProposed", migration=migration)
    return proposed["area"] if proposed else None


def parties(before: Before, migration: str) -> list[str]:
    """The present parties: proposed or added, and neither withdrawn nor separated since."""
    present: list[str] = []
    for told in before.of("MigrationProposed", "PartyAdded", "BoroughWithdrew", "ServiceSeparated"):
        if told.type == "BoroughWithdrew" and told["borough"] in present:
            present.remove(told["borough"])
        if told["migration"] != migration:
            continue
        if told.type == "MigrationProposed":
            present = list(told["parties"])
        elif told.type == "PartyAdded" and told["borough"] not in present:
            present.append(told["borough"])
        elif told.type == "ServiceSeparated" and told["borough"] in present:
            present.remove(told["borough"])
    return present


def is_merged(before: Before, migration: str) -> bool:
    return bool(before.of("ServiceMerged", migration=migration))


def is_abandoned(before: Before, migration: str) -> bool:
    return bool(before.of("MigrationAbandoned", migration=migration))


def is_paused(before: Before, migration: str) -> bool:
    return before.ends_with("MigrationPaused", "MigrationResumed", migration=migration)


def is_open(before: Before, migration: str) -> bool:
    """Neither abandoned nor wholly separated."""
    wholly_separated = is_merged(before, migration) and len(parties(before, migration)) <= 1
    return not is_abandoned(before, migration) and not wholly_separated


def since_leaving(before: Before, migration: str, borough: str, *types: str) -> list[Told]:
    """The decisions of these types on the borough and migration since it last withdrew or separated: what was before is gone."""
    found: list[Told] = []
    for told in before.of(*types, "BoroughWithdrew", "ServiceSeparated", borough=borough):
        if told.type == "BoroughWithdrew" or (told.type == "ServiceSeparated" and told["migration"] == migration):
            found = []
        elif told["migration"] == migration:
            found.append(told)
    return found


def is_settled(before: Before, migration: str, borough: str) -> bool:
    """Moved, until it separates or withdraws."""
    return bool(since_leaving(before, migration, borough, "BoroughMoved"))


def has_moved(before: Before, migration: str, borough: str) -> bool:
    """Settled in, or separated since."""
    separated = before.of("ServiceSeparated", migration=migration, borough=borough)
    return is_settled(before, migration, borough) or bool(separated)


def current_version(before: Before, migration: str) -> int:
    """The version now on the table, 0 before the first."""
    proposed = before.last("SpecificationProposed", migration=migration)
    return proposed["version"] if proposed else 0


def approves(before: Before, migration: str, borough: str) -> bool:
    """Whether the borough's last word on the current version is an approval."""
    proposed = before.last("SpecificationProposed", migration=migration)
    said = since_leaving(before, migration, borough, "SpecificationApproved", "SpecificationObjected")
    on_current = [told for told in said if proposed and told["version"] == proposed["version"] and before.is_after(told, proposed)]
    return bool(on_current) and on_current[-1].type == "SpecificationApproved"


def is_agreed(before: Before, migration: str) -> bool:
    """Whether there is a specification, and every present party approves its current version; with no party nobody does."""
    together = parties(before, migration)
    agreed = all(approves(before, migration, party) for party in together)
    return bool(together) and current_version(before, migration) > 0 and agreed


def waiting_cutovers(before: Before, borough: str, area: str) -> list[date]:
    """The cutovers scheduled for the borough in this area and not yet executed; the latest of each migration not abandoned."""
    found = []
    for proposed in before.of("MigrationProposed", area=area):
        migration = proposed["migration"]
        scheduled = since_leaving(before, migration, borough, "CutoverScheduled")
        if scheduled and not is_settled(before, migration, borough) and not is_abandoned(before, migration):
            found.append(day(scheduled[-1]["cutover_on"]))
    return found
