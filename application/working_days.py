"""Working days in England: Monday to Friday, but for bank holidays. What councils count notice, papers and call-in by."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

SATURDAY = 5
DAY = timedelta(days=1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year, with their substitute days and those that were proclaimed once (a jubilee, a
    coronation).

    Source: the library `holidays`, which follows the Banking and Financial Dealings Act 1971 and the proclamations under it.
    It knows those proclaimed before its release, and counts on to 2100; for later years only weekends are left out.
    """
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether council offices are open."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_day_by(day: date) -> date:
    """The day itself if it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= DAY
    return day


def working_days_after(day: date, days: int) -> date:
    """The `days`-th working day after a day, which does not count itself; the day itself for 0."""
    while days:
        day += DAY
        days -= is_working_day(day)
    return day


def working_days_before(day: date, days: int) -> date:
    """The `days`-th working day before a day, which does not count itself; the day itself for 0."""
    while days:
        day -= DAY
        days -= is_working_day(day)
    return day
