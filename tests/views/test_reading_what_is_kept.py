"""Every answer from what is kept, at every moment, is the answer folded from the record."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given, settings

from application.reads import Reads
from infrastructure.postgres.trail import PostgresTrail
from infrastructure.postgres.views.keeping import UpKeeper
from infrastructure.postgres.views.reading import PostgresViews
from tests.replay.programmes import programme
from tests.replay.story import FIRST, LAST_DAY
from tests.replay.test_ways import differing, moments
from tests.replay.ways import answered, by_hand
from tests.views.ledgers import Shelf, holding, shelf
from tests.views.test_timelines import BY_CHANCE, SEEDS

LAST = FIRST + timedelta(days=LAST_DAY)


def reads(ledger: Shelf) -> Reads:
    views = PostgresViews(ledger.recorder.reader, ledger.store)
    return Reads(ledger.store, PostgresTrail(ledger.recorder.reader), lambda: LAST, views)


def keep_up(ledger: Shelf) -> None:
    keeper = UpKeeper(ledger.database)
    while keeper.advance() != ledger.store.head():
        pass
    keeper.close()


@given(SEEDS)
@settings(BY_CHANCE, max_examples=8)
def test_every_view_from_what_is_kept_is_what_a_naive_fold_shows(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        keep_up(ledger)
        for at in moments(random, told):
            assert differing(dict(answered(reads(ledger), at)), by_hand(told.store, at)) == {}


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
