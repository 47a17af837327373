"""The programme as a whole, and its service areas."""

from __future__ import annotations

from application.moment import Replay
from application.views.view import Document, View, day, money, registered
from domain.board.meetings import LeadTimes, Meeting
from domain.decision import PROGRAMME
from domain.programme.programme import LEDGER, Area, Programme


def show_programme(replay: Replay, id_: str) -> Document:
    programme = Programme.of(replay.fold)
    principles = programme.principles
    return {
        "title": programme.title,
        "started_on": day(programme.started_on),
        "principles_version": programme.principles_version,
        "principles": [{"principle": key, "text": text} for key, text in (principles.principles if principles else ())],
        "areas": registered("area", Area)(replay),
        "consent_thresholds": [
            {
                "kind": kind,
                "amount": money(threshold.amount),
                "counts_from_on": day(threshold.counts_from_on),
                "decision": threshold.position,
            }
            for kind, threshold in sorted(programme.thresholds.items())
        ],
        "lead_times": [
            {
                "body": body,
                "notice_days": times.notice_days,
                "papers_days": times.papers_days,
                "call_in_days": times.call_in_days,
            }
            for body, times in sorted(replay.fold.all(LeadTimes).items())
        ],
        "meetings": [
            {"meeting": key, "body": meeting.body, "meets_on": day(meeting.meets_on), "cancelled": meeting.cancelled}
            for key, meeting in sorted(replay.fold.all(Meeting).items())
        ],
        "state": "started",
    }


def show_area(replay: Replay, id_: str) -> Document:
    area = replay.fold.get(Area, id_)
    return {
        "area": id_,
        "title": area.title,
        "kind": area.kind,
        "state": "defined",
    }


PROGRAMMES = View(
    "programme",
    frozenset(
        {
            "ProgrammeStarted",
            "PrinciplesAdopted",
            "ServiceAreaDefined",
            "ConsentThresholdSet",
            "LeadTimesSet",
            "MeetingPlanned",
            "MeetingMoved",
            "MeetingCancelled",
        }
    ),
    show_programme,
    lambda replay: [LEDGER] if replay.fold.registered(PROGRAMME) is not None else [],
)
AREAS = View("area", frozenset({"ServiceAreaDefined"}), show_area, registered("area", Area))
