"""Sentences about the questions boards ask: what blocks, why, what changed, and what if."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pytest_bdd import given, then, when

from infrastructure.history_csv import command_lines
from tests.features.level import Command, Level, Moment, Outcome, Recorded, Refused
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence, day
from tests.features.steps.decisions import Said
from tests.features.steps.reference import meant, the_one

HISTORY = Path(__file__).parents[3] / "examples" / "triborough-history.csv"
HEADS = {"decided": "decided", "learned late": "learned_late", "corrected": "corrected", "lapsed": "lapsed"}
ORDINALS = ("first", "second", "third", "fourth", "fifth")
AT = "as of {as_of:date}[, as known before {known:events}], "
GATE = "the gate {code:title} of {migration:id} [for {borough} ]is "


@given("the history of the three boroughs, as far as its sources tell")
def history(meeting: Meeting) -> None:
    meeting.level.load(command_lines(HISTORY))
    meeting.head = meeting.level.head()


@then(Sentence(AT + GATE + "closed[ until {until:date}][, among others because of {events}]"))
def is_closed(meeting: Meeting, said: Said) -> None:
    gate = _gate(meeting, said)
    assert not gate["open"], gate
    assert gate["until"] == said.get("until", gate["until"])
    assert set(meant(meeting, said.get("events", ""))) <= set(gate["decisions"])


@then(Sentence(AT + GATE + "open[ until {until:date}][, among others because of {events}]"))
def is_open(meeting: Meeting, said: Said) -> None:
    gate = _gate(meeting, said)
    assert gate["open"], gate
    assert gate["until"] == said.get("until", gate["until"])
    assert set(meant(meeting, said.get("events", ""))) <= set(gate["decisions"])


@then(Sentence(AT + GATE + "explained by {message:title}"))
def is_explained(meeting: Meeting, said: Said) -> None:
    assert _gate(meeting, said)["message"].replace('"', "'") == said["message"]


@then(Sentence(AT + "{migration:id} waits for nothing but {codes}[, and for {borough} {own:codes}]"))
def waits_for(meeting: Meeting, said: Said) -> None:
    found = meeting.level.gates(said["migration"], _moment(meeting, said))
    closed = {(gate["borough"], gate["code"]) for gate in found if not gate["open"]}
    whose = {(said["borough"], code) for code in said["own"]} if "own" in said else set()
    assert {(borough, code) for borough, code in closed if borough in (None, said.get("borough"))} == {
        *((None, code) for code in said["codes"]),
        *whose,
    }


@then(Sentence(AT + "the {name:title} of the {kind:word} {object:id} rests on {events} alone"))
def rests_on(meeting: Meeting, said: Said) -> None:
    why = meeting.level.why(said["kind"], said["object"], _moment(meeting, said))
    assert why[said["name"]] == meant(meeting, said["events"])


@then(Sentence("between {first:date} and {last:date}[, as known before {known:events} and today], this has changed"))
def has_changed(meeting: Meeting, said: Said, datatable: list[list[str]]) -> None:
    head = meeting.level.head()
    known_first = the_one(meeting, said["known"]).position - 1 if "known" in said else head
    found = meeting.level.changes(Moment(said["first"], known_first), Moment(said["last"], head))
    lines = [[head, line["date"], line["sentence"]] for head, lines in found.items() for line in lines]
    assert lines == [[HEADS[head], day(on), sentence] for head, on, sentence in datatable]


@then(Sentence("between {first:date} and {last:date} nothing has changed"))
def has_not_changed(meeting: Meeting, said: Said) -> None:
    head = meeting.level.head()
    assert not any(meeting.level.changes(Moment(said["first"], head), Moment(said["last"], head)).values())


@dataclass
class Supposing:
    """A level on which nothing is posted: what is told is kept, to be asked about."""

    level: Level
    head: int
    commands: list[Command] = field(default_factory=list)
    as_of: str = ""

    def post(self, command: Command) -> Outcome:
        self.commands.append(command)
        return Recorded(())

    def answer(self) -> tuple[list[Outcome], dict[str, list[dict[str, Any]]]]:
        return self.level.what_if(self.commands, self.as_of)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.level, name)


@when(Sentence("it is asked what would stand on {date} if"))
def ask(meeting: Meeting, said: Said) -> None:
    meeting.require_recorded()
    meeting.level = cast("Level", Supposing(meeting.level, meeting.level.head(), as_of=said["date"]))


@then(Sentence("the {which:word} would be recorded[ as {event}]"))
def would_be_recorded(meeting: Meeting, said: Said) -> None:
    outcome = _outcome(meeting, said)
    assert isinstance(outcome, Recorded), outcome
    assert said.get("event") in (None, outcome.decisions[0][1])


@then(Sentence("the {which:word} would be refused under {codes}"))
def would_be_refused(meeting: Meeting, said: Said) -> None:
    outcome = _outcome(meeting, said)
    assert isinstance(outcome, Refused), outcome
    assert [rule["code"] for rule in outcome.broken] == said["codes"]


@then(Sentence("{borough} would stand at {after:title} in {area:id}, instead of {before:title}"))
def would_stand(meeting: Meeting, said: Said) -> None:
    [item] = [each for each in _difference(meeting, "matrix") if (each["borough"], each["area"]) == (said["borough"], said["area"])]
    assert (item["before"]["stage"], item["after"]["stage"]) == (said["before"], said["after"])


@then(Sentence("the gate {code:title} of {migration:id} for {borough} would be (open|closed{closed:nothing}) instead"))
def gate_would_be(meeting: Meeting, said: Said) -> None:
    found = [
        (each["before"]["open"], each["after"]["open"])
        for each in _difference(meeting, "gates")
        if (each["migration"], each["borough"], each["code"]) == (said["migration"], said["borough"], said["code"])
    ]
    assert set(found) == {("closed" in said, "closed" not in said)}


@then(Sentence("{migration:id} could be one service on {after:date} at the earliest, instead of {before:date}"))
def could_merge(meeting: Meeting, said: Said) -> None:
    [item] = [each for each in _difference(meeting, "forecast") if each["migration"] == said["migration"]]
    assert (item["before"]["not_before"], item["after"]["not_before"]) == (said["before"], said["after"])


@then("nothing was recorded by asking")
def asked_only(meeting: Meeting) -> None:
    supposing = _supposing(meeting)
    supposing.answer()
    assert supposing.level.head() == supposing.head


def _supposing(meeting: Meeting) -> Supposing:
    meeting.unseen = None
    supposing = cast("Any", meeting.level)
    assert isinstance(supposing, Supposing), "nothing was supposed"
    return supposing


def _outcome(meeting: Meeting, said: Said) -> Outcome:
    return _supposing(meeting).answer()[0][ORDINALS.index(said["which"])]


def _difference(meeting: Meeting, view: str) -> list[dict[str, Any]]:
    return _supposing(meeting).answer()[1][view]


def _gate(meeting: Meeting, said: Said) -> dict[str, Any]:
    found = meeting.level.gates(said["migration"], _moment(meeting, said))
    [gate] = [gate for gate in found if (gate["code"], gate["borough"]) == (said["code"], said.get("borough"))]
    return gate


def _moment(meeting: Meeting, said: Said) -> Moment:
    return Moment(said["as_of"], the_one(meeting, said["known"]).position - 1 if "known" in said else None)
