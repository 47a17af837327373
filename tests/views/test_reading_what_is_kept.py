"""Every answer from what is kept, at every moment, is the answer folded from the record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given, settings

from application.benefits import benefits
from application.changes import changes
from application.deadlines import deadlines
from application.forecast import forecast
from application.keeping.kept import KEEPINGS
from application.moment import Moment
from application.period import end_of
from application.questions import Questions
from application.reads import Reads
from application.views.matrix import matrix
from infrastructure.postgres.trail import PostgresTrail
from infrastructure.postgres.views.keeping import UpKeeper
from infrastructure.postgres.views.reading import PostgresViews
from infrastructure.postgres.views.rebuilding import rebuild
from tests.replay.programmes import Programme, programme
from tests.replay.story import FIRST, LAST_DAY
from tests.replay.test_ways import differing, moments
from tests.replay.ways import AHEAD, answered, by_hand
from tests.views.ledgers import Shelf, holding, shelf
from tests.views.test_timelines import BY_CHANCE, SEEDS

LAST = FIRST + timedelta(days=LAST_DAY)


def reads(ledger: Shelf) -> Reads:
    views = PostgresViews(ledger.recorder.reader, ledger.store)
    return Reads(ledger.store, PostgresTrail(ledger.recorder.reader), lambda: LAST, views)


def of_what_goes_on(asked: Reads, at: Moment) -> Iterator[tuple[str, Any]]:
    """What is asked without the contracts, migrations and dispensations that are over."""
    until = end_of(AHEAD, at.as_of)
    yield "matrix", matrix(asked.going_on(at))
    yield "forecast", forecast(asked.going_on(at))
    yield "deadlines", deadlines(asked.going_on(at), until)
    yield "benefits", benefits(asked.going_on(at))


def keep_up(ledger: Shelf) -> None:
    keeper = UpKeeper(ledger.database)
    while keeper.advance() != ledger.store.head():
        pass
    keeper.close()


@contextmanager
def kept_programme(url: str, random: Random) -> Iterator[tuple[Programme, Shelf]]:
    """A random programme, and a ledger that holds it with what is kept of it."""
    told = programme(random)
    with shelf(url) as empty:
        ledger = holding(told.store, empty)
        keep_up(ledger)
        yield told, ledger


@given(SEEDS)
@settings(BY_CHANCE, max_examples=8)
def test_every_view_from_what_is_kept_is_what_a_naive_fold_shows(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    with kept_programme(embedded_url, random) as (told, ledger):
        for at in moments(random, told):
            expected = by_hand(told.store, at)
            assert differing(dict(answered(reads(ledger), at)), expected) == {}
            going_on = dict(of_what_goes_on(reads(ledger), at))
            assert going_on == {name: expected[name] for name in going_on}


@given(SEEDS)
@settings(BY_CHANCE, max_examples=8)
def test_what_changed_is_told_from_what_lies_between_as_from_the_whole_record(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    with kept_programme(embedded_url, random) as (told, ledger):
        asked = Questions(reads(ledger))
        for one, other in pairwise(moments(random, told)):
            first, last = (
                Moment(pick(one.as_of, other.as_of), pick(one.position, other.position), one.head) for pick in (min, max)
            )
            for since in (first, replace(first, position=last.position), replace(first, as_of=last.as_of)):
                assert asked.changes(since, last) == changes(reads(ledger).known(last), since, last)


@given(SEEDS)
@settings(BY_CHANCE, max_examples=8)
def test_what_is_rebuilt_shows_the_same(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    stored = list(told.store.stream(None))
    with shelf(embedded_url) as ledger:
        ledger.record(stored[: len(stored) * 2 // 3])
        assert rebuild(ledger.database, tuple(KEEPINGS))
        ledger.record(stored[len(stored) * 2 // 3 :])
        keep_up(ledger)
        for at in moments(random, told):
            expected = by_hand(told.store, at)
            assert differing(dict(answered(reads(ledger), at)), expected) == {}
            going_on = dict(of_what_goes_on(reads(ledger), at))
            assert going_on == {name: expected[name] for name in going_on}


def test_whoever_asks_for_a_moment_that_is_not_kept_yet_is_answered_from_the_record(embedded_url: str) -> None:
    told = programme(Random(3))
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        asked = reads(ledger)
        assert asked.moment(kept=True).position == told.store.head()
        assert asked.matrix(asked.moment()) == by_hand(told.store, asked.moment())["matrix"]


def test_what_lags_behind_says_where_it_stands(embedded_url: str) -> None:
    told = programme(Random(4))
    stored = list(told.store.stream(None))
    with shelf(embedded_url) as ledger:
        ledger.record(stored[:30])
        keep_up(ledger)
        ledger.record(stored[30:])
        asked = reads(ledger)
        assert asked.moment(kept=True).position == 30
        assert asked.moment().position == len(stored)
