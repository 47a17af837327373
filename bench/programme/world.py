"""The world of a generated programme: what is known of its objects while their lives go on, one day after another.

A life is a coroutine: it decides what is due, and yields the date of its next step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from bench.programme.writing import Actor, Writer, Written

STARTS = date(2011, 4, 1)
DAYS = 15 * 365
BOROUGHS = 33
GROUP = 3
"""Boroughs merge in groups of neighbours: 0 to 2, 3 to 5, and so on."""

Life = Iterator[date]
Cell = tuple[str, str]
"""A borough and an area."""


@dataclass(slots=True, eq=False)
class Deal:
    """A contract as its life knows it. `end`: `ends_on` with the options used, or the date of a notice.

    `registered_on`: nothing on it may count from before. `latest_on`: the last date from which a decision on it counts.
    """

    id: str
    boroughs: list[str]
    areas: list[str]
    concerned: set[str]
    annual_value: int
    registered_on: date
    ends_on: date
    end: date
    notice_days: int
    options: list[int]
    latest_on: date
    months_used: int = 0
    noticed: bool = False
    concluded: bool = False
    place: int = 0

    @property
    def cells(self) -> list[Cell]:
        return [(borough, area) for borough in self.boroughs for area in self.areas]


@dataclass(slots=True, eq=False)
class Merger:
    """A migration as its life knows it. `parties`: those present now; `is_live`: until abandoned or left by all."""

    id: str
    area: str
    proposed_on: date
    founders: list[str]
    parties: list[str]
    floor: int
    merged: bool = False
    is_live: bool = True

    @property
    def tags(self) -> tuple[str, ...]:
        """What a decision on the whole of it concerns without naming it."""
        return (f"area:{self.area}", *(f"borough:{borough}" for borough in self.parties))


@dataclass(slots=True)
class Offer:
    """A framework that can be called off now."""

    id: str
    supplier: str
    ends_on: date


@dataclass(slots=True)
class World:
    """`closed`: cells that are moving or have moved, where nobody takes on a contract. `boroughs_tied`: by borough, the migrations
    that it is a party of."""

    size: int
    writer: Writer
    random: Random
    boroughs: list[str]
    areas: dict[str, str]
    today: date = STARTS
    deals: list[Deal] = field(default_factory=list)
    by_cell: dict[Cell, dict[str, Deal]] = field(default_factory=dict)
    closed: set[Cell] = field(default_factory=set)
    mergers: list[Merger] = field(default_factory=list)
    tied: dict[str, dict[str, Merger]] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    systems: dict[Cell, list[str]] = field(default_factory=dict)
    claimed: set[tuple[str, str, int]] = field(default_factory=set)
    baselines: set[tuple[str, str, int]] = field(default_factory=set)
    board: Actor = field(default_factory=lambda: Actor({"roles": ["board"], "subject": "secretary"}, "Joint Committee"))
    _officers: dict[str, list[Actor]] = field(default_factory=dict)
    _ahead: list[tuple[date, int, Life]] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str) -> str:
        """A new id for an object of a kind."""
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{count}"

    def officer(self, borough: str) -> Actor:
        """One of a borough's officers."""
        officers = self._officers.get(borough)
        if officers is None:
            documents = [{"borough": borough, "roles": ["officer"], "subject": f"{borough}-officer-{n}"} for n in range(4)]
            officers = self._officers[borough] = [Actor(each, f"Cabinet of {borough.title()}") for each in documents]
        return officers[int(self.random.random() * 4)]

    def decide(
        self,
        type_: str,
        facts: dict[str, Any],
        by: Actor,
        *concerned: str,
        on: date | None = None,
        follows: bool = False,
    ) -> Written:
        """Record a decision today, which counts from `on` (today, unless given)."""
        return self.writer.write(type_, facts, concerned, by, self.today, on or self.today, follows=follows)

    def later(self, least: int, most: int) -> date:
        """A day from so many to so many days ahead."""
        return self.today + timedelta(days=least + int(self.random.random() * (most - least + 1)))

    def start(self, life: Life, on: date | None = None) -> None:
        """Begin a life on a day (today, unless given)."""
        heappush(self._ahead, (on or self.today, self._count(), life))

    def live(self, limit: int) -> None:
        """Take every step that is due today, until so many decisions are recorded."""
        ahead, tomorrow = self._ahead, self.today + timedelta(days=1)
        while ahead and ahead[0][0] <= self.today and self.writer.position < limit:
            _, _, life = heappop(ahead)
            wakes_on = next(life, None)
            if wakes_on is not None:
                heappush(ahead, (max(wakes_on, tomorrow), self._count(), life))

    def _count(self) -> int:
        count = self._counts["life"] = self._counts.get("life", 0) + 1
        return count
