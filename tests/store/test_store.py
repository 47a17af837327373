"""The store as the application sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from application.ports import BoundaryChanged, Draft, Store, TooLarge
from domain.boundary import Boundary, Item
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.store import PostgresStore
from tests.store.appending import PATIENCE_SECONDS

NOTHING: Boundary = frozenset()


def about(*tags: str) -> Boundary:
    return frozenset({Item.of(tags=tags)})


def draft(type_: str, *tags: str, size: int = 0) -> Draft:
    """A decision whose record tells what the store gave it to complete itself with."""

    def complete(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
        return json.dumps({"previous": dict(previous), "recorded_at": recorded_at.isoformat(), "more": "." * size}).encode()

    return Draft(type_, tuple(sorted(tags)), date(2014, 11, 1), "officer-7", complete)


def previous(records: Sequence[bytes]) -> list[dict[str, int]]:
    return [json.loads(record)["previous"] for record in records]


def test_it_implements_the_port(store: PostgresStore) -> None:
    port: Store = store
    assert port.head() == 0


def test_an_append_gives_back_what_it_stored(store: PostgresStore) -> None:
    stored = store.append([draft("A", "x"), draft("B", "y")], unless=NOTHING, after=0)
    assert [(each.position, each.type, each.tags) for each in stored] == [(1, "A", ("x",)), (2, "B", ("y",))]
    assert store.read(None).records == stored


def test_each_record_names_its_predecessor_for_every_tag_but_the_key(store: PostgresStore) -> None:
    store.append([draft("A", "x", "command:1"), draft("B", "x", "y", "command:1")], unless=NOTHING, after=0)
    store.append([draft("C", "x", "y", "z", "command:2")], unless=NOTHING, after=0)
    assert previous([stored.data for stored in store.read(None).records]) == [
        {"x": 0},
        {"x": 1, "y": 0},
        {"x": 2, "y": 2, "z": 0},
    ]


def test_a_store_that_was_just_opened_knows_the_predecessors(store: PostgresStore) -> None:
    store.append([draft("A", "x")], unless=NOTHING, after=0)
    with closing(PostgresStore(PostgresRecorder(store.recorder.database))) as another:
        another.append([draft("B", "x", "y")], unless=NOTHING, after=0)
        store.append([draft("C", "x", "y")], unless=NOTHING, after=0)
    assert previous([stored.data for stored in store.read(None, after=1).records]) == [{"x": 1, "y": 0}, {"x": 2, "y": 2}]


def test_records_are_dated_in_utc_and_never_before_their_predecessors(store: PostgresStore) -> None:
    for _ in range(5):
        store.append([draft("A")], unless=NOTHING, after=0)
    moments = [datetime.fromisoformat(json.loads(each.data)["recorded_at"]) for each in store.read(None).records]
    assert moments == sorted(moments)
    assert {moment.tzinfo for moment in moments} == {UTC}


def test_a_decision_inside_the_boundary_refuses_and_one_outside_does_not(store: PostgresStore) -> None:
    past = store.read(about("x"))
    store.append([draft("A", "y")], unless=about("x"), after=past.head)
    store.append([draft("A", "x")], unless=about("x"), after=past.head)
    with pytest.raises(BoundaryChanged):
        store.append([draft("A", "x")], unless=about("x"), after=past.head)
    with pytest.raises(BoundaryChanged):
        store.append([draft("A", "x")], unless=about("x"), after=1)
    assert store.head() == 2


def test_an_empty_boundary_holds_nothing_and_refuses_nothing(store: PostgresStore) -> None:
    store.append([draft("A", "x")], unless=NOTHING, after=0)
    store.append([draft("A", "x")], unless=NOTHING, after=0)
    assert (store.read(NOTHING).records, store.read(NOTHING).head) == ([], 2)


def test_a_read_can_be_bounded_limited_and_turned_round(store: PostgresStore) -> None:
    store.append([draft("A", "x") for _ in range(6)], unless=NOTHING, after=0)

    def found(boundary: Boundary | None, **within: int) -> list[int]:
        return [each.position for each in store.read(boundary, backwards=within.pop("back", 0) > 0, **within).records]

    for boundary in (None, about("x")):
        assert found(boundary, after=2, until=5) == [3, 4, 5]
        assert found(boundary, after=1, limit=2) == [2, 3]
        assert found(boundary, limit=2, back=1) == [6, 5]
        assert found(boundary, until=4, after=1, limit=5, back=1) == [4, 3, 2]
        assert found(boundary, limit=0) == []
        assert found(boundary, until=0) == []


def test_a_stream_goes_over_many_pages(store: PostgresStore) -> None:
    store.append([draft("A", "x") for _ in range(1200)], unless=NOTHING, after=0)
    store.append([draft("A", "x", "y") for _ in range(700)], unless=NOTHING, after=0)
    assert [each.position for each in store.stream(None)] == list(range(1, 1901))
    assert [each.position for each in store.stream(about("x", "y"))] == list(range(1201, 1901))
    assert [each.position for each in store.stream(about("x"), after=900, until=1500)] == list(range(901, 1501))


def test_what_is_recorded_while_a_stream_is_read_is_not_part_of_it(store: PostgresStore) -> None:
    store.append([draft("A", "x") for _ in range(600)], unless=NOTHING, after=0)
    stream = store.stream(about("x"))
    next(stream)
    store.append([draft("A", "x")], unless=NOTHING, after=0)
    assert sum(1 for _ in stream) == 599


def test_waiting_ends_when_the_position_is_recorded_by_whomever(store: PostgresStore) -> None:
    store.append([draft("A")], unless=NOTHING, after=0)
    assert store.wait(1, PATIENCE_SECONDS)
    assert not store.wait(2, 0.01)
    with ThreadPoolExecutor(1) as pool, closing(PostgresStore(PostgresRecorder(store.recorder.database))) as another:
        waiting = pool.submit(store.wait, 3, PATIENCE_SECONDS)
        another.append([draft("A"), draft("A")], unless=NOTHING, after=0)
        assert waiting.result(PATIENCE_SECONDS)


def test_a_record_too_long_is_refused(store: PostgresStore) -> None:
    with pytest.raises(TooLarge):
        store.append([draft("A", size=65_536)], unless=NOTHING, after=0)
    assert store.head() == 0


def test_actor_and_effective_date_are_kept_beside_the_record(store: PostgresStore) -> None:
    store.append([draft("A", "x")], unless=NOTHING, after=0)
    with store.recorder.database.connect() as connection:
        row = connection.execute("SELECT effective_on, actor FROM decision").fetchone()
    assert row == (date(2014, 11, 1), "officer-7")
