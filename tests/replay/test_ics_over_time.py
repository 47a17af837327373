"""The calendar of deadlines on random programmes: what a subscribed program holds never goes back, whatever comes after."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from application.moment import Moment
from tests.replay.programmes import Programme, programme
from tests.replay.story import FIRST, LAST_DAY
from tests.replay.ways import served

SEEDS = st.integers(0, 2**32 - 1)
BY_CHANCE = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def events(told: Programme, at: Moment) -> dict[str, Any]:
    calendar: Any = Calendar.from_ical(served(told.store, at)["deadlines.ics"])
    found = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT")), "two events have one name"
    return found


def what_it_says(event: Any) -> tuple[date, str, str]:
    return event.decoded("DTSTART"), str(event["STATUS"]), str(event["SUMMARY"])


@given(SEEDS)
@BY_CHANCE
def test_what_changes_in_an_event_raises_its_sequence_and_nothing_ever_lowers_it(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    head = told.store.head()
    fetched = zip(
        sorted(random.randint(0, LAST_DAY) for _ in range(6)),
        sorted(random.randint(head // 3, head) for _ in range(6)),
        strict=True,
    )
    before: dict[str, Any] = {}
    for days, position in fetched:
        now = events(told, told.moment(FIRST + timedelta(days=days), position))
        for uid, old in before.items():
            new = now.get(uid, old)
            assert int(new["SEQUENCE"]) >= int(old["SEQUENCE"])
            assert new.decoded("LAST-MODIFIED") >= old.decoded("LAST-MODIFIED")
            assert what_it_says(new) == what_it_says(old) or int(new["SEQUENCE"]) > int(old["SEQUENCE"])
        before |= now


@given(SEEDS)
@BY_CHANCE
def test_every_deadline_that_stands_is_in_the_calendar_and_what_is_settled_is_cancelled_in_it(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    at = told.moment(FIRST + timedelta(days=random.randint(0, LAST_DAY)))
    found = served(told.store, at)

    calendar = events(told, at)
    standing = {
        uid.partition("@")[0]: event.decoded("DTSTART").isoformat()
        for uid, event in calendar.items()
        if str(event["STATUS"]) == "CONFIRMED" and event.decoded("DTSTART") >= at.as_of
    }
    assert standing == {
        ".".join(filter(None, (each["kind"], each["object"].replace(":", "."), each["which"]))): each["on"]
        for each in found["deadlines"]
    }
    for kind, landed in (("contract-end", "concluded_on"), ("notice", "notice_ends_on")):
        for contract in found["contracts"]:
            event = next((e for uid, e in calendar.items() if uid.startswith(f"{kind}.contract.{contract['contract']}@")), None)
            if event is not None and contract[landed] is not None:
                assert str(event["STATUS"]) == "CANCELLED"
