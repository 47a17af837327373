"""Sentences that correct an earlier decision."""

from __future__ import annotations

from typing import Any

from pytest_bdd import step

from tests.features.level import BOARD, Poster, officer
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence
from tests.features.steps.decisions import CIRCUMSTANCES, SENTENCES, Said, tell
from tests.features.steps.reference import the_one

CORRECTED = (
    "[it counted from {counted_from:date}][it (starts|started) on {starts_on:date}][it (ends|ended) on {ends_on:date}]"
    "[it is for {cutover_on:date}][it covers {areas:ids}][its value is {annual_value:money} a year]"
    "[its options are {options:numbers} months][its score is {score:number}][its cost is {annual_cost:money}]"
)
"""What may be said to have been otherwise: one of these."""
BOARD_CORRECTS = Sentence("the board corrects {events}: " + CORRECTED + CIRCUMSTANCES)
BOROUGH_CORRECTS = Sentence("{borough} corrects {events}: " + CORRECTED + CIRCUMSTANCES)
SENTENCES += [(BOARD_CORRECTS, "rectify-decision"), (BOROUGH_CORRECTS, "rectify-decision")]


@step(BOARD_CORRECTS)
def board_corrects(meeting: Meeting, said: Said) -> None:
    correct(meeting, BOARD, said)


@step(BOROUGH_CORRECTS)
def borough_corrects(meeting: Meeting, said: Said) -> None:
    correct(meeting, officer(said["borough"]), said)


@step(Sentence("the board corrects decision {position:number}, which nobody took"))
def corrects_nothing(meeting: Meeting, said: Said) -> None:
    meeting.decide("rectify-decision", BOARD, {"position": said["position"], "data": {}})


def correct(meeting: Meeting, speaker: Poster, said: Said) -> None:
    """Post all the fields of the earlier decision, with those that the sentence corrects."""
    earlier = the_one(meeting, said["events"])
    # A correction of a correction states anew what the first one stated.
    facts = dict(earlier.document["data"])
    inner = facts["data"] if earlier.type == "DecisionRectified" else facts
    changed = {**inner, **{name: value for name, value in said.items() if name in inner}}
    if "options" in said:
        changed["extensions"] = [{"months": months} for months in said["options"]]
    data: dict[str, Any] = {"position": earlier.position, "data": changed}
    if earlier.type == "DecisionRectified":
        data["data"] = {**facts, "data": changed}
    if "counted_from" in said:
        data["effective_on"] = said["counted_from"]
    tell(meeting, "rectify-decision", speaker, data, said)
