"""One idempotency key in two hands at once."""

from __future__ import annotations

import pytest

from infrastructure.postgres.store import PostgresStore
from tests.races.crowd import Answer, Crowd
from tests.races.judging import positions_by_key, prepare, require_sound
from tests.races.programme import note, opening

ROUNDS = 48


@pytest.fixture(scope="module", autouse=True)
def programme(watcher: PostgresStore) -> None:
    prepare(watcher, opening(["camden"]))


def split(pair: tuple[Answer, Answer]) -> tuple[Answer, Answer]:
    """The one that was recorded, and the other."""
    first, second = pair
    return (first, second) if first.recorded else (second, first)


@pytest.mark.parametrize("decide_together", [False, True])
def test_the_same_command_twice_is_recorded_once_and_replayed_to_the_other(
    crowd: Crowd, watcher: PostgresStore, decide_together: bool
) -> None:
    names = [f"twice-{decide_together}-{number}".lower() for number in range(ROUNDS)]
    pairs = [(note(name, "camden"), note(name, "camden")) for name in names]
    for pair in crowd.race(pairs, decide_together=decide_together):
        recorded, other = split(pair)
        assert recorded.recorded
        assert other.replayed
        assert other.decisions == recorded.decisions
    records = watcher.read(None).records
    require_sound(records)
    kept = positions_by_key(records)
    assert [len(kept[f"note-{name}"]) for name in names] == [1] * ROUNDS


@pytest.mark.parametrize("decide_together", [False, True])
def test_two_commands_under_one_key_leave_one_recorded_and_the_other_told(
    crowd: Crowd, watcher: PostgresStore, decide_together: bool
) -> None:
    names = [f"reused-{decide_together}-{number}".lower() for number in range(ROUNDS)]
    pairs = [(note(f"{name}-a", "camden", key=name), note(f"{name}-b", "camden", key=name)) for name in names]
    for pair in crowd.race(pairs, decide_together=decide_together):
        recorded, other = split(pair)
        assert recorded.recorded
        assert other.fault is not None
        assert other.fault.startswith("KeyReused")
    require_sound(watcher.read(None).records)
