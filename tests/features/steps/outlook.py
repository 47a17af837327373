"""Sentences about many objects at once: who agreed, what holds whom, what was saved, and by when something has to be decided."""

from __future__ import annotations

from typing import Any

from pytest_bdd import then

from tests.features.level import Moment
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence, day, money, slug
from tests.features.steps.decisions import Said
from tests.features.steps.reference import the_one

AT = "as of {as_of:date}[, as known before {known:events}], "


@then(Sentence(AT + "a specification is agreed for {areas:ids} and no other area"))
def is_agreed(meeting: Meeting, said: Said) -> None:
    found = meeting.level.listing("migration", _moment(meeting, said))
    agreed = {each["area"] for each in found if each["specification"] is not None and each["specification"]["agreed"]}
    assert agreed == set(said["areas"])


@then(Sentence(AT + "these contracts hold these moves, and no others do"))
def hold(meeting: Meeting, said: Said, datatable: list[list[str]]) -> None:
    at = _moment(meeting, said)
    held: set[tuple[str, ...]] = set()
    for migration in meeting.level.listing("migration", at):
        for gate in meeting.level.gates(migration["migration"], at):
            if gate["code"] == "contracts.not-concluded" and not gate["open"]:
                told = [meeting.level.told(position) for position in gate["decisions"]]
                contracts = [each.document["data"]["title"] for each in told if each.type == "ContractRegistered"]
                held |= {(gate["borough"], migration["area"], contract, gate["until"]) for contract in contracts}
    assert held == {(slug(borough), slug(area), title, day(until)) for borough, area, title, until in datatable}


@then(Sentence(AT + "the framework {framework:id} is called off by {boroughs} and nobody else"))
def is_called_off(meeting: Meeting, said: Said) -> None:
    assert _callers_off(meeting, said) == set(said["boroughs"])


@then(Sentence(AT + "the framework {framework:id} is called off by nobody"))
def is_not_called_off(meeting: Meeting, said: Said) -> None:
    assert _callers_off(meeting, said) == set()


@then(Sentence(AT + "the savings of {year:number} in {area:id} stand side by side"))
def savings(meeting: Meeting, said: Said, datatable: list[list[str]]) -> None:
    heading, *lines = datatable
    found = {each["borough"]: each for each in meeting.level.benefits(_moment(meeting, said)) if each["area"] == said["area"]}
    for borough, *amounts in lines:
        [year] = [each for each in found[slug(borough)]["years"] if each["year"] == said["year"]]
        assert [year[figure] for figure in heading[1:]] == [money(amount) for amount in amounts]


@then(Sentence(AT + "{party:borough} holds {amount:money} to be right for {claimant:borough} and {year:number} in {area:id}"))
def holds_to_be_right(meeting: Meeting, said: Said) -> None:
    found = meeting.level.benefits(_moment(meeting, said))
    [item] = [each for each in found if (each["area"], each["borough"]) == (said["area"], said["claimant"])]
    [claim] = [each for each in item["claims"] if each["year"] == said["year"]]
    [answer] = [each for each in claim["answers"] if each["borough"] == said["party"]]
    assert answer["amount"] == said["amount"]


@then(Sentence(AT + "notice on {contract:id} is due by {on:date}[, with no meeting that can still act{late:nothing}]"))
def is_due(meeting: Meeting, said: Said) -> None:
    found = _notice(meeting, said)
    assert found is not None
    assert found["on"] == said["on"]
    assert found["last_meeting"] is None or "late" not in said


@then(Sentence(AT + "notice on {contract:id} is not due any more"))
def is_not_due(meeting: Meeting, said: Said) -> None:
    assert _notice(meeting, said) is None


LAST_MEETING = (
    "the last meeting that can still act on {contract:id} is on {meets_on:date}, with notice of it by {notice_by:date} and papers "
    "by {papers_by:date}: its decision counts from {acts_from:date}"
)


@then(Sentence(AT + LAST_MEETING))
def last_meeting(meeting: Meeting, said: Said) -> None:
    found = _notice(meeting, said)
    assert found is not None
    days = ("meets_on", "notice_by", "papers_by", "acts_from")
    assert {name: found["last_meeting"][name] for name in days} == {name: said[name] for name in days}


def _moment(meeting: Meeting, said: Said) -> Moment:
    return Moment(said["as_of"], the_one(meeting, said["known"]).position - 1 if "known" in said else None)


def _callers_off(meeting: Meeting, said: Said) -> set[str]:
    found = meeting.level.listing("framework", _moment(meeting, said))
    [framework] = [each for each in found if each["framework"] == said["framework"]]
    return {call_off["borough"] for call_off in framework["call_offs"]}


def _notice(meeting: Meeting, said: Said) -> dict[str, Any] | None:
    """The deadline for notice on a contract, if it has one within two years."""
    found = meeting.level.deadlines(_moment(meeting, said), "P2Y")
    return next((each for each in found if (each["kind"], each["object"]) == ("notice", f"contract:{said['contract']}")), None)
