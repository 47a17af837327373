"""The days of a meeting, worked by hand on the calendar of each year: clear days, bank holidays, leap years, call-in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.meeting_timetable import meet_by, timetable
from application.working_days import is_working_day
from domain.board.meetings import LeadTimes

ENGLISH = (28, 5, 5)  # days of public notice, clear days for papers, days of call-in

WORKED = [
    # lead times, meets on, notice by, papers by, acts from
    # Tue 10 Mar 2026. 28 clear days: 10 Feb to 9 Mar, so published Mon 9 Feb. Papers: 3 to 9 Mar (Tue-Fri,
    # Mon). Call-in: 11-17 Mar.
    ("an ordinary spring meeting", ENGLISH, "2026-03-10", "2026-02-09", "2026-03-02", "2026-03-18"),
    # Fri 13 Mar 2026: 28 clear days from Fri 13 Feb; published Thu 12 Feb. Papers clear Fri 6, Mon 9-Thu 12:
    # Thu 5. Call-in 16-20.
    ("a Friday meeting, whose call-in is a whole week", ENGLISH, "2026-03-13", "2026-02-12", "2026-03-05", "2026-03-21"),
    # Mon 16 Mar 2026: clear 16 Feb to 15 Mar; the day before is Sunday 15 Feb, so Friday 13. Papers clear Mon
    # 9-Fri 13: Fri 6.
    ("a Monday meeting, announced before the weekend", ENGLISH, "2026-03-16", "2026-02-13", "2026-03-06", "2026-03-24"),
    # Tue 29 Feb 2028 in a leap year: clear 1-28 Feb; Mon 31 Jan. Papers clear 22-25, 28: Mon 21. Call-in 1-3, 6, 7 Mar.
    ("on 29 February", ENGLISH, "2028-02-29", "2028-01-31", "2028-02-21", "2028-03-08"),
    # Wed 1 Mar 2028: clear 2-29 Feb (28 days); Tue 1 Feb. Papers clear 23-25, 28, 29: Tue 22. Call-in 2, 3, 6-8 Mar.
    ("on 1 March of a leap year", ENGLISH, "2028-03-01", "2028-02-01", "2028-02-22", "2028-03-09"),
    # Wed 1 Mar 2023: clear 1-28 Feb; Tue 31 Jan. Papers clear 22-24, 27, 28: Tue 21. Call-in 2, 3, 6-8 Mar.
    ("on 1 March of another year", ENGLISH, "2023-03-01", "2023-01-31", "2023-02-21", "2023-03-09"),
    # Easter 2024: Good Friday 29 Mar, Monday 1 Apr. Thu 4 Apr: papers clear 3, 2 Apr, 28, 27, 26 Mar: Mon 25.
    # Clear from 7 Mar: Wed 6.
    ("after Easter 2024", ENGLISH, "2024-04-04", "2024-03-06", "2024-03-25", "2024-04-12"),
    # Tue 23 Apr 2019, after Easter Monday 22 and Good Friday 19: papers clear 18, 17, 16, 15, 12: Thu 11.
    # Clear 26 Mar-22 Apr: 25 Mar.
    ("the day after Easter 2019", ENGLISH, "2019-04-23", "2019-03-25", "2019-04-11", "2019-05-01"),
    # Thu 17 Apr 2014, before Good Friday 18: call-in 22, 23, 24, 25, 28. Papers clear 10, 11, 14-16: Wed 9.
    # Clear 20 Mar: Wed 19.
    ("the day before Good Friday 2014", ENGLISH, "2014-04-17", "2014-03-19", "2014-04-09", "2014-04-29"),
    # Easter 2008 came early: Good Friday 21, Monday 24 Mar. Wed 26 Mar: papers clear 25, 20, 19, 18, 17: Fri
    # 14. Clear 27 Feb: Tue 26.
    ("after the early Easter of 2008", ENGLISH, "2008-03-26", "2008-02-26", "2008-03-14", "2008-04-03"),
    # Wed 23 Dec 2015: call-in 24, 29, 30, 31 Dec, 4 Jan (25 Fri; 26 Sat, so Mon 28; 1 Jan Fri). Papers clear
    # 16-18, 21, 22: Tue 15.
    ("before Christmas 2015", ENGLISH, "2015-12-23", "2015-11-24", "2015-12-15", "2016-01-05"),
    # Tue 6 Jan 2015: papers clear 5, 2 Jan, 31, 30, 29 Dec: 24 Dec (25, 26 holidays; 27, 28 weekend). Clear 9
    # Dec: Mon 8.
    ("after New Year 2015", ENGLISH, "2015-01-06", "2014-12-08", "2014-12-24", "2015-01-14"),
    # Christmas 2010 on Saturday: Mon 27 and Tue 28 instead; 3 Jan 2011 for Sat 1 Jan. Thu 6 Jan: papers clear
    # 5, 4 Jan, 31, 30, 29: 24.
    ("after Christmas 2010, with substitute days", ENGLISH, "2011-01-06", "2010-12-08", "2010-12-24", "2011-01-14"),
    # Christmas 2011 on Sunday: Tue 27 instead; Mon 26 itself; Mon 2 Jan 2012. Wed 4 Jan: clear 3 Jan, 30, 29,
    # 28, 23 Dec: Thu 22.
    ("after Christmas 2011, with substitute days", ENGLISH, "2012-01-04", "2011-12-06", "2011-12-22", "2012-01-12"),
    # Thu 23 Dec 2021: call-in 24, 29, 30, 31 Dec, 4 Jan (27, 28 for Sat and Sun; Mon 3 Jan for Sat 1). Papers
    # clear 16, 17, 20-22: 15.
    ("before Christmas 2021, with substitute days", ENGLISH, "2021-12-23", "2021-11-24", "2021-12-15", "2022-01-05"),
    # Jubilee 2012: Mon 4 and Tue 5 June. Mon 11 June: papers clear 8, 7, 6, 1 June, 31 May: Wed 30. Clear
    # from 14 May: Fri 11 (Sun 13).
    ("after the jubilee of 2012", ENGLISH, "2012-06-11", "2012-05-11", "2012-05-30", "2012-06-19"),
    # Thu 31 May 2012: call-in Fri 1, Wed 6, Thu 7, Fri 8, Mon 11 June.
    ("before the jubilee of 2012", ENGLISH, "2012-05-31", "2012-05-02", "2012-05-23", "2012-06-12"),
    # Jubilee 2022: the spring holiday moved to Thu 2 June, and Fri 3; Mon 30 May is worked. Tue 7 June: clear
    # 6, 1, 31, 30 May, 27: 26.
    ("after the jubilee of 2022", ENGLISH, "2022-06-07", "2022-05-09", "2022-05-26", "2022-06-15"),
    # Wed 1 June 2022: call-in 6, 7, 8, 9, 10. Papers clear 31, 30, 27, 26, 25 May: Tue 24. Clear 4-31 May:
    # Tue 3 (Mon 2 is May Day).
    ("before the jubilee of 2022", ENGLISH, "2022-06-01", "2022-05-03", "2022-05-24", "2022-06-11"),
    # Jubilee 2002: Mon 3 and Tue 4 June; 27 May is worked. Thu 6 June: clear 5 June, 31, 30, 29, 28 May: Mon
    # 27. Clear 9 May: Wed 8.
    ("after the jubilee of 2002", ENGLISH, "2002-06-06", "2002-05-08", "2002-05-27", "2002-06-14"),
    # The funeral of Mon 19 Sep 2022. Tue 20 Sep: clear 16, 15, 14, 13, 12: Fri 9. Clear 23 Aug-19 Sep: Mon 22 Aug.
    ("after the state funeral of 2022", ENGLISH, "2022-09-20", "2022-08-22", "2022-09-09", "2022-09-28"),
    # The coronation, Mon 8 May 2023, a week after May Day. Wed 10 May: clear 9, 5, 4, 3, 2: Fri 28 Apr. Clear
    # 12 Apr: Tue 11.
    ("after the coronation of 2023", ENGLISH, "2023-05-10", "2023-04-11", "2023-04-28", "2023-05-18"),
    # The wedding, Fri 29 Apr 2011, between Easter (22, 25) and May Day (2). Wed 4 May: clear 3 May, 28, 27,
    # 26, 21 Apr: Wed 20.
    ("after the wedding and Easter of 2011", ENGLISH, "2011-05-04", "2011-04-05", "2011-04-20", "2011-05-12"),
    # May Day moved to Fri 8 May 2020 for the anniversary of victory; Mon 4 May is worked. Mon 11 May: clear
    # 7, 6, 5, 4, 1: Thu 30 Apr.
    # 28 clear days from Mon 13 Apr, Easter Monday: the day before is Easter Sunday, so Thu 9 Apr before Good Friday.
    ("after the moved May Day of 2020", ENGLISH, "2020-05-11", "2020-04-09", "2020-04-30", "2020-05-19"),
    # Tue 1 Sep 2026, after the summer holiday of 31 Aug: clear 28, 27, 26, 25, 24: Fri 21. Clear 4-31 Aug: Mon 3.
    ("after the summer bank holiday", ENGLISH, "2026-09-01", "2026-08-03", "2026-08-21", "2026-09-09"),
    # No call-in: the decision can be acted on at once.
    ("without call-in", (28, 5, 0), "2026-03-10", "2026-02-09", "2026-03-02", "2026-03-10"),
    # No public notice, 3 clear days: Thu 5, Fri 6, Mon 9: Wed 4. Call-in of 3: 11, 12, 13; the Saturday after counts.
    ("with three days of everything but notice", (0, 3, 3), "2026-03-10", "2026-03-10", "2026-03-04", "2026-03-14"),
    # Neither notice nor papers asked for: the day itself will do.
    ("with no lead at all", (0, 0, 0), "2026-03-10", "2026-03-10", "2026-03-10", "2026-03-10"),
    # One clear day of notice before Tue 2 Jan 2024: Mon 1 Jan is a day of the calendar; Sun 31, Sat 30 are
    # not worked: Fri 29 Dec.
    ("with one clear day over New Year", (1, 1, 1), "2024-01-02", "2023-12-29", "2023-12-28", "2024-01-04"),
    # The year 2000 was a leap year: Tue 29 Feb 2000: clear 1-28 Feb: Mon 31 Jan. Papers clear 22-25, 28: Mon
    # 21. Call-in 1-3, 6, 7.
    ("in the leap year 2000", ENGLISH, "2000-02-29", "2000-01-31", "2000-02-21", "2000-03-08"),
]


@pytest.mark.parametrize(
    ("lead", "meets_on", "notice_by", "papers_by", "acts_from"), [w[1:] for w in WORKED], ids=[w[0] for w in WORKED]
)
def test_the_days_of_a_meeting_are_those_worked_by_hand(
    lead: tuple[int, int, int], meets_on: str, notice_by: str, papers_by: str, acts_from: str
) -> None:
    found = timetable("m", "Cabinet", date.fromisoformat(meets_on), LeadTimes(*lead))
    assert [str(found.notice_by), str(found.papers_by), str(found.acts_from)] == [notice_by, papers_by, acts_from]


DAYS = st.dates(date(1980, 1, 1), date(2090, 12, 31))
LEADS = st.builds(LeadTimes, *[st.integers(0, 40)] * 3)


def days_between(first: date, last: date) -> list[date]:
    """The days between two days, neither of which counts."""
    return [first + timedelta(days=n) for n in range(1, (last - first).days)]


@given(DAYS, LEADS)
def test_every_clear_day_lies_between_publication_and_meeting(meets_on: date, lead: LeadTimes) -> None:
    found = timetable("m", "Cabinet", meets_on, lead)
    assert len(days_between(found.notice_by, meets_on)) >= lead.notice_days
    assert sum(map(is_working_day, days_between(found.papers_by, meets_on))) >= lead.papers_days
    assert sum(map(is_working_day, days_between(meets_on, found.acts_from))) >= lead.call_in_days


@given(DAYS, LEADS)
def test_publishing_on_the_next_working_day_would_be_too_late(meets_on: date, lead: LeadTimes) -> None:
    found = timetable("m", "Cabinet", meets_on, lead)
    for published, asked, counts in (
        (found.notice_by, lead.notice_days, lambda day: True),
        (found.papers_by, lead.papers_days, is_working_day),
    ):
        later = next((day for day in days_between(published, meets_on) if is_working_day(day)), meets_on)
        assert not asked or sum(map(counts, days_between(later, meets_on))) < asked


@given(DAYS, LEADS)
def test_the_last_day_for_a_meeting_is_the_last_one_that_acts_in_time(deadline: date, lead: LeadTimes) -> None:
    last = meet_by(deadline, lead)
    assert timetable("m", "Cabinet", last, lead).acts_from <= deadline
    later = next(day for n in range(1, 30) if is_working_day(day := last + timedelta(days=n)))
    assert timetable("m", "Cabinet", later, lead).acts_from > deadline
