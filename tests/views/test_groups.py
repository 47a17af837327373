"""The groups of objects that are kept are at every moment the groups of a plain fold, whichever of them are asked for, and how."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings

from application.keeping.kept import FOUND_BY, KEEPINGS, KEPT_WITH, is_over
from application.keeping.views import KeptFold
from application.moment import Moment, fold_at
from application.recollection import Recollection
from domain.fold import Fold, Grouping
from infrastructure.postgres.views.keeping import UpKeeper
from infrastructure.postgres.views.reading import PostgresViews
from infrastructure.postgres.views.rebuilding import rebuild
from tests.replay.council import Council, contract
from tests.replay.programmes import programme
from tests.replay.test_ways import moments
from tests.views.ledgers import Shelf, holding, shelf
from tests.views.test_reading_what_is_kept import keep_up
from tests.views.test_timelines import BY_CHANCE, SEEDS

NEVER = ("nobody", "nowhere")
"""A key under which nothing is."""


def folds(ledger: Shelf, ats: Iterable[Moment]) -> list[tuple[Moment, Fold]]:
    """Of each moment, a plain fold."""
    recollection = Recollection()
    known = [recollection.recorded(stored) for stored in ledger.store.stream(None)]
    return [(at, fold_at(at, known[: at.position]).fold) for at in ats]


def keys_at_any_time(grouping: Grouping[Any], plain: Iterable[Fold]) -> list[Hashable]:
    return sorted({key for fold in plain for state in fold.all(grouping.kind).values() for key in grouping.keys(state)}, key=str)


def going_on(fold: Fold, grouping: Grouping[Any], members: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Those that are not over."""
    keeping = KEEPINGS[KEPT_WITH[grouping.kind]]
    kept = {id_: keeping.taken(fold, id_, keeping.tag(id_), {}) for id_, _ in members}
    return [(id_, state) for id_, state in members if (each := kept[id_]) is not None and not is_over(keeping.kind, each)]


def assert_groups_are_those_of_plain_folds(ledger: Shelf, random: Random, ats: Iterable[Moment]) -> None:
    views = PostgresViews(ledger.recorder.reader, ledger.store)
    views.position()
    plain = folds(ledger, ats)
    for at, fold in plain:
        for is_going_on in (False, True):
            kept = KeptFold(views, at, going_on=is_going_on)
            for grouping in random.sample(list(FOUND_BY), len(FOUND_BY)):
                keys = [*keys_at_any_time(grouping, (each for _, each in plain)), NEVER]
                random.shuffle(keys)
                kept.expect_groups(grouping, random.sample(keys, random.randint(0, len(keys))))
                for key in keys:
                    expected = fold.group(grouping, key)
                    found = kept.group(grouping, key)
                    if is_going_on:  # what is over may be passed over
                        expected = [each for each in expected if each in found or each in going_on(fold, grouping, expected)]
                    assert found == expected, (at, is_going_on, FOUND_BY[grouping], key)
                    tags = [f"{KEPT_WITH[grouping.kind]}:{id_}" for id_, _ in expected]
                    assert [kept.registered(tag) for tag in tags] == [fold.registered(tag) for tag in tags]


@given(SEEDS)
@settings(BY_CHANCE, max_examples=8)
def test_kept_up_or_rebuilt_groups_are_those_of_a_plain_fold_at_every_moment(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    stored = list(told.store.stream(None))
    with shelf(embedded_url) as ledger:
        if random.random() < 0.5:
            ledger.record(stored[: len(stored) // 2])
            assert rebuild(ledger.database, tuple(KEEPINGS))
            ledger.record(stored[len(stored) // 2 :])
        else:
            ledger.record(stored)
        keeper = UpKeeper(ledger.database, batch=random.choice((1, 7, 1_000)))
        while keeper.advance() != len(stored):
            pass
        keeper.close()
        assert_groups_are_those_of_plain_folds(ledger, random, moments(random, told))


def restless_contract() -> Council:
    """A contract that comes to other areas, holders and suppliers, in time, late, and by correction."""
    council = Council()
    facts = contract("ash", "k-1", "2016-01-01", supplier="acme")
    registered = council.of("ash", "2011-02-01", "register-contract", **facts)
    varied = council.of("ash", "2012-02-01", "vary-contract", contract="k-1", areas=["data-centre"])
    council.of("ash", "2013-02-01", "novate-contract", contract="k-1", supplier="apex")
    council.of("ash", "2011-08-01", "vary-contract", contract="k-1", boroughs=["ash", "birch"])
    later = {"data": {"contract": "k-1", "areas": ["data-centre"]}, "effective_on": "2013-08-01"}
    council.of("ash", "2014-02-01", "rectify-decision", position=varied, **later)
    council.of("ash", "2014-03-01", "rectify-decision", position=registered, data=facts, effective_on="2011-03-01")
    council.of("ash", "2014-06-01", "conclude-contract", contract="k-1", manner="mutual")
    return council


def test_a_contract_is_found_where_it_was_before_a_variation_a_novation_and_a_correction(embedded_url: str) -> None:
    council = restless_contract()
    head = council.store.head()
    days = [date(2011, 1, 15) + timedelta(days=100 * step) for step in range(15)]
    with shelf(embedded_url) as empty:
        ledger = holding(council.store, empty)
        keep_up(ledger)
        ats = [Moment(day, position, head) for day in days for position in range(1, head + 1)]
        assert_groups_are_those_of_plain_folds(ledger, Random(1), ats)


def test_what_was_kept_before_there_were_groups_is_found_all_the_same(embedded_url: str) -> None:
    council = restless_contract()
    head = council.store.head()
    with shelf(embedded_url) as empty:
        ledger = holding(council.store, empty)
        keep_up(ledger)
        forget_groups(ledger)
        assert_groups_are_those_of_plain_folds(ledger, Random(2), [Moment(date(2012, 6, 1), head, head)])


def forget_groups(ledger: Shelf) -> None:
    """As a version of the program left it that kept none."""
    with ledger.database.connect() as connection:
        for generation in ledger.serving().values():
            connection.execute(generation.sql("DROP TABLE {groups}"))
        connection.execute("UPDATE kept SET definition = 'before'")
