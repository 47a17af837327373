"""Complete extracts: what is whole passes, and whatever was left out is named."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from application.proof.note import sign_note
from application.record import canonical
from application.verifying.extract import verify_extract
from application.verifying.finding import Report, Wrong
from application.verifying.ledger import Given, verify_export
from tests.verify.exports import OTHER_KEY, PROGRAMMES, Made, made, records
from tests.verify.extracts import Extract, WithCatalogue, catalogue, catalogue_note, extract_of
from tests.verify.verifying import NOW, one_by_one

SEEDS = range(40)


def _drawn(seed: int) -> tuple[Random, Made, str]:
    """A programme and one of its objects on which there are several decisions."""
    random = Random(seed)
    lines = records(random.randrange(PROGRAMMES))
    export = made(lines[: random.randint(40, len(lines))], random)
    tags = [line.partition(" ")[0] for line in catalogue(export.records)]
    return random, export, random.choice([tag for tag in tags if len(extract_of(export, tag).positions) > 2])


def _verified(extract: Extract, export: Made) -> Report:
    return verify_extract(extract, Given(export.policy, None, NOW), lambda _: None)


def _found(report: Report) -> set[tuple[Wrong, int | None]]:
    return {(finding.wrong, finding.last if finding.wrong is Wrong.LEFT_OUT else finding.first) for finding in report.findings}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_complete_extract_is_proven(seed: int) -> None:
    random, export, tag = _drawn(seed)
    extract = extract_of(export, tag)
    assert _verified(extract, export).findings == []
    withheld = random.sample(extract.positions, 2)
    report = _verified(extract_of(export, tag, withheld), export)
    assert report.is_proven
    assert report.facts["withheld"] == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_record_left_out_is_named(seed: int) -> None:
    random, export, tag = _drawn(seed)
    extract = extract_of(export, tag)
    at = random.randrange(len(extract.positions))
    assert _found(_verified(extract.without(at), export)) == {(Wrong.LEFT_OUT, extract.positions[at])}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_altered_record_is_named(seed: int) -> None:
    random, export, tag = _drawn(seed)
    extract = extract_of(export, tag)
    at = random.randrange(len(extract.positions))
    document = json.loads(extract.records[at])
    changed = canonical({**document, "authority": {**document["authority"], "reasons": "Another"}})
    lines = (*extract.records[:at], changed, *extract.records[at + 1 :])
    assert _found(_verified(replace(extract, records=lines), export)) == {(Wrong.ALTERED, extract.positions[at])}


def test_two_records_the_other_way_round_are_named() -> None:
    _, export, tag = _drawn(1)
    extract = extract_of(export, tag)
    first, second, *rest = extract.members["proofs.ndjson"].splitlines(keepends=True)
    members = {**extract.members, "proofs.ndjson": b"".join((second, first, *rest))}
    one, other, *others = extract.records
    swapped = Extract(extract.positions, (other, one, *others), members)
    assert Wrong.REORDERED in {finding.wrong for finding in _verified(swapped, export).findings}


def test_a_record_on_another_object_does_not_count() -> None:
    _, export, _ = _drawn(2)
    newest = sorted((int(line.split()[1]), line.split()[0]) for line in catalogue(export.records))
    (_, tag), (later, other) = newest[0], newest[-1]
    whole, strange = extract_of(export, tag), extract_of(export, other)
    proofs = whole.members["proofs.ndjson"] + strange.members["proofs.ndjson"].splitlines(keepends=True)[-1]
    mixed = Extract((), (*whole.records, strange.records[-1]), {**whole.members, "proofs.ndjson": proofs})
    assert _found(_verified(mixed, export)) == {(Wrong.NOT_CONCERNED, later)}


def test_a_catalogue_signed_by_another_key_shows_nothing() -> None:
    _, export, tag = _drawn(3)
    extract = extract_of(export, tag)
    text = extract.members["catalogue"].decode().partition("\n\n")[0] + "\n"
    members = {**extract.members, "catalogue": str(sign_note(text, OTHER_KEY)).encode()}
    found = {finding.wrong for finding in _verified(replace(extract, members=members), export).findings}
    assert found == {Wrong.CATALOGUE_FALSE}


def test_who_holds_the_whole_ledger_finds_a_false_catalogue() -> None:
    _, export, _ = _drawn(4)
    told = catalogue(export.records)
    given = Given(export.policy, None, NOW)
    true = WithCatalogue(export, catalogue_note(export.records, told))
    assert verify_export(true, given, one_by_one, lambda _: None).report.is_proven
    tag, _, newest = told[0].partition(" ")
    false = WithCatalogue(export, catalogue_note(export.records, [f"{tag} {int(newest) - 1}", *told[1:]]))
    found = verify_export(false, given, one_by_one, lambda _: None).report.findings
    assert [finding.wrong for finding in found] == [Wrong.CATALOGUE_FALSE]
