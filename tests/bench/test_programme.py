"""The generated programme of the benches keeps the rules, is the same for the same seed, and is written as the service writes."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from application.posted import BODIES, Posted
from application.record import canonical, document_of, draft, read_record
from bench.programme import Written, generate
from domain.authority import may_not
from domain.correction import in_order
from domain.decision import Recorded
from domain.fold import Fold
from domain.judgement import judge
from domain.reach import RULES
from domain.registry import BY_TYPE, apply


@pytest.fixture(scope="module", params=[(6_000, 30), (3_000, 120)], ids=["thirty areas", "a wide one"])
def programme(request: pytest.FixtureRequest) -> list[Written]:
    size, areas = request.param
    return list(generate(size, seed=7, areas=areas))


def broken(history: list[Recorded]) -> Iterator[tuple[int, str]]:
    """Every rule that a decision breaks, against the fold of what was effective before it."""
    fold = Fold()
    for recorded in in_order(history):
        for found in judge(fold, recorded, RULES[recorded.type]):
            yield recorded.position, found.code
        if recorded.type != "DecisionRectified" and may_not(fold, BY_TYPE[recorded.type].who, recorded):
            yield recorded.position, "authority"
        apply(fold, recorded)


def test_every_decision_was_legal_and_taken_by_whoever_may(programme: list[Written]) -> None:
    assert list(broken([read_record(written.stored) for written in programme])) == []


def test_it_holds_backdated_decisions_future_ones_and_corrections() -> None:
    found = list(generate(12_000, seed=3))
    assert {"DecisionRectified", "DispensationRevoked", "BoroughWithdrew", "MigrationAbandoned"} <= {each.type for each in found}
    assert any(each.effective_on < each.recorded_at.date() for each in found)
    assert any(each.effective_on > each.recorded_at.date() for each in found)


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again, other = (list(generate(1_500, seed=seed)) for seed in (4, 4, 5))
    assert first == again
    assert first != other


def test_records_are_what_the_service_would_have_written(programme: list[Written]) -> None:
    newest: dict[str, int] = {}
    for place, written in enumerate(programme, start=1):
        assert written.position == place
        assert written.data == as_the_service_writes(written, newest)
        newest.update(dict.fromkeys(written.tags, written.position))


def as_the_service_writes(written: Written, newest: Mapping[str, int]) -> bytes:
    document = document_of(written.data)
    recorded = read_record(written.stored)
    made = draft(recorded, posted(document, recorded, written), document["id"], document["correlation_id"])
    assert (made.tags, made.effective_on, made.actor) == (written.tags, written.effective_on, written.actor)
    data = made.complete({tag: newest.get(tag, 0) for tag in written.tags}, written.recorded_at)
    digest = document_of(data)["causation_id"]
    if recorded.type == "SpecificationAgreed":  # it carries the digest of the approval that it came with
        data = data.replace(digest.encode(), document["causation_id"].encode())
    assert canonical(document) == written.data
    assert datetime.fromisoformat(document["recorded_at"]) == written.recorded_at
    return data


def posted(document: dict[str, Any], recorded: Recorded, written: Written) -> Posted:
    command = BY_TYPE[recorded.type].command or "approve-specification"
    body = BODIES["start-programme"].model_validate(
        {"effective_on": "2011-04-01", "authority": document["authority"], "data": {"title": "Not looked at"}}
    )
    (key,) = [tag.partition(":")[2].partition(":")[2] for tag in written.tags if tag.startswith("command:")]
    return Posted(
        kind=next(BY_TYPE[type_] for type_ in BY_TYPE if BY_TYPE[type_].command == command),
        effective_on=date.fromisoformat(document["effective_on"]),
        authority=body.authority,
        decision=recorded.decision,
        actor=recorded.actor,
        key=key,
    )
