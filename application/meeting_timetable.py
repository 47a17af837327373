"""The timetable of a meeting: by when it must be announced, and from when its decision counts. Hence the last that can act.

How the days are counted:

- *Public notice* of a key decision: `notice_days` clear days, which are days of the calendar: neither the day of publication
  nor the day of the meeting counts. 28 by regulation 9 of the Local Authorities (Executive Arrangements) (Meetings and Access
  to Information) (England) Regulations 2012.
- *Papers*: `papers_days` clear working days: neither the day of publication, nor the day of the meeting, nor weekends or bank
  holidays count. 5 by regulation 7 of the same; that only days on which the offices are open count was held in R v Swansea City
  Council, ex parte Elitestone Ltd (1993), of the like words in section 100B of the Local Government Act 1972.
- Both are published on a working day.
- *Call-in*: `call_in_days` working days after the meeting, by the council's own constitution. The decision can be acted on from
  the day after; without call-in, on the day of the meeting.

A body that has set no lead times is held to the two of the regulations, without call-in. The shorter ways of regulations 10 and
11 (general exception, special urgency) need somebody's consent, so nothing is planned on them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from application.working_days import DAY, working_day_by, working_days_after, working_days_before
from domain.board.meetings import LeadTimes, Meeting
from domain.dates import days_later
from domain.fold import Fold

STATUTORY = LeadTimes(notice_days=28, papers_days=5)


@dataclass(frozen=True, slots=True)
class Timetable:
    """`notice_by` and `papers_by`: the last days to publish. `call_in_ends_on`: None without call-in.

    `acts_from`: the first day on which its decision can be acted on.
    """

    meeting: str
    body: str
    meets_on: date
    notice_by: date
    papers_by: date
    call_in_ends_on: date | None
    acts_from: date

    def can_still_be_called(self, today: date) -> bool:
        """Whether the public can still be given notice, and the papers, in time."""
        return today <= min(self.notice_by, self.papers_by)


def timetable(meeting: str, body: str, meets_on: date, lead: LeadTimes) -> Timetable:
    """Count a meeting's days back and forth."""
    ends_on = working_days_after(meets_on, lead.call_in_days) if lead.call_in_days else None
    return Timetable(
        meeting=meeting,
        body=body,
        meets_on=meets_on,
        notice_by=_published_by(days_later(meets_on, -lead.notice_days), lead.notice_days),
        papers_by=_published_by(working_days_before(meets_on, lead.papers_days), lead.papers_days),
        call_in_ends_on=ends_on,
        acts_from=meets_on if ends_on is None else ends_on + DAY,
    )


def _published_by(first_clear_day: date, clear_days: int) -> date:
    """The working day before the clear days begin. Where none is asked for, the day of the meeting itself will do."""
    return working_day_by(first_clear_day - DAY) if clear_days else first_clear_day


def meet_by(deadline: date, lead: LeadTimes) -> date:
    """The last working day on which a meeting can be held so that its decision can be acted on by the deadline."""
    if not lead.call_in_days:
        return working_day_by(deadline)
    return working_day_by(working_days_before(deadline, lead.call_in_days) - DAY)


class Diary:
    """The meetings that can still be called on a day, by body: those planned and not cancelled, with all their days ahead."""

    def __init__(self, fold: Fold, today: date) -> None:
        planned: dict[str, list[Timetable]] = {}
        self._today = today
        self._lead_times = dict(fold.all(LeadTimes))
        for id_, meeting in fold.all(Meeting).items():
            if meeting.meets_on is not None and not meeting.cancelled and meeting.meets_on >= today:
                known = timetable(id_, meeting.body, meeting.meets_on, self.lead_times(meeting.body))
                planned.setdefault(meeting.body, []).append(known)
        self.bodies = tuple(sorted({*planned, *self._lead_times}))
        self._meet_by: dict[tuple[LeadTimes, date], date | None] = {}  # most bodies have the same lead times
        self._callable = {body: _in_time(planned.get(body, ()), today) for body in self.bodies}

    def lead_times(self, body: str) -> LeadTimes:
        return self._lead_times.get(body, STATUTORY)

    def has_set_lead_times(self, body: str) -> bool:
        return body in self._lead_times

    def last_of(self, body: str, deadline: date) -> Timetable | None:
        """The body's last meeting that can still be called, and whose decision can be acted on by the deadline."""
        known = self._callable[body]
        found = bisect_right(known, deadline, key=lambda each: each.acts_from)
        return known[found - 1] if found else None

    def last(self, deadline: date) -> Timetable | None:
        """The last such meeting of any body."""
        found = [each for body in self.bodies if (each := self.last_of(body, deadline)) is not None]
        return max(found, key=lambda each: (each.meets_on, each.body, each.meeting), default=None)

    def meet_by(self, body: str, deadline: date) -> date | None:
        """The last day for a meeting of the body that could still be called; None when it is too late for one."""
        lead = self.lead_times(body)
        if (lead, deadline) not in self._meet_by:
            day = meet_by(deadline, lead)
            can_be_called = timetable("", body, day, lead).can_still_be_called(self._today)
            self._meet_by[lead, deadline] = day if can_be_called else None
        return self._meet_by[lead, deadline]


def _in_time(timetables: Iterable[Timetable], today: date) -> list[Timetable]:
    """Those that can still be called. By date: among one body's meetings the later one never acts earlier."""
    known = [each for each in timetables if each.can_still_be_called(today)]
    return sorted(known, key=lambda each: (each.meets_on, each.meeting))
