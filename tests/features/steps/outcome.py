"""Sentences about what came of a command."""

from __future__ import annotations

from typing import Any

from pytest_bdd import then, when

from tests.features.level import Recorded, Refused, SentBack, Told
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence
from tests.features.steps.decisions import Said
from tests.features.steps.reference import meant


@then(Sentence("it is recorded[ as {event}][, together with {second:event}]"))
def is_recorded(meeting: Meeting, said: Said) -> None:
    recorded = meeting.came_to(Recorded)
    assert not recorded.replayed
    assert recorded.irregular is None
    assert meeting.level.head() == meeting.head
    assert [position for position, _ in recorded.decisions] == list(range(meeting.head_before + 1, meeting.head + 1))
    types = [type_ for _, type_ in recorded.decisions]
    if "event" in said:
        assert types == [said["event"], *([said["second"]] if "second" in said else [])]
    assert [meeting.level.told(position).type for position, _ in recorded.decisions] == types


@then(Sentence("the command is refused under {codes}[, because of {events}]"))
def is_refused(meeting: Meeting, said: Said) -> None:
    """Under these rules and no other, in this order; and, where told, because of these decisions and no other."""
    broken = meeting.came_to(Refused).broken
    assert [rule["code"] for rule in broken] == said["codes"], broken
    assert all(rule["message"] for rule in broken)
    assert meeting.level.head() == meeting.head_before
    if "events" in said:
        _require_causes(meeting, [position for rule in broken for position in rule["decisions"]], said["events"])


@then("nothing is recorded")
def nothing(meeting: Meeting) -> None:
    assert not isinstance(meeting.outcome, Recorded)
    assert meeting.level.head() == meeting.head_before


@then(Sentence("the board reads {title}"))
def reads(meeting: Meeting, said: Said) -> None:
    assert said["title"] in [rule["message"].replace('"', "'") for rule in meeting.came_to(Refused).broken]


@then(Sentence("the way opens by itself on {date}"))
def opens(meeting: Meeting, said: Said) -> None:
    assert said["date"] in [rule["until"] for rule in meeting.came_to(Refused).broken]


@then(Sentence("(an officer of {borough}|the joint board{board:nothing}) can open the way, with {command:title}"))
def can_open(meeting: Meeting, said: Said) -> None:
    who = "the joint board" if "board" in said else f"an officer of {said['borough']}"
    ways = [way for rule in meeting.came_to(Refused).broken for way in rule["who_can"]]
    assert f"{who}, with {said['command']}" in ways


@then(Sentence("the command is sent back, because {title}"))
def is_sent_back(meeting: Meeting, said: Said) -> None:
    sent_back = meeting.came_to(SentBack)
    assert sent_back.problem == "invalid"
    assert said["title"] in [message.replace('"', "'") for message in sent_back.messages]


@when("the same command is posted again, under the same key")
def again(meeting: Meeting) -> None:
    assert meeting.command is not None
    meeting.earlier = meeting.came_to(Recorded)
    meeting.post(meeting.command)


@when("the next command comes under the same key")
def same_key(meeting: Meeting) -> None:
    meeting.keys -= 1


@then("the receipt of the first time comes back")
def first_receipt(meeting: Meeting) -> None:
    receipt = meeting.came_to(Recorded)
    assert receipt.replayed
    assert meeting.earlier is not None
    assert (receipt.decisions, receipt.irregular) == (meeting.earlier.decisions, meeting.earlier.irregular)
    assert meeting.level.head() == meeting.head_before


@then("the command is sent back, because its key was used for another")
def key_reused(meeting: Meeting) -> None:
    assert meeting.came_to(SentBack).problem == "key-reused"
    assert meeting.level.head() == meeting.head_before


def _require_causes(meeting: Meeting, positions: list[int], words: str) -> None:
    found = sorted(set(positions))
    expected = meant(meeting, words)
    assert found == expected, [_short(meeting.level.told(position)) for position in found]


def _short(told: Told) -> tuple[int, str, Any]:
    return told.position, told.type, told.document["data"]
