"""What a what-if tells from what is kept of objects is what it tells from the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given, settings

from application.hypotheses import read_what_if
from application.questions import Questions
from application.reads import Reads
from application.what_if import Supposed
from domain.decision import BrokenRule
from infrastructure.postgres.trail import PostgresTrail
from tests.replay.programmes import programme
from tests.replay.story import FIRST, LAST_DAY
from tests.replay.test_what_if import some_commands, supposed
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
            assert told_of(kept.what_if(question, at)) == told_of(folded.what_if(question, at))


def told_of(found: Supposed) -> Any:
    """All of it; but a borough outside a boundary is told by its id, which here is its title in small letters."""
    irregular = [each.irregular for each in found.decided if each.irregular]
    broken = [_but_for_titles(each.broken) for each in irregular]
    decided = [replace(each, irregular=None) for each in found.decided]
    outcomes = [_but_for_titles(outcome) for outcome in supposed(found)]
    return outcomes, decided, broken, [each.upset for each in irregular], found.difference


def _but_for_titles(told: Iterable[Any]) -> list[Any]:
    return [replace(each, message=each.message.casefold()) if isinstance(each, BrokenRule) else each for each in told]
