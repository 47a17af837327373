"""The whole history decided again: what is lawful is never complained of, and what breaks a rule is found, whatever came after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

import pytest

from application.record import canonical
from application.verifying.finding import Finding, Wrong
from application.verifying.ledger import Given, verify_export
from application.verifying.rules import verify_rules
from tests.verify.exports import PROGRAMMES, made, records, unruly
from tests.verify.verifying import NOW, InMemory, one_by_one


def _found(lines: Sequence[bytes], seed: int) -> list[Finding]:
    export = made(lines, Random(seed))
    under_way = verify_export(InMemory(export), Given(export.policy, None, NOW, rules=True), one_by_one, lambda _: None)
    assert not under_way.report.findings
    verify_rules(under_way, one_by_one, 2)
    return under_way.report.findings


@pytest.mark.parametrize("seed", range(2 * PROGRAMMES))
def test_a_lawful_history_is_decided_again_as_it_was(seed: int) -> None:
    random, lines = Random(seed), records(seed)
    assert _found(lines, seed) == []
    assert _found(lines[: random.randrange(10, len(lines))], seed) == []


@pytest.mark.parametrize("seed", range(2 * PROGRAMMES))
def test_a_record_that_breaks_a_rule_is_found(seed: int) -> None:
    tried = 0
    for skipped in range(0, 40, 8):
        told = unruly(seed, skipped)
        if told is not None:
            tried += 1
            found = [finding for finding in _found(told.records, seed) if finding.wrong is Wrong.RULE_BROKEN]
            assert told.position in {finding.first for finding in found}, (told.position, told.codes, found)
    assert tried


def _irregular(seed: int) -> int:
    """The place in the programme of a record that is irregular."""
    return next(at for at, record in enumerate(records(seed)) if "irregular" in json.loads(record))


SEEDS = [seed for seed in range(2 * PROGRAMMES) if any("irregular" in json.loads(record) for record in records(seed))]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_irregular_record_names_no_more_and_no_less_than_it_broke(seed: int) -> None:
    at, lines = _irregular(seed), list(records(seed))
    document = json.loads(lines[at])
    more = {"code": "framework.expired", "message": "It had expired.", "decisions": []}
    irregular = {**document["irregular"], "broken": [*document["irregular"]["broken"], more]}
    named_too_much = canonical({**document, "irregular": irregular})
    silent = canonical({name: value for name, value in document.items() if name != "irregular"})
    for changed, expected in ((named_too_much, Wrong.RULE_FALSELY_NAMED), (silent, Wrong.RULE_BROKEN)):
        found = _found([*lines[:at], changed, *lines[at + 1 :]], seed)
        assert (expected, at + 1) in {(finding.wrong, finding.first) for finding in found}


@pytest.mark.parametrize("seed", range(PROGRAMMES))
def test_a_record_that_leaves_out_an_object_is_found(seed: int) -> None:
    """The last record, so that no other record's links change."""
    lines = list(records(seed))
    document = json.loads(lines[-1])
    named = [each for each in document["objects"] if "previous" in each]
    document["objects"] = [each for each in document["objects"] if each != named[-1]]
    found = _found([*lines[:-1], canonical(document)], seed)
    assert (Wrong.TAGS_WRONG, len(lines)) in {(finding.wrong, finding.first) for finding in found}
