"""The dates of records, from the index by date: as looking at every record would have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from random import Random

from application.ports import Draft, Store
from application.record import document_of
from application.trail import Criteria
from infrastructure.postgres.diary import PostgresStated
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.store import PostgresStore
from infrastructure.postgres.trail import PostgresTrail
from tests.application.test_diary import PlainlyStated
from tests.replay.programmes import programme


def _as_is(data: bytes, previous: Mapping[str, int], at: datetime) -> bytes:
    return data


def copied(told: Store, store: Store) -> None:
    """Record the same bytes at the same positions."""
    for stored in told.stream(None):
        document = document_of(stored.data)
        on = date.fromisoformat(document["effective_on"])
        draft = Draft(stored.type, stored.tags, on, document["actor"]["subject"], partial(_as_is, stored.data))
        store.append([draft], unless=frozenset(), after=store.head())


def test_dates_are_found_on_both_sides_of_a_place_and_on_a_day(recorder: PostgresRecorder) -> None:
    store = PostgresStore(recorder)
    copied(programme(Random(7)).store, store)
    asked, plain = PostgresStated(recorder.reader), PlainlyStated(store)
    head = store.head()
    for beyond in ((date.min, 0), (date(2012, 1, 1), 5), (date.max, 2**63 - 1)):
        for until in (0, 1, head // 2, head):
            for limit in (1, 7, 10_000):
                for descending in (False, True):
                    found = asked.places(beyond, until, limit, descending=descending)
                    assert found == plain.places(beyond, until, limit, descending=descending)
    assert sorted(asked.places_of([1, 5, head])) == sorted(plain.places_of([1, 5, head]))
    assert asked.places_of([]) == []
    for day, _ in plain.places((date.min, 0), head, 50, descending=False):
        assert asked.stated_on(day, head) == plain.stated_on(day, head)


def test_irregular_decisions_are_found_among_all_others(recorder: PostgresRecorder) -> None:
    programmes = (programme(Random(seed)) for seed in range(100))
    told = next(each for each in programmes if any(recorded.irregular for recorded in each.known()))
    store = PostgresStore(recorder)
    copied(told.store, store)
    found = PostgresTrail(recorder.reader).search(
        Criteria(irregular=True), after=0, until=store.head(), limit=1000, descending=False
    )
    assert [each.position for each in found] == [each.position for each in told.known() if each.irregular]
