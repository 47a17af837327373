"""What judging again reads of a record is what reading it with all checks gives; and its groups are those of the whole fold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from application.ports import Stored
from application.record import read_record
from application.verifying.reading import read_again
from domain.contract.contract import BY_CELL, BY_SUPPLIER, OPEN_BY_CELL
from domain.correction import in_order
from domain.fold import Fold, Grouping
from domain.migration.benefit import BY_YEAR
from domain.migration.migration import BY_AREA
from domain.registry import apply
from tests.verify.exports import PROGRAMMES, records

GROUPINGS: tuple[Grouping[Any], ...] = (BY_CELL, BY_SUPPLIER, OPEN_BY_CELL, BY_YEAR, BY_AREA)


def _stored(position: int, data: bytes) -> Stored:
    document = json.loads(data)
    return Stored(position, document["type"], data, tuple(each["tag"] for each in document["objects"]))


@pytest.mark.parametrize("seed", range(PROGRAMMES))
def test_a_record_read_again_is_the_decision_that_was_recorded(seed: int) -> None:
    for position, data in enumerate(records(seed), start=1):
        stored = _stored(position, data)
        assert read_again(position, stored.type, data) == replace(read_record(stored), id="")


@pytest.mark.parametrize("seed", range(PROGRAMMES))
def test_groups_are_kept_as_they_would_be_made_anew(seed: int) -> None:
    fold = Fold()
    for recorded in in_order(read_record(_stored(at, data)) for at, data in enumerate(records(seed), start=1)):
        for grouping in GROUPINGS:
            fold.group(grouping, "asked")
        apply(fold, recorded)
        for grouping in GROUPINGS:
            for key, members in grouping.of(fold.all(grouping.kind)).items():
                assert fold.group(grouping, key) == sorted(members.items())
