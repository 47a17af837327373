"""Dates: calendar days without a time zone, as boards state them. Every date is inclusive."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read(value: Any) -> date:
    """A date written YYYY-MM-DD, or a `date`. Lax parsing would take 0 as 1 January 1970."""
    if type(value) is str and _WRITTEN.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value} is no day of the calendar") from None
    if type(value) is not date:
        raise ValueError("write the date as YYYY-MM-DD")
    if not EARLIEST <= value <= LATEST:
        raise ValueError(f"dates run from {EARLIEST} to {LATEST}")
    return value


Day = Annotated[
    date,
    BeforeValidator(_read),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^(19|20|21|22)\d\d-\d\d-\d\d$"}),
]
"""A calendar day from 1900 to 2200."""


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month; from a month's last day, the last day.

    Source: rules.md, Terms.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last_day = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last_day else min(day.day, last))


def month_of(day: date) -> str:
    """The month of a day, such as 2014-07."""
    return f"{day.year:04}-{day.month:02}"


def months_between(first: date, last: date) -> list[str]:
    """The months from that of one day to that of another."""
    ends = (day.year * 12 + day.month - 1 for day in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(next(ends), next(ends) + 1)]


def days_later(day: date, days: int) -> date:
    """`days` calendar days later."""
    return day + timedelta(days=days)


def spoken(day: date) -> str:
    """The date as a board says it: 1 July 2026."""
    return f"{day.day} {day:%B %Y}"
