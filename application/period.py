"""A period of time ahead, as ISO 8601 writes it: P6M, P1Y6M, P2W, P90D."""

from __future__ import annotations

import re
from datetime import date

from domain.dates import days_later, months_later

DURATION = r"P(?=[0-9])(?:([0-9]{1,2})Y)?(?:([0-9]{1,3})M)?(?:([0-9]{1,3})W)?(?:([0-9]{1,4})D)?"
"""Each number as short as a board needs it, so that no sum of them leaves the calendar."""
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def end_of(period: str, start: date) -> date:
    """The last day of a period that begins with `start`: a duration of years, months, weeks and days, or that day itself.

    Months are counted as contracts count them: from a month's last day to a month's last day. Raises ValueError, with a sentence
    for whoever wrote it.
    """
    if re.fullmatch(DATE, period):
        return _day(period)
    found = re.fullmatch(DURATION, period)
    if found is None:
        raise ValueError("write a duration such as P6M, P1Y or P90D, or a date")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return days_later(months_later(start, years * 12 + months), weeks * 7 + days)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written} is no day of the calendar") from None
