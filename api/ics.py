"""iCalendar: the calendar of deadlines as a calendar program subscribes to it.

Source: RFC 5545; RFC 7986 for NAME and REFRESH-INTERVAL, with the older X- names beside them for programs that know only those.
There is no METHOD: this is a calendar to subscribe to, not an invitation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vText

from application.deadline_calendar import DeadlineCalendar, Entry
from application.meeting_timetable import Timetable
from domain.dates import spoken

MEDIA_TYPE = "text/calendar"
REFRESH = timedelta(hours=1)
CATEGORIES: Mapping[str, str] = {
    "notice": "Notice",
    "extension": "Extension",
    "contract-end": "Contract end",
    "framework-end": "Framework end",
    "dispensation-lapse": "Dispensation",
    "withdrawal": "Withdrawal",
    "separation": "Separation",
}


class Text(vText):
    """A text that is read back as it is. The library's own escaping takes a title with "C:\\New" in it for one of two lines.

    Source: RFC 5545, section 3.3.11.
    """

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def ics(known: DeadlineCalendar, recorded_at: Callable[[int], datetime]) -> bytes:
    """The calendar in UTF-8, lines folded and ended as RFC 5545 asks. `recorded_at`: when a decision was recorded, UTC."""
    calendar = Calendar()
    calendar.add("PRODID", "-//Concordat//Deadlines//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", Text(known.title))
    calendar.add("X-WR-CALNAME", Text(known.title))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    for entry in known.entries:
        calendar.add_component(_event(entry, recorded_at(entry.revised_by)))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, revised_at: datetime) -> Event:
    """One whole day, which keeps nobody's time busy."""
    deadline, to_the_second = entry.deadline, revised_at.replace(microsecond=0)
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.revision)
    event.add("DTSTAMP", to_the_second)
    event.add("LAST-MODIFIED", to_the_second)
    event.add("DTSTART", deadline.on)
    event.add("DTEND", deadline.on + timedelta(days=1))
    event.add("SUMMARY", Text(deadline.title))
    event.add("DESCRIPTION", Text(_description(entry)))
    event.add("CATEGORIES", [CATEGORIES[deadline.kind]])
    event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    return event


def _description(entry: Entry) -> str:
    deadline = entry.deadline
    lines = [deadline.sentence]
    if entry.is_cancelled:
        lines.append(f"Settled by decision {deadline.settled_by}.")
    else:
        if entry.last_meeting is not None:
            lines.append(_meeting(entry.last_meeting))
        if deadline.who_can:
            lines.append(f"Who can act: {'; '.join(deadline.who_can)}.")
    lines.append(f"Set by decision {', '.join(map(str, deadline.decisions))}.")
    return "\n".join(lines)


def _meeting(last: Timetable) -> str:
    return (
        f"Last meeting that can still act: {last.body}, {spoken(last.meets_on)} (public notice by {spoken(last.notice_by)}, "
        f"papers by {spoken(last.papers_by)}; acts from {spoken(last.acts_from)})."
    )
