"""Sixteen writers in two processes, watched from a third while they write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import chain

import pytest

from application.ports import Store
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore
from tests.races.crowd import SEATS, Crowd, Turn
from tests.races.judging import key_in, positions_by_key, prepare, require_legal, require_sound
from tests.races.programme import approval, migration, move, note, opening, registration

BOROUGHS = [f"b-{number}" for number in range(8)]
AREAS = [f"area-{number}" for number in range(12)]
OPEN = [f"open-{number}" for number in range(6)]
LONGEST = 120  # seconds until a watcher gives up


class Follower(threading.Thread):
    """Follows the record by position while it grows: asks for what comes after the last that it saw."""

    def __init__(self, store: Store, page: int | None) -> None:
        super().__init__(daemon=True)
        self.store = store
        self.page = page
        self.seen: list[int] = []
        self.until: int | None = None

    def run(self) -> None:
        while self.until is None or len(self.seen) < self.until:
            last = self.seen[-1] if self.seen else 0
            found = self.store.read(None, after=last, limit=self.page).records
            self.seen += [stored.position for stored in found]
            if not found:
                self.store.wait(last + 1, 0.05)


@pytest.fixture
def followers(watcher: PostgresStore) -> list[Follower]:
    """One that reads all there is at once, and one that reads in pages of three."""
    return [Follower(watcher, None), Follower(watcher, 3)]


@pytest.fixture
def subscription(database_url: str, watcher: PostgresStore) -> Iterator[Iterator[int]]:
    """The positions that a subscriber in another session is given, from the first on."""
    with closing(PostgresRecorder(Database(database_url))) as recorder, recorder.subscribe() as events:
        yield (event.position for event in events)


def work(seat: int) -> list[Turn]:
    """What a seat posts: each command is posted by its neighbour too, at the same moment and under the same key."""
    lane = seat // 2
    own = BOROUGHS[lane]
    commands = [note(f"n-{lane}-{number}", own) for number in range(60)]
    commands += [registration(own, area) if (lane + number) % 3 else move(own, area) for number, area in enumerate(AREAS)]
    commands += [approval(area, own) for area in OPEN]
    batch = tuple(note(f"m-{lane}-{number}", own) for number in range(5))
    return [*((command,) for command in commands), batch]


def test_no_position_is_missed_and_no_key_recorded_twice(
    crowd: Crowd, watcher: PostgresStore, followers: list[Follower], subscription: Iterator[int]
) -> None:
    prepare(watcher, opening(BOROUGHS))
    prepare(watcher, chain.from_iterable(migration(area, BOROUGHS) for area in AREAS))
    prepare(watcher, chain.from_iterable(migration(area, BOROUGHS, agreed=False) for area in OPEN))
    turns = [work(seat) for seat in range(SEATS)]
    for follower in followers:
        follower.start()
    answers = crowd.post(turns)

    records = watcher.read(None).records
    for follower in followers:
        follower.until = len(records)
        follower.join(LONGEST)
        assert follower.seen == list(range(1, len(records) + 1))
    assert [next(subscription) for _ in records] == list(range(1, len(records) + 1))

    require_sound(records)
    require_legal(records)
    recorded = positions_by_key(records)
    for one, other, posted in zip(answers[::2], answers[1::2], turns[::2], strict=True):
        for first, second, turn in zip(one, other, posted, strict=True):
            for a, b, command in zip(first, second, turn, strict=True):
                assert (a.fault, b.fault, a.broken, b.broken) == (None, None, (), ())
                assert a.decisions == b.decisions
                assert sorted([a.replayed, b.replayed]) == [False, True]
                assert [position for position, _, _ in a.decisions] == recorded[key_in(command)]
