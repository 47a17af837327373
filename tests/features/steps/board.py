"""Sentences about what only the board does, and about context that is nobody's decision."""

from __future__ import annotations

from tests.features.sentence import slug
from tests.features.steps.decisions import Said, says, titled

SUBJECT = "the {kind_of_subject:word} {subject_title:id}"
DISPENSATION = "the board grants the dispensation {title} from {gate:title} for "


def subject(said: Said) -> str:
    """The name of an object as commands write it, such as contract:desktop-support."""
    return f"{said['kind_of_subject']}:{said['subject_title']}"


says(
    "record-note",
    "{borough} notes {text:title} about " + SUBJECT,
    note=lambda said: slug(said["text"])[:60],
    objects=lambda said: [subject(said)],
)
says("plan-meeting", "the board plans the meeting {title} of the {body:title} for {meets_on:date}", meeting=titled("title"))
says("move-meeting", "the board moves the meeting {meeting:id} of the {body:title} to {meets_on:date}")
says("cancel-meeting", "the board cancels the meeting {meeting:id}")
says(
    "set-lead-times",
    "the board sets the lead times of the {body:title} to {notice_days:number} days of notice, {papers_days:number} days for "
    "papers and {call_in_days:number} days of call-in",
)
says(
    "grant-dispensation",
    DISPENSATION + SUBJECT + "[ and {borough}] until {expires_on:date}",
    dispensation=titled("title"),
    subject=subject,
)
says("revoke-dispensation", "the board revokes the dispensation {dispensation:id}")
