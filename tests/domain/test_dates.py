"""Months are counted as boards count them: rules.md, Terms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import months_later, spoken

CASES = [
    ("2014-10-31", 1, "2014-11-30", "a shorter month has no such day: its last"),
    ("2014-11-30", 1, "2014-12-31", "from a month's last day, the last day"),
    ("2015-01-30", 1, "2015-02-28", "February is shorter"),
    ("2016-01-30", 1, "2016-02-29", "in a leap year it is not so short"),
    ("2016-02-29", 12, "2017-02-28", "29 February has no anniversary: the last day"),
    ("2015-02-28", 12, "2016-02-29", "28 February was the last day, so the last day it is"),
    ("2014-03-15", 24, "2016-03-15", "otherwise the same day"),
    ("2014-12-31", 2, "2015-02-28", "across the year's end"),
]


@pytest.mark.parametrize(("day", "months", "later", "why"), CASES)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: str, months: int, later: str, why: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later), why


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(1, 600))
def test_months_later_falls_in_the_month_that_is_so_many_months_on(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months


def test_a_date_is_spoken_without_a_leading_nought() -> None:
    assert spoken(date(2026, 7, 1)) == "1 July 2026"
