"""What the library's stock recorder gets wrong, one test each: see the table in docs/architecture, "The store"."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from application.ports import Unavailable
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from tests.store.appending import (
    PATIENCE_SECONDS,
    appends_held_up,
    at_once,
    event,
    positions,
    query,
    records_once,
    unless,
    until,
    waits_for_lock,
)


def test_a_subscriber_misses_nothing_while_six_writers_append_without_condition(recorder: PostgresRecorder) -> None:
    each, writers = 150, 6

    def write(by: PostgresRecorder) -> None:
        for _ in range(each):
            by.append([event("Decided", "borough:camden")])

    with (
        closing(PostgresRecorder(recorder.database)) as elsewhere,
        recorder.subscribe() as subscription,
        ThreadPoolExecutor(1) as beside,
    ):
        heard = beside.submit(lambda: [next(subscription).position for _ in range(each * writers)])
        at_once([partial(write, by) for by in (recorder, elsewhere) * (writers // 2)])
        assert heard.result(PATIENCE_SECONDS) == list(range(1, each * writers + 1))


def test_a_condition_with_the_same_tag_twice_still_refuses(recorder: PostgresRecorder) -> None:
    recorder.append([event("NoticeGiven", "contract:c-1")])
    with pytest.raises(IntegrityError):
        recorder.append([event("NoticeGiven", "contract:c-1")], unless("contract:c-1", "contract:c-1"))
    assert positions(recorder, query(([], ["contract:c-1", "contract:c-1"]))) == [1]


def test_an_event_with_the_same_tag_twice_is_found_once(recorder: PostgresRecorder) -> None:
    recorder.append([event("NoticeGiven", "contract:c-1", "contract:c-1")])
    assert positions(recorder, query(([], ["contract:c-1"]))) == [1]


def test_queries_by_several_types_and_by_mixed_items_are_answered(recorder: PostgresRecorder) -> None:
    recorder.append([event("A", "x"), event("B", "y"), event("C", "x", "y"), event("D")])
    assert positions(recorder, query((["A", "B"], []))) == [1, 2]
    assert positions(recorder, query((["D"], []), ([], ["x", "y"]))) == [3, 4]
    assert positions(recorder, query((["A", "C"], ["y"]), (["B", "D"], []))) == [2, 3, 4]
    assert positions(recorder, query((["A"], ["x"]), ([], []))) == [1, 2, 3, 4]
    with pytest.raises(IntegrityError):
        recorder.append([event("A")], unless(after=3))


def test_a_limit_counts_an_event_once_though_two_items_match_it(recorder: PostgresRecorder) -> None:
    recorder.append([event("A", "x", "y"), event("A", "x", "y"), event("A", "x", "y")])
    both = query(([], ["x"]), ([], ["y"]), (["A"], []))
    assert positions(recorder, both, limit=2) == [1, 2]
    with recorder.subscribe(both) as subscription:
        assert [next(subscription).position for _ in range(3)] == [1, 2, 3]


def test_a_database_set_to_repeatable_read_still_records_each_key_once(recorder: PostgresRecorder) -> None:
    name = str(conninfo_to_dict(recorder.database.url)["dbname"])
    with psycopg.connect(recorder.database.url, autocommit=True) as connection:
        connection.execute(SQL("ALTER DATABASE {} SET default_transaction_isolation = 'repeatable read'").format(Identifier(name)))
    with (
        closing(PostgresRecorder(recorder.database)) as one,
        closing(PostgresRecorder(recorder.database)) as other,
    ):

        def race(by: PostgresRecorder) -> list[str]:
            return [key for key in map(str, range(100)) if records_once(by, key)]

        won = at_once([partial(race, by) for by in (one, other) * 4])
    assert Counter(key for keys in won for key in keys) == Counter(map(str, range(100)))
    assert len(positions(recorder)) == 100


def test_it_works_in_a_schema_of_any_name_beside_another(servers: object, database_url: str) -> None:
    names = ["ledger", 'Tri-borough "2012"']
    for name in names:
        with closing(PostgresRecorder(Database(database_url, name))) as recorder:
            recorder.append([event("A", "x")])
            assert positions(recorder, query((["A"], ["x"]))) == [1]
            with recorder.subscribe() as subscription:
                assert next(subscription).position == 1


def test_reading_everything_takes_little_memory(recorder: PostgresRecorder) -> None:
    record = b"." * 50_000
    for _ in range(40):
        recorder.append([event("Decided", data=record)] * 50)
    tracemalloc.start()
    try:
        count = sum(1 for _ in recorder.read())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 2000
    assert peak < 0.6 * count * len(record), "more than half of the record was in memory at once"


def test_an_append_that_cannot_get_the_lock_says_so_and_records_nothing(servers: object, database_url: str) -> None:
    database = Database(database_url, lock_seconds=0.2)
    with closing(PostgresRecorder(database)) as recorder:
        with appends_held_up(database), pytest.raises(Unavailable, match=r"Nothing was recorded.*lock timeout"):
            recorder.append([event("Decided", "x")])
        assert recorder.append([event("Decided", "x")]) == 1


def test_appends_that_wait_share_a_transaction_yet_each_has_its_own_outcome(recorder: PostgresRecorder) -> None:
    recorder.append([event("Decided", "command:taken")])
    keys = [*(f"key-{number}" for number in range(7)), "taken", "key-3"]
    with ThreadPoolExecutor(1 + len(keys)) as pool:
        with appends_held_up(recorder.database):
            first = pool.submit(records_once, recorder, "first")
            until(lambda: waits_for_lock(recorder.database.url))
            others = {pool.submit(records_once, recorder, key): key for key in keys}
            until(lambda: recorder.group.waiting == len(keys))
        assert first.result(PATIENCE_SECONDS)
        won = Counter(key for outcome, key in others.items() if outcome.result(PATIENCE_SECONDS))
    assert won == Counter(f"key-{number}" for number in range(7))  # key-3 once, `taken` not at all
    assert positions(recorder) == list(range(1, 10))  # the two that were refused used up no position
    with recorder.database.connect() as connection:
        transactions = connection.execute("SELECT xmin::text, count(*) FROM decision GROUP BY xmin").fetchall()
    assert sorted(count for _, count in transactions) == [1, 1, 7]
