"""Plan, move and cancel meetings, and set a body's lead times: what a deadline's last meeting is counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.dates import Day
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.rule import BOARD_ONLY, Kind
from domain.state import replace
from domain.words import Days, Id, Title


class MeetingPlanned(Decision):
    meeting: Id
    body: Title
    meets_on: Day


class MeetingMoved(Decision):
    meeting: Id
    body: Title
    meets_on: Day


class MeetingCancelled(Decision):
    meeting: Id


class LeadTimesSet(Decision):
    about_programme = True
    body: Title
    notice_days: Days
    papers_days: Days
    call_in_days: Days


@dataclass(frozen=True)
class Meeting:
    body: str = ""
    meets_on: date | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """For a body: days of public notice of a key decision, clear days for papers, and days of call-in."""

    notice_days: int = 0
    papers_days: int = 0
    call_in_days: int = 0


def plan(fold: Fold, decision: MeetingPlanned | MeetingMoved, recorded: Recorded) -> None:
    fold.put(Meeting, decision.meeting, Meeting(decision.body, decision.meets_on))


def cancel(fold: Fold, decision: MeetingCancelled, recorded: Recorded) -> None:
    fold.put(Meeting, decision.meeting, replace(fold.get(Meeting, decision.meeting), cancelled=True))


def set_lead_times(fold: Fold, decision: LeadTimesSet, recorded: Recorded) -> None:
    fold.put(LeadTimes, decision.body, LeadTimes(decision.notice_days, decision.papers_days, decision.call_in_days))


KINDS = (
    Kind("plan-meeting", MeetingPlanned, BOARD_ONLY, "Plan a meeting of a body.", effect=plan, registers="meeting"),
    Kind("move-meeting", MeetingMoved, BOARD_ONLY, "Move a planned meeting to another date.", effect=plan),
    Kind("cancel-meeting", MeetingCancelled, BOARD_ONLY, "Cancel a planned meeting.", effect=cancel),
    Kind(
        "set-lead-times",
        LeadTimesSet,
        BOARD_ONLY,
        "Set a body's days of public notice, clear days for papers and days of call-in.",
        effect=set_lead_times,
    ),
)
