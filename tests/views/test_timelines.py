"""Versions of objects: at every moment in the two times they are what a fold of everything would give."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.keeping.kept import KEEPINGS, encoded
from application.keeping.timeline import Version
from domain.decision import Recorded
from tests.replay.council import Council
from tests.replay.programmes import programme
from tests.views.kept_in_memory import KeptInMemory, by_hand, standing, timelines

BY_CHANCE = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
SEEDS = st.integers(0, 2**32 - 1)


def moments(random: Random, record: list[Recorded]) -> list[tuple[date, int]]:
    """Days on which something counts, and positions, by chance; and the end of everything."""
    chosen = [(random.choice(record).effective_on, random.randint(1, len(record))) for _ in range(12)]
    late = [(each.effective_on, after.position) for each, after in pairwise(record) if random.random() < 0.1]
    return [*chosen, *late[:10], (date.max, len(record)), (date.max, len(record) // 2)]


def rows(versions: list[Version]) -> list[tuple[object, ...]]:
    return sorted((each.id, each.effective_on, each.position, each.known_from, each.known_to, repr_of(each)) for each in versions)


def repr_of(version: Version) -> str:
    state = version.kept
    return repr((state.registered, sorted(state.latest.items())))


@given(SEEDS)
@BY_CHANCE
def test_the_versions_at_a_moment_are_the_states_of_a_fold_of_everything(seed: int) -> None:
    random = Random(seed)
    record = KeptInMemory(programme(random).store).record
    for keeping in KEEPINGS.values():
        versions = [version for timeline in timelines(record, keeping) for version in timeline.versions]
        for as_of, position in moments(random, record):
            assert standing(versions, as_of, position) == by_hand(record, keeping, as_of, position), (keeping.kind, as_of, position)


@given(SEEDS)
@BY_CHANCE
def test_a_keeper_comes_to_the_versions_of_a_timeline_in_whatever_batches(seed: int) -> None:
    random = Random(seed)
    kept = KeptInMemory(programme(random).store)
    kept.keep_all(random)
    for kind, keeping in KEEPINGS.items():
        made_at_once = [version for timeline in timelines(kept.record, keeping) for version in timeline.versions]
        assert rows(kept.versions[kind]) == rows(made_at_once), kind
        for as_of, position in moments(random, kept.record):
            assert standing(kept.versions[kind], as_of, position) == standing(made_at_once, as_of, position)


@given(SEEDS)
@BY_CHANCE
def test_what_is_kept_reads_as_it_was_written(seed: int) -> None:
    record = KeptInMemory(programme(Random(seed)).store).record
    for keeping in KEEPINGS.values():
        for timeline in timelines(record, keeping):
            for version in timeline.versions:
                assert keeping.decoder.decode(encoded(version.kept)) == version.kept


@pytest.mark.parametrize("kind", KEEPINGS)
def test_every_kind_is_met(kind: str) -> None:
    seeds = range(20)
    assert any(list(timelines(KeptInMemory(programme(Random(seed)).store).record, KEEPINGS[kind])) for seed in seeds)


def test_a_late_adoption_of_principles_changes_what_was_endorsed_after_it() -> None:
    council = Council()
    council.board("2011-01-01", "adopt-principles", principles=[{"principle": "one", "text": "One."}])
    council.of("ash", "2012-01-01", "declare-system", borough="ash", area="desktop", system="s-1", title="Mail")
    council.of("ash", "2013-01-01", "endorse-principles", borough="ash")
    council.board("2011-06-01", "adopt-principles", principles=[{"principle": "two", "text": "Two."}])
    kept = KeptInMemory(council.store)
    kept.keep_all(Random(0))
    borough = KEEPINGS["borough"]
    made_at_once = [version for timeline in timelines(kept.record, borough) for version in timeline.versions]
    for position in range(1, len(kept.record) + 1):
        for versions in (made_at_once, kept.versions["borough"]):
            assert standing(versions, date(2014, 1, 1), position) == by_hand(kept.record, borough, date(2014, 1, 1), position)
