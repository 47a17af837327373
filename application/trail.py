"""The audit trail: what may be asked of it, and the port that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from application.ports import Stored


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which decisions are asked for; what is None or empty is not asked. All of it must hold.

    `objects`: tags, such as contract:c-0192. `actor`: the subject. Dates and moments are inclusive. `q`: words that stand, as they
    are written but for capitals, in the record. `words`: words that people wrote in facts or authority, in any form of each (so
    "merge" finds "merged"); "in quotes" they stand together, a minus before one keeps it out.
    `body`: the deciding body, by its whole name, capitals or not. `irregular`: only what was recorded against a rule.
    """

    types: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    actor: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    recorded_from: datetime | None = None
    recorded_to: datetime | None = None
    q: str | None = None
    words: str | None = None
    body: str | None = None
    irregular: bool = False


class Trail(Protocol):
    """Finds decisions by more than a boundary can say."""

    def search(self, criteria: Criteria, *, after: int, until: int, limit: int, descending: bool) -> list[Stored]:
        """At most `limit` decisions that meet the criteria, with after < position <= until, in order of position."""
        ...

    def known_at(self, moment: datetime) -> int:
        """The newest position recorded at or before a moment, 0 if there is none."""
        ...
