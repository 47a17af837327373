"""Following the record: stretch by stretch, from any position, for whoever is told of every decision once and in its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def next_stretch(
    reads: Reads, criteria: Criteria, *, after: int, until: int | None, most: int, most_bytes: int | None = None
) -> Stretch:
    """At most `most` decisions after a position, which need not be one of a decision that meets the criteria.

    Positions are given without gaps and become visible in their order: so going on after `through` neither misses a decision nor
    tells one twice, whoever asks and however often. `until`: the last position to tell of. `most_bytes`: how long the records may
    be together (None: as long as they are); one is given even if it is longer. Raises Unavailable.
    """
    at = reads.moment(known_at=after + STRETCH if until is None else min(until, after + STRETCH))
    found = reads.trail(criteria, after=after, limit=most, descending=False, at=at)
    kept = found if most_bytes is None else list(_within(found, most_bytes))
    is_all = len(found) < most and len(kept) == len(found)
    return Stretch(kept, max(after, at.position) if is_all else kept[-1].position, at.head)


def _within(found: Iterable[Stored], most_bytes: int) -> Iterator[Stored]:
    taken = 0
    for stored in found:
        taken += len(stored.data)
        if taken > most_bytes and taken > len(stored.data):
            return
        yield stored
