"""The rule the programme lives by, under concurrency: a borough moves, or takes on a contract of its own there, never both."""

from __future__ import annotations

from collections import Counter
from itertools import chain, cycle, product

import pytest

from application.ports import Stored
from application.record import document_of
from infrastructure.postgres.store import PostgresStore
from tests.conftest import SERVERS
from tests.races.crowd import Answer, Crowd
from tests.races.judging import prepare, require_legal, require_sound
from tests.races.programme import migration, move, opening, registration

BOROUGHS = [f"b-{number}" for number in range(8)]
BEFORE, AT, AFTER = "2026-05-01", "2026-06-01", "2026-07-01"
"""Dates of a contract: it counts before, at or after the date of the move that it races."""

REASONS = {
    "contracts.not-concluded",  # the contract was first, and counts before the move
    "contract.area-already-moved",  # the move was first, and counts before the contract
    "history.contradicts-later",  # the other was first, and would be upset because it counts later
}


@pytest.fixture(scope="module")
def size(server: str) -> int:
    """How many races, and how many pairs: a thousand on the server that most ledgers have, and on another a sample."""
    return 1000 if server == SERVERS[0] else 160


@pytest.fixture(scope="module")
def racing(size: int, watcher: PostgresStore) -> list[str]:
    """Areas of which each borough can move into the shared service, or take on a contract."""
    return prepared(watcher, "racing", size // len(BOROUGHS))


@pytest.fixture(scope="module")
def apart(size: int, watcher: PostgresStore) -> list[str]:
    """As many again for each of the two in a pair."""
    return prepared(watcher, "apart", 2 * size // len(BOROUGHS))


def prepared(watcher: PostgresStore, name: str, number: int) -> list[str]:
    areas = [f"{name}-{n}" for n in range(number)]
    prepare(watcher, opening(BOROUGHS))  # the second time, replayed
    prepare(watcher, chain.from_iterable(migration(area, BOROUGHS) for area in areas))
    return areas


def races(areas: list[str]) -> list[tuple[bytes, bytes]]:
    """For each borough in each area, its contract against its move; the contract counts before, at or after its date."""
    dates = cycle([BEFORE, AT, AFTER])
    return [(registration(b, area, next(dates)), move(b, area)) for area, b in product(areas, BOROUGHS)]


def require_one_winner(answers: list[tuple[Answer, Answer]]) -> None:
    for pair in answers:
        assert [answer.fault for answer in pair] == [None, None]
        (winner,) = (answer for answer in pair if answer.recorded)
        (loser,) = (answer for answer in pair if not answer.recorded)
        (why,) = loser.broken
        assert why in REASONS, (winner, loser)


def test_of_a_thousand_races_each_has_one_winner_and_a_loser_that_is_told_why(
    crowd: Crowd, watcher: PostgresStore, racing: list[str], size: int
) -> None:
    pairs = races(racing)
    assert len(pairs) == size
    by_chance, decided_together = pairs[: size // 2], pairs[size // 2 :]

    require_one_winner(crowd.race(by_chance, decide_together=False))
    answers = crowd.race(decided_together, decide_together=True)
    require_one_winner(answers)
    # Both had read and decided before either recorded: so of each pair one was told to read again, and no other was.
    assert Counter(sum(answer.conflicts for answer in pair) for pair in answers) == {1: len(decided_together)}

    records = watcher.read(None).records
    require_one_each(records, list(product(racing, BOROUGHS)))
    require_sound(records)
    require_legal(records)


def require_one_each(records: list[Stored], places: list[tuple[str, str]]) -> None:
    """For each area and borough exactly one decision stands in the record: the contract or the move."""
    stands: Counter[tuple[str, str]] = Counter()
    for stored in records:
        data = document_of(stored.data)["data"]
        if stored.type == "BoroughMoved":
            stands[data["migration"], data["borough"]] += 1
        elif stored.type == "ContractRegistered":
            stands[data["areas"][0], data["boroughs"][0]] += 1
    assert stands == dict.fromkeys(places, 1)


ACTS = [(registration, move), (move, registration), (registration, registration), (move, move)]


def pairs_apart(areas: list[str]) -> list[tuple[bytes, bytes]]:
    """Pairs of a contract and a move, or two of either, in which the borough differs or the area does, in turn."""
    places = []
    for number, (area, other) in enumerate(zip(areas[::2], areas[1::2], strict=True)):
        if number % 2:
            places += [((borough, area), (borough, other)) for borough in BOROUGHS]
        else:
            neighbours = list(zip(BOROUGHS[::2], BOROUGHS[1::2], strict=True))
            places += [((first, where), (second, where)) for where in (area, other) for first, second in neighbours]
    return [(one(*here), another(*there)) for (one, another), (here, there) in zip(cycle(ACTS), places, strict=False)]


def test_a_thousand_pairs_on_different_boroughs_or_areas_never_conflict(crowd: Crowd, apart: list[str], size: int) -> None:
    pairs = pairs_apart(apart)
    assert len(pairs) == size
    answers = [answer for pair in crowd.race(pairs, decide_together=True) for answer in pair]
    assert [answer for answer in answers if not answer.recorded] == []
    assert sum(answer.conflicts for answer in answers) == 0
