"""Plausible random programmes: a secretary who reads what the record says so far, and mostly proposes what makes sense next.

The dates lie in a small window, so that backdating and ties are common.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from tests.legal import naive_words as words
from tests.legal.naive import Record
from tests.legal.naive_words import Before

T = TypeVar("T")
EPOCH = date(2020, 1, 1)
BOROUGHS = ("ash", "birch", "cedar", "dogwood")
AREAS = (
    {"desktop": "environment"},
    {"desktop": "environment", "it": "organisation"},
    {"desktop": "environment", "it": "organisation", "libraries": "front-line", "support": "environment"},
)
"""The areas of a programme: the fewer, the more its decisions have to do with each other."""
SUPPLIERS = ("acme", "bolt")
SYSTEMS = ("red", "blue")
GATES = (
    "benefit.counted-twice",
    "borough.withdrawn",
    "contract.area-already-moved",
    "contract.concluded",
    "contract.consent-required",
    "contract.extends-past-cutover",
    "contract.no-such-option",
    "contract.not-ended",
    "contract.notice-too-short",
    "contracts.not-concluded",
    "cutover.before-release",
    "framework.not-adopted",
    "framework.specification-not-agreed",
    "migration.merged",
    "migration.paused",
    "parties.not-moved",
    "party.unknown",
    "principles.not-endorsed",
    "quality.below-floor",
    "separation.notice-required",
    "specification.not-agreed",
    "specification.not-current",
    "systems.not-standardised",
    "withdrawal.services-still-shared",
)


@dataclass(frozen=True)
class Command:
    """A command that somebody may post."""

    name: str
    effective_on: date
    data: dict[str, Any]
    board: bool
    borough: str | None
    irregular: bool = False


Draft = tuple[str, dict[str, Any], str | None]
"""A command's name, its data, and the borough that would post it; None for the board."""
Proposals = dict[Callable[["Secretary"], Draft | None], int]
"""What may be proposed (None: there is no occasion for it), and how often."""


class Secretary:
    """Draws up commands. `now` is what the record says so far, as it counts; `records`, as it was recorded.

    Each programme has a temper of its own: what it does often and what hardly ever, how often it breaks rules, how late it is
    written down. So rare combinations come about that an average programme would never show.
    """

    def __init__(self, random: Random, proposals: Proposals) -> None:
        self.random = random
        self.now = Before()
        self.records: Sequence[Record] = ()
        self.today = EPOCH
        self.numbers = 0
        self.areas = random.choice(AREAS)
        self._proposals = list(proposals)
        self._weights = [weight * random.choice((0, 1, 1, 1, 4)) + 0.01 for weight in proposals.values()]
        self._irregular = random.choice((0.0, 0.1, 0.4))
        self._late = random.choice(((0,), (0, 0, 0, 0, -1, -3, 1), (0, 0, -2, -5, -9, 2)))

    # What to say next

    def opening(self) -> list[Command]:
        """How every programme begins."""
        drafts: list[Draft] = [("start-programme", {"title": "Together"}, None)]
        drafts += [("define-service-area", {"area": a, "title": a, "kind": kind}, None) for a, kind in self.areas.items()]
        drafts += [("admit-borough", {"borough": b, "title": b.title()}, None) for b in BOROUGHS[: self.random.choice((3, 4))]]
        drafts.append(("adopt-principles", {"principles": [{"principle": "once", "text": "Buy once"}]}, None))
        return [Command(name, EPOCH, data, board=True, borough=None) for name, data, _ in drafts]

    def command(self) -> Command:
        """The next command."""
        self.today += timedelta(days=self.random.choice((0, 0, 0, 0, 1)))
        draft = None
        while draft is None:
            draft = self.random.choices(self._proposals, weights=self._weights)[0](self)
        return self._command(draft, self.today + timedelta(days=self.random.choice(self._late)))

    def _command(self, draft: Draft, on: date) -> Command:
        name, data, borough = draft
        irregular = self.random.random() < self._irregular
        if irregular or self.random.random() < 0.04:
            borough = None if irregular or self.random.random() < 0.5 else self.random.choice(BOROUGHS)
        return Command(name, on, data, borough is None, borough, irregular)

    # How to choose

    def any_of(self, options: Sequence[T], otherwise: Sequence[T] = ()) -> T:
        """One of the options, now and then one of what is there otherwise."""
        if not options or (otherwise and self.random.random() < 0.1):
            options = otherwise
        return self.random.choice(options)

    def new_id(self, kind: str) -> str:
        self.numbers += 1
        return f"{kind}-{self.numbers}"

    def day(self, *after: int) -> str:
        return (self.today + timedelta(days=self.random.choice(after))).isoformat()

    def ids(self, type_: str, name: str) -> list[str]:
        return [told[name] for told in self.now.of(type_)]

    def migrations(self) -> list[str]:
        return self.ids("MigrationProposed", "migration")

    def members(self) -> list[str]:
        return [borough for borough in BOROUGHS if words.is_member(self.now, borough)]

    def some(self, options: Sequence[str], *sizes: int) -> list[str]:
        return self.random.sample(list(options), min(len(options), self.random.choice(sizes)))

    def pairs(self) -> list[tuple[str, str]]:
        return [(m, b) for m in self.migrations() for b in self.members()]

    def fitting(self, fits: Callable[[str, str], bool]) -> tuple[str, str] | None:
        """A migration and a borough; mostly such as fit."""
        pairs = self.pairs()
        fitting = [pair for pair in pairs if fits(*pair)]
        if not pairs or (not fitting and self.random.random() < 0.7):
            return None
        return self.any_of(fitting, pairs)
