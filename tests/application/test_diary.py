"""The diary of a record says the same as folding all of it would."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from itertools import islice
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from application.diary import Around, Diary, Place
from application.moment import fold_at
from application.ports import Store
from application.record import document_of
from domain.decision import NOT_RECORDED
from tests.replay.programmes import Programme, programme


class PlainlyStated:
    """Implements `application.diary.Stated` by looking at every record."""

    def __init__(self, store: Store) -> None:
        self._places = [(date.fromisoformat(document_of(each.data)["effective_on"]), each.position) for each in store.stream(None)]

    def places(self, beyond: Place, until: int, limit: int, *, descending: bool) -> list[Place]:
        found = [place for place in self._places if place[1] <= until and (place < beyond if descending else place > beyond)]
        return sorted(found, reverse=descending)[:limit]

    def places_of(self, positions: Collection[int]) -> list[Place]:
        return [place for place in self._places if place[1] in positions]

    def stated_on(self, day: date, until: int) -> int:
        return sum(on == day and position <= until for on, position in self._places)


def places(told: Programme, as_of: date, known: int) -> tuple[list[Place], list[Place]]:
    """Where every decision is that counts by a day, and where every one that counts later, by the fold of all."""
    replay = fold_at(told.moment(as_of, known), told.known(known))
    return [each.place for each in replay.decisions], [each.place for each in replay.ahead]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_the_diary_has_every_decision_where_it_counts(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    diary = Diary(told.store, PlainlyStated(told.store))
    head = told.store.head()
    days = sorted({place[0] for place in places(told, date.max, head)[0]})
    for known in (head, random.randint(1, head), 1, head):
        day = random.choice(days) + timedelta(days=random.choice((0, 0, 1, -1)))
        counting, ahead = places(told, day, known)
        at = told.moment(day, known)
        assert list(diary.after((day, NOT_RECORDED), known)) == ahead
        assert list(diary.before((day, NOT_RECORDED), known)) == counting[::-1]
        assert diary.newest(at, 3) == list(islice(reversed(counting), 3))
        everything = counting + ahead
        assert diary.around(at) == Around(
            before=max((on for on, _ in counting if on < day), default=None),
            after=min((on for on, _ in ahead), default=None),
            first=min((on for on, _ in everything), default=None),
            last=max((on for on, _ in everything), default=None),
            on_the_day=sum(on == day for on, _ in counting),
        )


def test_an_empty_record_has_no_days() -> None:
    told = Programme()
    diary = Diary(told.store, PlainlyStated(told.store))
    assert diary.around(told.moment(date(2014, 7, 1))) == Around(None, None, None, None, 0)
