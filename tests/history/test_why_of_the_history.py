"""The real history, asked why each of its objects stood as it did: the decisions that cause it, and no others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from application.moment import Moment, Replay, fold_at
from application.reads import VIEWS
from application.views.matrix import matrix
from domain.decision import Recorded
from infrastructure.history_csv import command_lines
from tests.replay.asking import questions
from tests.replay.programmes import Programme, told_by_lines

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"
MISSING = "missing"
Object = tuple[str, str]


@pytest.fixture(scope="module")
def told() -> Programme:
    return told_by_lines(command_lines(HISTORY))


def everything(replay: Replay) -> dict[Object, dict[str, Any]]:
    """Every object and every cell of the matrix, field by field."""
    objects = {(plural, id_): view.show(replay, id_) for plural, view in VIEWS.items() for id_ in view.ids(replay)}
    return {**objects, **{(item["borough"], item["area"]): item for item in matrix(replay)}}


def by_leaving_each_out(known: list[Recorded], at: Moment) -> dict[Object, dict[str, list[int]]]:
    whole = everything(fold_at(at, known))
    found: dict[Object, dict[str, list[int]]] = {named: {field: [] for field in shown} for named, shown in whole.items()}
    for left_out in known:
        without = everything(fold_at(at, [each for each in known if each is not left_out]))
        for named, shown in whole.items():
            for field, value in shown.items():
                if without.get(named, {}).get(field, MISSING) != value:
                    found[named][field].append(left_out.position)
    return found


@pytest.mark.parametrize("day", [date(2014, 7, 1), date(2018, 4, 1)], ids=str)
def test_leaving_out_a_decision_that_is_listed_changes_the_value_and_leaving_out_another_does_not(
    told: Programme, day: date
) -> None:
    at = told.moment(day)
    asked = questions(told.store)
    for (kind, id_), expected in by_leaving_each_out(told.known(), at).items():
        if kind in VIEWS:
            del expected["decisions"]
            assert asked.why(kind, id_, at) == expected, (kind, id_)
        else:
            cell = asked.cell(kind, id_, at)
            assert cell is not None
            assert cell["why"] == expected, (kind, id_)
