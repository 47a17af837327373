"""Following the record: stretch by stretch, from any position, for whoever is told of every decision once and in its order."""

from __future__ import annotations

from dataclasses import dataclass

from application.ports import Stored
from application.reads import Reads
from application.trail import Criteria

STRETCH = 10_000
"""Positions looked through at once. It bounds the work of one question, also where nothing meets the criteria."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """`found`: what meets the criteria, in order. `through`: no decision up to this position is left to be told."""

    found: list[Stored]
    through: int
    head: int


def next_stretch(reads: Reads, criteria: Criteria, *, after: int, until: int | None, most: int) -> Stretch:
    """At most `most` decisions after a position, which need not be one of a decision that meets the criteria.

    Positions are given without gaps and become visible in their order: so going on after `through` neither misses a decision nor
    tells one twice, whoever asks and however often. `until`: the last position to tell of. Raises Unavailable.
    """
    at = reads.moment(known_at=after + STRETCH if until is None else min(until, after + STRETCH))
    found = reads.trail(criteria, after=after, limit=most, descending=False, at=at)
    return Stretch(found, found[-1].position if len(found) == most else max(after, at.position), at.head)
