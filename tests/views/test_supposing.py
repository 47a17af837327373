"""What a what-if tells from what is kept of objects is what it tells from the record."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given, settings

from application.hypotheses import read_what_if
from application.questions import Questions
from application.reads import Reads
from infrastructure.postgres.trail import PostgresTrail
from tests.replay.programmes import programme
from tests.replay.story import FIRST, LAST_DAY
from tests.replay.test_what_if import some_commands
from tests.views.ledgers import holding, shelf
from tests.views.test_reading_what_is_kept import LAST, keep_up, reads
from tests.views.test_timelines import BY_CHANCE, SEEDS


@given(SEEDS)
@settings(BY_CHANCE, max_examples=8)
def test_what_would_be_otherwise_is_told_alike_from_what_is_kept_and_from_the_record(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    questions = [
        read_what_if({"as_of": (FIRST + timedelta(days=random.randint(0, LAST_DAY))).isoformat(), "commands": lines}, LAST)
        for lines in (some_commands(random, told) for _ in range(6))
    ]
    with shelf(embedded_url) as empty:
        ledger = holding(told.store, empty)
        keep_up(ledger)
        kept = Questions(reads(ledger))
        folded = Questions(Reads(ledger.store, PostgresTrail(ledger.recorder.reader), lambda: LAST))
        at = reads(ledger).moment()
        for question in questions:
            assert kept.what_if(question, at) == folded.what_if(question, at)
