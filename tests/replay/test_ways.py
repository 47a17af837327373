"""One definition of each view, had in many ways: live, as of, as known at, and by a naive fold in this test; always the same."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.moment import Moment
from tests.replay.part import Part
from tests.replay.programmes import Programme, programme
from tests.replay.story import FIRST, LAST_DAY
from tests.replay.ways import WAYS, Documents, Way, by_hand, served, spoken_of

BY_CHANCE = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
SEEDS = st.integers(0, 2**32 - 1)


def day_of_story(random: Random) -> date:
    return FIRST + timedelta(days=random.randint(0, LAST_DAY + 60))


def moments(random: Random, told: Programme) -> list[Moment]:
    """Both times alone and together: now, on some day, at some knowledge, and on some day at some knowledge."""
    head = told.store.head()
    known = random.randint(head // 2, head)
    after = FIRST + timedelta(days=LAST_DAY + 60)
    days = ((after, head), (day_of_story(random), head), (after, known), (day_of_story(random), known))
    return [told.moment(day, position) for day, position in days]


def differing(found: Documents, expected: Documents) -> dict[str, tuple[object, object]]:
    return {
        name: (found.get(name), expected.get(name))
        for name in {**expected, **found}
        if found.get(name, "missing") != expected.get(name, "missing")
    }


def but_for_revisions(found: Documents) -> Documents:
    """Without what the calendar says of its own revisions: those count what is recorded, and not only what counts."""
    calendar = re.sub(rb"(SEQUENCE|LAST-MODIFIED|DTSTAMP):[^\r]*", b"", found["deadlines.ics"])
    return {**found, "deadlines.ics": calendar}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@given(SEEDS)
@BY_CHANCE
def test_every_view_at_every_moment_is_what_a_naive_fold_of_the_whole_record_shows(way: Way, seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    for at in moments(random, told):
        assert differing(way(told.store, at), by_hand(told.store, at)) == {}


@given(SEEDS)
@BY_CHANCE
def test_as_of_a_day_known_at_a_moment_is_how_a_ledger_stands_that_was_fed_only_what_counted_and_was_known(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    for at in moments(random, told):
        fed = Part(told.store, spoken_of(told.store, at))
        live_then = Moment(at.as_of, fed.head(), fed.head())
        for way in WAYS.values():
            assert differing(but_for_revisions(way(fed, live_then)), but_for_revisions(served(told.store, at))) == {}
