"""Sentences about what was recorded although gates were closed."""

from __future__ import annotations

from pytest_bdd import then

from tests.features.level import Recorded
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence
from tests.features.steps.decisions import Said
from tests.features.steps.reference import meant, the_one


@then(Sentence("it is recorded as irregular, having broken {codes}[, because of {events}]"))
def broke(meeting: Meeting, said: Said) -> None:
    """Exactly these rules: in the receipt, and in the record itself."""
    recorded = meeting.came_to(Recorded)
    position = recorded.decisions[0][0]
    assert recorded.irregular is not None
    assert recorded.irregular == meeting.level.told(position).document["irregular"]
    assert [rule["code"] for rule in recorded.irregular["broken"]] == said["codes"]
    if "events" in said:
        causes = {cause for rule in recorded.irregular["broken"] for cause in rule["decisions"]}
        assert sorted(causes) == meant(meeting, said["events"])


@then("it is recorded as irregular, having broken no rule itself")
def broke_nothing(meeting: Meeting) -> None:
    recorded = meeting.came_to(Recorded)
    assert recorded.irregular is not None
    assert recorded.irregular["broken"] == []


@then(Sentence("it upsets {events}, under {codes}"))
def upsets(meeting: Meeting, said: Said) -> None:
    recorded = meeting.came_to(Recorded)
    assert recorded.irregular is not None
    assert recorded.irregular["upset"] == [{"decision": the_one(meeting, said["events"]).position, "codes": said["codes"]}]


@then("it upsets nothing")
def upsets_nothing(meeting: Meeting) -> None:
    recorded = meeting.came_to(Recorded)
    assert recorded.irregular is not None
    assert recorded.irregular["upset"] == []


@then("it stands on the page of irregularities")
def is_listed(meeting: Meeting) -> None:
    assert meeting.came_to(Recorded).decisions[0][0] in meeting.level.irregularities()


@then("the page of irregularities is empty")
def none_listed(meeting: Meeting) -> None:
    assert meeting.level.irregularities() == []
