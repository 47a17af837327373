"""Searching what people wrote: the same is found whether words were taken yet or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from threading import Thread

import pytest

from application.ports import Draft
from application.trail import Criteria
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.store import PostgresStore
from infrastructure.postgres.trail import PostgresTrail
from infrastructure.postgres.words import take_words

WRITTEN = (
    "The boards agreed to merge the libraries of Westminster and Chelsea.",
    "Westminster's desktops wait before they merge.",
    "Nothing was merged; the desktop contract was extended.",
    'L’été déjà: <b>naïve</b> & \\ "quoted"',
    "W" * 4000,
)
ASKED = (
    "merging",
    "desktop merge",
    '"desktop contract"',
    "merge -desktop",
    "naïve",
    "westminster or extended",
    "the",
    "nowhere",
    "🙂 '\"&|!(",
)


def draft(text: str) -> Draft:
    def complete(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
        return json.dumps(
            {"authority": {"reasons": text}, "data": {"year": 2014}, "correlation_id": "merge"}, ensure_ascii=False
        ).encode()

    return Draft("NoteRecorded", ("programme:ledger",), date(2014, 11, 1), "officer-7", complete)


def found(recorder: PostgresRecorder, words: str, **more: object) -> list[int]:
    trail = PostgresTrail(recorder.reader)
    asked = {"after": 0, "until": trail_end(recorder), "limit": 100, "descending": False, **more}
    return [stored.position for stored in trail.search(Criteria(words=words), **asked)]  # type: ignore[arg-type]  # a test's own words


def trail_end(recorder: PostgresRecorder) -> int:
    return recorder.reader.head()


@pytest.fixture
def written(store: PostgresStore, recorder: PostgresRecorder) -> PostgresRecorder:
    """A record of which no words were taken."""
    store.append([draft(text) for text in WRITTEN], unless=frozenset(), after=0)
    return recorder


def test_words_are_found_in_any_form_together_and_left_out(written: PostgresRecorder) -> None:
    told = {asked: found(written, asked) for asked in ASKED}
    assert told["merging"] == [1, 2, 3]
    assert told["desktop merge"] == [2, 3]
    assert told['"desktop contract"'] == [3]
    assert told["merge -desktop"] == [1]
    assert told["naïve"] == [4]
    assert told["westminster or extended"] == [1, 2, 3]
    assert told["nowhere"] == []


def test_the_same_is_found_however_many_words_were_taken(written: PostgresRecorder) -> None:
    before = {asked: found(written, asked) for asked in ASKED}
    with written.database.connect() as connection:
        taken = []
        while number := take_words(connection, batch=2):
            taken.append(number)
            assert {asked: found(written, asked) for asked in ASKED} == before
    assert taken == [2, 2, 1]


def test_a_page_of_what_was_found_is_as_long_and_in_the_order_that_was_asked(written: PostgresRecorder) -> None:
    with written.database.connect() as connection:
        take_words(connection, batch=2)
    assert found(written, "merge", limit=2) == [1, 2]
    assert found(written, "merge", limit=2, descending=True) == [3, 2]
    assert found(written, "merge", until=2) == [1, 2]


def test_several_take_words_at_a_time_and_each_decision_once(written: PostgresRecorder) -> None:
    def take() -> None:
        with written.database.connect() as connection:
            while take_words(connection, batch=1):
                pass

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with written.database.connect() as connection:
        while take_words(connection):
            pass
        assert connection.execute("SELECT array_agg(position ORDER BY position) FROM words").fetchone() == ([1, 2, 3, 4, 5],)
