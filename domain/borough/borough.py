"""The state of one borough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.fold import Fold


@dataclass(frozen=True)
class Borough:
    """`endorsed`: versions of the principles by the position of their adoption, each with the endorsement's position.

    `systems`: by area, the systems that it runs, each with its title and the decision that declared it.
    """

    title: str = ""
    member: bool = False
    joined_on: date | None = None
    withdrawn_on: date | None = None
    leaves_on: date | None = None
    endorsed: Mapping[int, int] = field(default_factory=dict)
    systems: Mapping[str, Mapping[str, tuple[str, int]]] = field(default_factory=dict)

    @property
    def state(self) -> str:
        if not self.member:
            return "withdrawn"
        return "leaving" if self.leaves_on else "member"


@dataclass(frozen=True)
class Baselines:
    """What one area cost one borough before the merger. `years`: the annual cost of each, and the decision that declared it."""

    years: Mapping[int, tuple[Decimal, int]] = field(default_factory=dict)

    @staticmethod
    def id(borough: str, area: str) -> str:
        """The id under which a fold holds them."""
        return f"{borough} {area}"


def baselines_of(fold: Fold) -> Mapping[tuple[str, str], Mapping[int, tuple[Decimal, int]]]:
    """All baselines, by area and borough."""
    by_id = {tuple(id_.split(" ")): state.years for id_, state in fold.all(Baselines).items()}
    return {(area, borough): years for (borough, area), years in by_id.items()}


def title_of(fold: Fold, borough: str) -> str:
    """The borough's title, or its id where the fold knows no more."""
    return fold.get(Borough, borough).title or borough


def officer(borough: str, command: str) -> str:
    """Who can mend it, as a refusal says it: a borough's officer, with a command."""
    return f"an officer of {borough}, with {command}"


def board(command: str) -> str:
    """Who can mend it: the joint board, with a command."""
    return f"the joint board, with {command}"
