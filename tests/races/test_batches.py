"""Batches among single posts: each command once, and what one says of another's position is true."""

from __future__ import annotations

from itertools import chain

import pytest

from application.ports import Stored
from application.record import document_of
from infrastructure.postgres.store import PostgresStore
from tests.races.crowd import SEATS, Answer, Crowd, Turn
from tests.races.judging import key_in, positions_by_key, prepare, require_legal, require_sound
from tests.races.programme import migration, move, note, opening, registration

BOROUGHS = [f"b-{number}" for number in range(6)]
AREAS = [f"area-{number}" for number in range(6)]
REASONS = "It happened all the same."


@pytest.fixture(scope="module", autouse=True)
def programme(watcher: PostgresStore) -> None:
    prepare(watcher, opening(BOROUGHS))
    prepare(watcher, chain.from_iterable(migration(area, BOROUGHS) for area in AREAS))


def batch(area: str) -> Turn:
    """A contract and then a move in spite of it; a move and then a contract that upsets it; and one that is refused.

    Borough 0 breaks a rule by its move. Borough 1 upsets its own move by the contract that it had all along.
    """
    first, second, third = BOROUGHS[:3]
    return (
        note(f"before-{area}", first),
        registration(first, area, "2026-05-01"),
        move(first, area, "2026-06-01", irregular=REASONS),
        move(second, area, "2026-06-01"),
        registration(second, area, "2026-05-01", irregular=REASONS),
        move(third, area, "2026-06-01"),
        registration(third, area, "2026-07-01"),
        note(f"after-{area}", first),
    )


def require_told_as_recorded(answers: list[Answer], commands: Turn, recorded: dict[str, list[int]]) -> None:
    for answer, command in zip(answers, commands, strict=True):
        assert [position for position, _, _ in answer.decisions] == recorded.get(key_in(command), []), (answer, command)


def require_true_references(records: list[Stored], area: str) -> None:
    """The irregular decisions name the very decisions of their own batch."""
    at = {key: positions[0] for key, positions in positions_by_key(records).items()}
    moved = document_of(records[at[f"move-{BOROUGHS[0]}-{area}"] - 1].data)["irregular"]
    assert [(each["code"], each["decisions"]) for each in moved["broken"]] == [
        ("contracts.not-concluded", [at[f"register-{BOROUGHS[0]}-{area}"]])
    ]
    found_late = document_of(records[at[f"register-{BOROUGHS[1]}-{area}"] - 1].data)["irregular"]
    assert found_late["upset"] == [{"decision": at[f"move-{BOROUGHS[1]}-{area}"], "codes": ["contracts.not-concluded"]}]


@pytest.mark.parametrize("decide_together", [False, True])
def test_a_batch_posted_twice_among_single_posts_is_recorded_once_with_true_positions(
    crowd: Crowd, watcher: PostgresStore, decide_together: bool
) -> None:
    areas = AREAS[:3] if decide_together else AREAS[3:]
    turns: list[list[Turn]] = [[batch(area) for area in areas] for _ in range(2)]
    for seat in range(2, SEATS):
        borough = BOROUGHS[seat % len(BOROUGHS)]
        turns.append([(note(f"{decide_together}-{seat}-{number}".lower(), borough),) for number in range(40)])
    answers = crowd.post(turns, decide_together=decide_together)

    records = watcher.read(None).records
    require_sound(records)
    require_legal(records)
    recorded = positions_by_key(records)
    for own, posted in zip(answers, turns, strict=True):
        for turn, commands in zip(own, posted, strict=True):
            require_told_as_recorded(turn, commands, recorded)
    for number, area in enumerate(areas):
        require_true_references(records, area)
        for one, other in zip(answers[0][number], answers[1][number], strict=True):
            if one.broken:
                assert one.broken == other.broken == ("contract.area-already-moved",)
            else:
                assert sorted([one.replayed, other.replayed]) == [False, True]


def test_a_batch_of_which_one_command_is_recorded_says_where(crowd: Crowd, watcher: PostgresStore) -> None:
    refused = note("first", BOROUGHS[0], key="no-new-note")
    prepare(watcher, [note("first", BOROUGHS[0])])
    turns: list[list[Turn]] = []
    for seat in range(SEATS):
        names = [f"one-{seat}-{number}" for number in range(20)]
        one_of_two: list[Turn] = [(refused, note(name, BOROUGHS[0])) for name in names]
        turns.append(one_of_two if seat < 4 else [(note(name, BOROUGHS[1]),) for name in names])
    answers = crowd.post(turns, decide_together=True)

    recorded = positions_by_key(watcher.read(None).records)
    for own, posted in zip(answers, turns, strict=True):
        for turn, commands in zip(own, posted, strict=True):
            require_told_as_recorded(turn, commands, recorded)
