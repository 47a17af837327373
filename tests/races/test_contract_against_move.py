"""The rule the programme lives by, under concurrency: a borough moves, or takes on a contract of its own there, never both."""

from __future__ import annotations

from collections import Counter
from itertools import chain, product

import pytest

from application.ports import Stored
from application.record import document_of
from infrastructure.postgres.store import PostgresStore
from tests.races.crowd import Answer, Crowd
from tests.races.judging import prepare, require_legal, require_sound
from tests.races.programme import migration, move, opening, registration

BOROUGHS = [f"b-{number}" for number in range(8)]
RACING = [f"racing-{number}" for number in range(125)]
APART = [f"apart-{number}" for number in range(250)]
RACES = list(product(RACING, BOROUGHS))
BEFORE, AT, AFTER = "2026-05-01", "2026-06-01", "2026-07-01"
"""Dates of a contract: it counts before, at or after the date of the move that it races."""

REASONS = {
    "contracts.not-concluded",  # the contract was first, and counts before the move
    "contract.area-already-moved",  # the move was first, and counts before the contract
    "history.contradicts-later",  # the other was first, and would be upset because it counts later
}


@pytest.fixture(scope="module", autouse=True)
def programme(watcher: PostgresStore) -> None:
    prepare(watcher, opening(BOROUGHS))
    prepare(watcher, chain.from_iterable(migration(area, BOROUGHS) for area in [*RACING, *APART]))


def races(dates: list[str], areas: list[str]) -> list[tuple[bytes, bytes]]:
    """For each borough in each area, its contract against its move."""
    pairs = product(areas, BOROUGHS)
    return [(registration(b, area, dates[number % len(dates)]), move(b, area)) for number, (area, b) in enumerate(pairs)]


def require_one_winner(answers: list[tuple[Answer, Answer]]) -> None:
    for pair in answers:
        assert [answer.fault for answer in pair] == [None, None]
        (winner,) = (answer for answer in pair if answer.recorded)
        (loser,) = (answer for answer in pair if not answer.recorded)
        (why,) = loser.broken
        assert why in REASONS, (winner, loser)


def test_of_a_thousand_races_each_has_one_winner_and_a_loser_that_is_told_why(crowd: Crowd, watcher: PostgresStore) -> None:
    by_chance = races([BEFORE, AT, AFTER], RACING[:60])
    decided_together = races([BEFORE, AT, AFTER], RACING[60:])
    assert len(by_chance) + len(decided_together) == len(RACES) == 1000

    require_one_winner(crowd.race(by_chance, decide_together=False))
    answers = crowd.race(decided_together, decide_together=True)
    require_one_winner(answers)
    # Both had read and decided before either recorded: so of each pair one was told to read again, and no other was.
    assert Counter(sum(answer.conflicts for answer in pair) for pair in answers) == {1: len(decided_together)}

    require_one_each(watcher.read(None).records)


def require_one_each(records: list[Stored]) -> None:
    """Of each race exactly one decision stands in the record, and the record is sound and legal."""
    stands: Counter[tuple[str, str]] = Counter()
    for stored in records:
        if stored.type in ("BoroughMoved", "ContractRegistered"):
            data = document_of(stored.data)["data"]
            area = data["migration"] if stored.type == "BoroughMoved" else data["areas"][0]
            borough = data["borough"] if stored.type == "BoroughMoved" else data["boroughs"][0]
            stands[area, borough] += 1
    assert stands == dict.fromkeys(RACES, 1)
    require_sound(records)
    require_legal(records)


ACTS = [(registration, move), (move, registration), (registration, registration), (move, move)]


def apart() -> list[tuple[bytes, bytes]]:
    """Pairs of a contract and a move, or two of either, in which the borough differs or the area does, in turn."""
    places = []
    for number, (area, other) in enumerate(zip(APART[::2], APART[1::2], strict=True)):
        if number % 2:
            places += [((borough, area), (borough, other)) for borough in BOROUGHS]
        else:
            pairs = list(zip(BOROUGHS[::2], BOROUGHS[1::2], strict=True))
            places += [((first, where), (second, where)) for where in (area, other) for first, second in pairs]
    acts = [ACTS[number % len(ACTS)] for number in range(len(places))]
    return [(one(*first), another(*second)) for (one, another), (first, second) in zip(acts, places, strict=True)]


def test_a_thousand_pairs_on_different_boroughs_or_areas_never_conflict(crowd: Crowd) -> None:
    pairs = apart()
    assert len(pairs) == 1000
    answers = [answer for pair in crowd.race(pairs, decide_together=True) for answer in pair]
    assert [answer for answer in answers if not answer.recorded] == []
    assert sum(answer.conflicts for answer in answers) == 0
