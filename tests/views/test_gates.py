"""Gates from what is kept name the same decisions in the same words as gates from the whole record."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings

from application.gates import gate_documents
from application.questions import Questions
from tests.replay.test_ways import moments
from tests.views.test_reading_what_is_kept import kept_programme, reads
from tests.views.test_timelines import BY_CHANCE, SEEDS


@given(SEEDS)
@settings(BY_CHANCE, max_examples=8)
def test_gates_from_what_is_kept_are_those_of_the_whole_record(embedded_url: str, seed: int) -> None:
    random = Random(seed)
    with kept_programme(embedded_url, random) as (told, ledger):
        asked = Questions(reads(ledger))
        for at in moments(random, told):
            for migration in ("desktops", "officers"):
                assert (asked.gates(migration, at) or []) == gate_documents(told.known(at.position), at, migration)
