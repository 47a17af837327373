"""Diary: which decisions count from which day, as known at a position, without folding the record.

A record states from when its decision counts. What corrections made of that is remembered here: they are few, and are read once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from threading import Lock
from typing import Protocol

from application.moment import Moment
from application.ports import Store
from application.record import read_record
from domain.board.rectification import DecisionRectified
from domain.boundary import Item
from domain.correction import as_corrected, newest_corrections
from domain.decision import NOT_RECORDED, Recorded
from domain.reach import RECTIFIED

Place = tuple[date, int]
"""From when a decision counts, and its position: the order in which decisions count."""
CORRECTIONS = frozenset({Item(frozenset({RECTIFIED}))})
PAGE = 64
REMEMBERED = 8
"""Moments of knowledge whose corrected dates are kept ready."""


class Stated(Protocol):
    """The dates that records state, as they were recorded. Every method raises Unavailable."""

    def places(self, beyond: Place, until: int, limit: int, *, descending: bool) -> list[Place]:
        """At most `limit` places after `beyond` (descending: before it), of positions up to `until`, in that order."""
        ...

    def places_of(self, positions: Collection[int]) -> list[Place]:
        """The places of these decisions, in any order."""
        ...

    def stated_on(self, day: date, until: int) -> int:
        """How many decisions up to a position state this day."""
        ...


@dataclass(frozen=True, slots=True)
class Around:
    """Of the days from which decisions count: the nearest before and after a day, the first and the last of all.

    `on_the_day`: how many count from the day itself.
    """

    before: date | None
    after: date | None
    first: date | None
    last: date | None
    on_the_day: int


@dataclass(frozen=True, slots=True)
class _Moved:
    """What corrections made of the dates, as known at a position: where decisions were stated to be, and where they are."""

    stated: frozenset[Place]
    places: tuple[Place, ...]


class Diary:
    """Safe to share between threads. Every method raises Unavailable when the store cannot answer."""

    def __init__(self, store: Store, stated: Stated) -> None:
        self._store = store
        self._stated = stated
        self._lock = Lock()
        self._corrections: list[Recorded] = []
        self._read_to = 0
        self._moved: dict[int, _Moved] = {}

    def around(self, at: Moment) -> Around:
        """The days around a moment's own."""
        day, ends = at.as_of, (date.min, date.max)
        return Around(
            before=_day(self.before((day, 0), at.position)),
            after=_day(self.after((day, NOT_RECORDED), at.position)),
            first=_day(self.after((ends[0], 0), at.position)),
            last=_day(self.before((ends[1], NOT_RECORDED), at.position)),
            on_the_day=self._count(day, at.position),
        )

    def newest(self, at: Moment, few: int) -> list[Place]:
        """The last few that count by the moment's day, the newest first."""
        return list(islice(self.before((at.as_of, NOT_RECORDED), at.position), few))

    def after(self, place: Place, known: int) -> Iterator[Place]:
        """The decisions after a place, in the order in which they count, of those known at a position."""
        moved = self._moved_at(known)
        later = moved.places[bisect_right(moved.places, place) :]
        return merge(self._unmoved(place, known, moved, descending=False), later)

    def before(self, place: Place, known: int) -> Iterator[Place]:
        """The decisions before a place, the nearest first, of those known at a position."""
        moved = self._moved_at(known)
        earlier = moved.places[: bisect_left(moved.places, place)][::-1]
        return merge(self._unmoved(place, known, moved, descending=True), earlier, reverse=True)

    def _count(self, day: date, known: int) -> int:
        moved = self._moved_at(known)
        gone = sum(place[0] == day for place in moved.stated)
        come = bisect_right(moved.places, (day, NOT_RECORDED)) - bisect_left(moved.places, (day, 0))
        return self._stated.stated_on(day, known) - gone + come

    def _unmoved(self, place: Place, known: int, moved: _Moved, *, descending: bool) -> Iterator[Place]:
        while True:
            page = self._stated.places(place, known, PAGE, descending=descending)
            yield from (each for each in page if each not in moved.stated)
            if len(page) < PAGE:
                return
            place = page[-1]

    def _moved_at(self, known: int) -> _Moved:
        with self._lock:
            if known not in self._moved:
                self._read_corrections(known)
                newest = newest_corrections(each for each in self._corrections if each.position <= known)
                dates = dict(_new_dates(newest))
                stated = self._stated.places_of(list(dates)) if dates else []
                places = tuple(sorted((dates[position], position) for _, position in stated))
                while len(self._moved) >= REMEMBERED:
                    del self._moved[next(iter(self._moved))]
                self._moved[known] = _Moved(frozenset(stated), places)
            return self._moved[known]

    def _read_corrections(self, known: int) -> None:
        if known > self._read_to:
            self._corrections += map(read_record, self._store.stream(CORRECTIONS, after=self._read_to, until=known))
            self._read_to = known


def _new_dates(newest: Mapping[int, Recorded]) -> Iterable[tuple[int, date]]:
    """The positions of decisions whose date a correction changed, each with its new one."""
    for position, correction in newest.items():
        rectified = as_corrected(correction, newest).decision
        assert isinstance(rectified, DecisionRectified)
        if rectified.effective_on is not None:
            yield position, rectified.effective_on


def _day(places: Iterator[Place]) -> date | None:
    place = next(places, None)
    return place[0] if place else None
