"""Keeping up in PostgreSQL: the same versions, in whatever batches, by whichever process."""

from __future__ import annotations

from random import Random

from hypothesis import given

from application.keeping.kept import KEEPINGS
from infrastructure.postgres.views.keeping import UpKeeper
from tests.replay.programmes import programme
from tests.views.kept_in_memory import KeptInMemory, timelines
from tests.views.ledgers import Shelf, shelf
from tests.views.test_timelines import BY_CHANCE, SEEDS, rows


def made_at_once(record: KeptInMemory) -> dict[str, list[tuple[object, ...]]]:
    return {
        kind: rows([version for timeline in timelines(record.record, keeping) for version in timeline.versions])
        for kind, keeping in KEEPINGS.items()
    }


def kept_in(ledger: Shelf) -> dict[str, list[tuple[object, ...]]]:
    return {kind: rows(ledger.versions(kind)) for kind in KEEPINGS}


@given(SEEDS)
@BY_CHANCE
def test_what_is_kept_is_what_the_whole_record_makes(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    stored = list(told.store.stream(None))
    with shelf(embedded_url) as ledger:
        keeper = UpKeeper(ledger.database, batch=random.choice((1, 3, 50)))
        at = 0
        while at < len(stored):
            size = random.choice((1, 5, 30))
            ledger.record(stored[at : at + size])
            at += size
            while keeper.advance() != min(at, len(stored)):
                pass
            if random.random() < 0.2:
                keeper.close()
        keeper.close()
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))


def test_one_process_keeps_up_at_a_time_and_another_goes_on_when_it_ends(embedded_url: str) -> None:
    told = programme(Random(1))
    stored = list(told.store.stream(None))
    with shelf(embedded_url) as ledger:
        first, second = UpKeeper(ledger.database), UpKeeper(ledger.database)
        ledger.record(stored[:20])
        assert first.advance() == 20
        assert second.advance() is None
        ledger.record(stored[20:])
        first.close()
        assert second.advance() == len(stored)
        second.close()
        assert kept_in(ledger) == made_at_once(KeptInMemory(told.store))
