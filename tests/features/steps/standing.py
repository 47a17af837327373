"""Sentences about how things stood: as of a date, as known at a moment."""

from __future__ import annotations

from pytest_bdd import then

from tests.features.level import Moment
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence
from tests.features.steps.decisions import Said
from tests.features.steps.reference import the_one

AT = "as of {as_of:date}[, as known before {events}], "


@then(Sentence(AT + "the {kind:word} {object:id} is {state:word}"))
def stood(meeting: Meeting, said: Said) -> None:
    assert meeting.level.state(said["kind"], said["object"], _moment(meeting, said)) == said["state"]


@then(Sentence(AT + "the {kind:word} {object:id} does not exist"))
def was_not(meeting: Meeting, said: Said) -> None:
    assert meeting.level.state(said["kind"], said["object"], _moment(meeting, said)) is None


@then(Sentence(AT + "{borough} is a borough that is {state:word}"))
def borough_stood(meeting: Meeting, said: Said) -> None:
    assert meeting.level.state("borough", said["borough"], _moment(meeting, said)) == said["state"]


@then(Sentence(AT + "{borough} stands at {stage:title} in {area:id}"))
def stage(meeting: Meeting, said: Said) -> None:
    assert meeting.level.stage(said["borough"], said["area"], _moment(meeting, said)) == said["stage"]


def _moment(meeting: Meeting, said: Said) -> Moment:
    known_at = the_one(meeting, said["events"]).position - 1 if "events" in said else None
    return Moment(said["as_of"], known_at)
