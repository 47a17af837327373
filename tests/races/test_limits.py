"""Rules that count: the last approval, a framework's ceiling, one claim a year. Sixteen come at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest

from application.ports import Stored
from application.record import document_of
from infrastructure.postgres.store import PostgresStore
from tests.races.crowd import SEATS, Answer, Crowd
from tests.races.judging import prepare, require_legal, require_sound
from tests.races.programme import BOARD, START, approval, line, migration, opening

BOROUGHS = [f"b-{number}" for number in range(SEATS)]
CHANCE, TOGETHER = "chance", "together"
TIMES = 6
CEILING, CALL_OFF, ROOM = Decimal(1000), Decimal(150), 6


@pytest.fixture(scope="module", autouse=True)
def programme(watcher: PostgresStore) -> None:
    prepare(watcher, opening(BOROUGHS))
    prepare(watcher, migration("desktop", BOROUGHS, moved=True))


@pytest.fixture(params=[CHANCE, TOGETHER])
def manner(request: pytest.FixtureRequest) -> str:
    """Whether the sixteen only start together, or have also all read and decided before the first may record."""
    manner: str = request.param
    return manner


def post(crowd: Crowd, manner: str, names: Sequence[str], command: Callable[[str, str], bytes]) -> list[list[Answer]]:
    """Every borough posts its command about each name, all at once. Gives the answers by name."""
    turns = [[(command(name, borough),) for name in names] for borough in BOROUGHS]
    answers = crowd.post(turns, everybody=True, decide_together=manner == TOGETHER)
    return [[turns[number][0] for turns in answers] for number in range(len(names))]


def facts(records: Sequence[Stored], type_: str) -> list[dict[str, str]]:
    return [document_of(stored.data)["data"] for stored in records if stored.type == type_]


def test_the_approvals_of_all_parties_make_one_agreement(crowd: Crowd, watcher: PostgresStore, manner: str) -> None:
    areas = [f"{manner}-{number}" for number in range(TIMES)]
    prepare(watcher, chain.from_iterable(migration(area, BOROUGHS, agreed=False) for area in areas))
    for answers in post(crowd, manner, areas, approval):
        assert [answer for answer in answers if not answer.recorded] == []
        assert sorted(len(answer.decisions) for answer in answers) == [1] * (SEATS - 1) + [2]
    records = watcher.read(None).records
    agreed = [each["migration"] for each in facts(records, "SpecificationAgreed")]
    assert sorted(area for area in agreed if area in areas) == sorted(areas)
    require_sound(records)
    require_legal(records)


def test_call_offs_never_pass_the_ceiling_and_reach_as_far_as_they_can(crowd: Crowd, watcher: PostgresStore, manner: str) -> None:
    names = [f"{manner}-{number}" for number in range(TIMES)]
    prepare(watcher, (award(name) for name in names))
    for answers in post(crowd, manner, names, call_off):
        assert [answer.broken for answer in answers if not answer.recorded] == [("framework.ceiling-exceeded",)] * (SEATS - ROOM)
    records = watcher.read(None).records
    for name in names:
        values = [Decimal(each["value"]) for each in facts(records, "FrameworkAdopted") if each["framework"] == name]
        assert sum(values) == ROOM * CALL_OFF <= CEILING
    require_sound(records)
    require_legal(records)


def award(framework: str) -> bytes:
    terms: dict[str, Any] = {
        "title": framework,
        "lots": [{"lot": "one", "area": "desktop", "supplier": "s-1"}],
        "open_to": BOROUGHS,
    }
    dates = {"starts_on": START, "ends_on": "2030-01-01"}
    return line(
        "award-framework", f"award-{framework}", BOARD, START, framework=framework, ceiling=f"{CEILING}.00", **terms, **dates
    )


def call_off(framework: str, borough: str) -> bytes:
    named = {"framework": framework, "lot": "one", "borough": borough, "migration": "desktop", "value": f"{CALL_OFF}.00"}
    return line("call-off", f"call-off-{framework}-{borough}", borough, "2021-01-01", **named)


def test_one_saving_of_one_year_is_claimed_once(crowd: Crowd, watcher: PostgresStore, manner: str) -> None:
    first = 2021 if manner == CHANCE else 2041
    years = [str(year) for year in range(first, first + TIMES)]
    for answers in post(crowd, manner, years, claim):
        assert [answer.broken for answer in answers if not answer.recorded] == [("benefit.counted-twice",)] * (SEATS - 1)
    records = watcher.read(None).records
    claimed = [each["year"] for each in facts(records, "BenefitClaimed") if str(each["year"]) in years]
    assert sorted(map(str, claimed)) == years
    require_sound(records)
    require_legal(records)


def claim(year: str, poster: str) -> bytes:
    """Sixteen claims, each under an id of its own, all of the same borough."""
    named = {"claim": f"claim-{year}-{poster}", "migration": "desktop", "borough": BOROUGHS[0]}
    return line("claim-benefit", f"claim-{year}-{poster}", BOROUGHS[0], f"{year}-12-31", year=int(year), amount="100.00", **named)
