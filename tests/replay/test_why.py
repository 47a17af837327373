"""Why: leaving any listed decision out of the record changes the answer or its sentence; leaving out any other changes neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from application.deadlines import deadlines
from application.gates import gates
from application.moment import Moment, Replay, fold_at
from application.period import end_of
from application.reads import VIEWS
from application.views.matrix import matrix
from application.views.view import Document
from domain.decision import Recorded
from tests.replay.asking import questions, reads
from tests.replay.programmes import Programme, programme
from tests.replay.story import FIRST, LAST_DAY

# A smaller seed is no simpler programme, so there is nothing to shrink.
BY_CHANCE = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
SEEDS = st.integers(0, 2**32 - 1)
MISSING = "missing"


def at_some_moment(random: Random, told: Programme) -> Moment:
    head = told.store.head()
    position = random.choice((head, head, random.randint(1, head)))
    return told.moment(FIRST + timedelta(days=random.randint(30, LAST_DAY)), position)


def by_leaving_each_out(
    known: Sequence[Recorded], at: Moment, answer: Callable[[Replay], Mapping[Any, Any]]
) -> dict[Any, list[int]]:
    """For each part of an answer the decisions that matter to it: every one in turn is left out, and all the rest folded."""
    whole = answer(fold_at(at, known))
    found: dict[Any, list[int]] = {part: [] for part in whole}
    for left_out in known:
        without = answer(fold_at(at, [each for each in known if each is not left_out]))
        for part in whole:
            if without.get(part, MISSING) != whole[part]:
                found[part].append(left_out.position)
    return found


def essence(document: Document) -> tuple[Any, ...]:
    """What a gate's document says, but for its decisions and the steps that it stands before."""
    said = (document[name] for name in ("code", "borough", "open", "message", "until"))
    return (*said, document.get("framework"), *document["who_can"])


@given(SEEDS)
@BY_CHANCE
def test_a_gate_names_exactly_the_decisions_without_which_it_would_stand_otherwise(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    at = at_some_moment(random, told)
    known = told.known(at.position)

    for migration in ("desktops", "officers"):
        expected: dict[tuple[Any, ...], set[int]] = {}
        by_place = by_leaving_each_out(known, at, partial(gates, migration=migration))
        for place, gate in gates(fold_at(at, known), migration).items():
            until = gate.until.isoformat() if gate.until else None
            framework = place.framework if place.code.startswith("framework.") else None
            told_as = (place.code, place.borough, gate.open, gate.message, until, framework, *gate.who_can)
            expected.setdefault(told_as, set()).update(by_place[place])

        documents = questions(told.store).gates(migration, at) or []
        assert {essence(each): set(each["decisions"]) for each in documents} == expected
        assert len(documents) == len(expected)


@given(SEEDS)
@BY_CHANCE
def test_a_field_of_an_object_names_exactly_the_decisions_without_which_it_would_be_another(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    at = at_some_moment(random, told)
    known = told.known(at.position)

    kind = random.choice(sorted(VIEWS))
    for id_ in VIEWS[kind].ids(fold_at(at, known)):

        def fields(replay: Replay, id_: str = id_) -> Document:
            return VIEWS[kind].show(replay, id_) if id_ in VIEWS[kind].ids(replay) else {}

        expected = by_leaving_each_out(known, at, fields)
        del expected["decisions"]
        assert questions(told.store).why(kind, id_, at) == expected
        shown, read = fields(fold_at(at, known)), reads(told.store).one(kind, id_, at)
        assert read == {**shown, "decisions": read["decisions"] if read else None}


@given(SEEDS)
@BY_CHANCE
def test_a_cell_of_the_matrix_names_exactly_the_decisions_without_which_it_would_be_another(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    at = at_some_moment(random, told)
    known = told.known(at.position)

    cells = {(item["borough"], item["area"]): item for item in matrix(fold_at(at, known))}
    assume(cells)
    borough, area = random.choice(sorted(cells))

    def cell(replay: Replay) -> Document:
        return next((item for item in matrix(replay) if (item["borough"], item["area"]) == (borough, area)), {})

    found = questions(told.store).cell(borough, area, at)
    assert found == {**cells[borough, area], "why": by_leaving_each_out(known, at, cell)}


@given(SEEDS)
@BY_CHANCE
def test_a_deadline_names_exactly_the_decisions_without_which_it_would_not_stand_or_read_so(seed: int) -> None:
    """But for the corrections of these, and what gave a borough or a migration its title."""
    random = Random(seed)
    told = programme(random)
    at = at_some_moment(random, told)
    known = told.known(at.position)

    def standing(replay: Replay) -> dict[Any, Any]:
        found = deadlines(replay, end_of("P1Y", replay.moment.as_of))
        return {(each["kind"], each["object"], each["which"]): (each["on"], each["sentence"]) for each in found}

    aside = {each.position for each in known if each.type in {"DecisionRectified", "BoroughJoined", "MigrationProposed"}}
    expected = by_leaving_each_out(known, at, standing)
    for each in deadlines(fold_at(at, known), end_of("P1Y", at.as_of)):
        causes = expected[each["kind"], each["object"], each["which"]]
        assert each["decisions"] == [position for position in causes if position not in aside]
