"""Changes between two moments: newly decided, learned late, corrected, and lapsed by itself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.changes import HEADS
from application.moment import Moment, Replay, fold_at
from application.questions import Period
from application.sitting import Invalid
from domain.board.dispensation import Dispensation
from domain.board.rectification import DecisionRectified
from domain.contract.contract import Contract
from domain.framework.framework import Framework
from tests.replay.asking import questions
from tests.replay.council import Council
from tests.replay.programmes import Programme, programme
from tests.replay.story import FIRST, LAST_DAY, correction, story
from tests.replay.ways import served

BY_CHANCE = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def two_moments(random: Random, told: Programme) -> tuple[Moment, Moment]:
    """Two by chance; often on days on which something counts, and on either side of a correction, where the heads part."""
    known = told.known()
    days = sorted(random.choices([*range(LAST_DAY), *((each.effective_on - FIRST).days for each in known * 6)], k=2))
    positions = sorted(random.choices(range(len(known) + 1), k=2))
    corrections = [each.position for each in known if each.type == "DecisionRectified"]
    if corrections and random.random() < 0.6:
        position = random.choice(corrections)
        positions = [position - 1, random.randint(position, len(known))]
    if random.random() < 0.3:
        positions = [positions[1], positions[1]]
    first, last = (told.moment(FIRST + timedelta(days=day), at) for day, at in zip(days, positions, strict=True))
    return first, last


def counting(told: Programme, at: Moment) -> dict[int, tuple[date, Any]]:
    """By position what counts at a moment: from when, and what it says."""
    replay = fold_at(at, told.known(at.position))
    return {each.position: (each.effective_on, each.decision) for each in replay.decisions if each.type != "DecisionRectified"}


@given(st.integers(0, 2**32 - 1))
@BY_CHANCE
def test_what_differs_between_two_moments_stands_under_exactly_one_head_and_nothing_else_does(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    first, last = two_moments(random, told)
    then, now = counting(told, first), counting(told, last)

    found = questions(told.store).changes(first, last)

    heads = {head: {line["decisions"][0] for line in found[head]} for head in HEADS}
    new = now.keys() - then.keys()
    learned = {position for position in new if position > first.position}
    assert heads["learned_late"] == {position for position in learned if now[position][0] <= first.as_of}
    moved_in = {position for position in new - learned if now[position][0] <= first.as_of}
    assert heads["decided"] == new - heads["learned_late"] - moved_in
    differing = {position for position in then if now.get(position) != then[position]}
    assert moved_in | differing <= heads["corrected"]

    told_as = [line["decisions"][1 if head == "corrected" else 0] for head in HEADS[:3] for line in found[head]]
    assert len(told_as) == len(set(told_as)), "a decision, or a correction, stands under two heads"
    assert {line["decisions"][1] for line in found["corrected"]} == corrections_that_are_news(told, first, last, {*then, *now})


def corrections_that_are_news(told: Programme, first: Moment, last: Moment, counting: set[int]) -> set[int]:
    """Recorded between the two about what was known and counts at either; or known all along, and dated between the two."""
    known = {each.position: each for each in told.known(last.position)}
    news: set[int] = set()
    for position, recorded in known.items():
        corrected = position
        while isinstance(rectified := known[corrected].decision, DecisionRectified):
            corrected = rectified.position
        if corrected == position:
            continue
        if position > first.position:
            is_news = corrected <= first.position and corrected in counting
        else:
            is_news = first.as_of < recorded.effective_on <= last.as_of
        news |= {position} if is_news else set()
    return news


@given(st.integers(0, 2**32 - 1))
@BY_CHANCE
def test_between_a_moment_and_itself_nothing_differs_and_two_stretches_tell_no_more_than_the_whole(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    first, middle = two_moments(random, told)
    last = told.moment(FIRST + timedelta(days=random.randint((middle.as_of - FIRST).days, LAST_DAY)))
    asked = questions(told.store)
    assert not any(asked.changes(middle, middle).values())

    halves = [asked.changes(first, middle), asked.changes(middle, last)]
    parts = {line["decisions"][0] for half in halves for head in ("decided", "learned_late") for line in half[head]}
    whole = asked.changes(first, last)
    assert {line["decisions"][0] for head in ("decided", "learned_late") for line in whole[head]} <= parts | {
        line["decisions"][0] for half in halves for line in half["corrected"]
    }


@given(st.integers(0, 2**32 - 1))
@BY_CHANCE
def test_what_lapsed_is_what_was_still_to_be_had_at_the_end_of_its_last_day(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    first, last = two_moments(random, told)
    known = told.known(last.position)

    expected: Counter[tuple[str, str]] = Counter()
    for n in range((last.as_of - first.as_of).days):
        day = first.as_of + timedelta(days=n)
        expected += _lapsing_on(fold_at(told.moment(day, last.position), known), day)

    lines = questions(told.store).changes(first, last)["lapsed"]
    assert Counter((line["date"], line["object"]) for line in lines) == expected


def _lapsing_on(replay: Replay, day: date) -> Counter[tuple[str, str]]:
    """By date and object, how much of it has this day as its last."""
    lapsing: Counter[tuple[str, str]] = Counter()
    for id_, contract in replay.fold.all(Contract).items():
        if contract.is_open:
            if contract.notice_days and not contract.notice_ends_on and contract.end - timedelta(days=contract.notice_days) == day:
                lapsing[day.isoformat(), f"contract:{id_}"] += 1
            if contract.end == day:
                lapsing[day.isoformat(), f"contract:{id_}"] += 1 + len(set(contract.unused))
    for id_, framework in replay.fold.all(Framework).items():
        if framework.ends_on == day and framework.ended_on is None:
            lapsing[day.isoformat(), f"framework:{id_}"] += 1
    for id_, dispensation in replay.fold.all(Dispensation).items():
        if dispensation.expires_on == day and dispensation.revoked_on is None:
            lapsing[day.isoformat(), f"dispensation:{id_}"] += 1
    return lapsing


@given(st.integers(0, 2**32 - 1))
@BY_CHANCE
def test_the_same_question_about_the_past_has_the_same_answer_whatever_is_recorded_since(seed: int) -> None:
    random = Random(seed)
    told = programme(random)
    first, last = two_moments(random, told)
    before = answered(told, first, last)

    for said in story(random):
        told.tell(said)
        if random.random() < 0.2 and (fix := correction(random, random.choice(told.known()))):
            told.tell(fix)

    assert answered(told, first, last) == before


def answered(told: Programme, first: Moment, last: Moment) -> bytes:
    """What changed between the two, and every view at the later one, as it is sent."""
    views = dict(served(told.store, last))
    calendar: bytes = views.pop("deadlines.ics")
    return orjson.dumps([questions(told.store).changes(first, last), views]) + calendar


def changes(council: Council, **period: Any) -> dict[str, list[str]]:
    asked = questions(council.store)
    found = asked.changes(*asked.between(Period(**period)))
    return {head: [line["sentence"] for line in found[head]] for head in HEADS if found[head]}


SPRING, SUMMER = date(2011, 4, 1), date(2011, 7, 1)


def test_what_came_to_count_between_two_dates_is_newly_decided() -> None:
    council = Council()
    council.contract("ash", "desks", "2012-03-31", on="2011-05-02")

    assert changes(council, first=SPRING, last=SUMMER) == {
        "decided": ['Ash registered "Desks" with supplier-of-desks, from 1 January 2010 to 31 March 2012.']
    }


def test_what_is_recorded_after_a_meeting_but_counted_before_it_was_learned_late() -> None:
    council = Council()
    head = council.store.head()
    council.contract("ash", "desks", "2012-03-31", on="2011-03-02")

    sentence = 'Ash registered "Desks" with supplier-of-desks, from 1 January 2010 to 31 March 2012.'
    assert changes(council, first=SPRING, last=SUMMER, known_first=head) == {"learned_late": [sentence]}
    assert changes(council, first=SPRING, last=SUMMER) == {}


def test_what_was_known_all_along_and_is_corrected_to_count_earlier_is_told_as_corrected_and_not_as_learned_late() -> None:
    council = Council()
    council.migration("ash", "birch")
    paused = council.board("2011-05-02", "pause-migration", migration="shared-desktop")
    head = council.store.head()
    correction = {"position": paused, "effective_on": "2011-03-02", "data": {"migration": "shared-desktop"}}
    corrected = council.board("2011-06-01", "rectify-decision", **correction)

    asked = questions(council.store)
    found = asked.changes(*asked.between(Period(SPRING, SUMMER, known_first=head)))
    told = {head: [line["decisions"] for line in lines] for head, lines in found.items() if lines}
    assert told == {"corrected": [[paused, corrected]]}


def test_a_correction_tells_what_it_changed_and_names_both_decisions() -> None:
    council = Council()
    position = council.contract("ash", "desks", "2012-03-31", on="2010-05-02")
    head = council.store.head()
    facts = {"contract": "desks", "title": "Desks", "supplier": "supplier-of-desks", "boroughs": ["ash"], "areas": ["desktop"]}
    terms = {"kind": "revenue", "starts_on": "2010-01-01", "annual_value": "1000.00", "notice_days": 0, "extensions": []}
    data = {**facts, **terms, "ends_on": "2012-06-30"}
    correction = council.of("ash", "2011-05-01", "rectify-decision", position=position, effective_on="2010-05-03", data=data)

    asked = questions(council.store)
    found = asked.changes(*asked.between(Period(SPRING, SUMMER, known_first=head)))
    assert [line["decisions"] for line in found["corrected"]] == [[position, correction]]
    assert [line["sentence"] for line in found["corrected"]] == [
        f"Decision {position} was corrected: ends on 30 June 2012, not 31 March 2012; it counts from 3 May 2010, not from "
        '2 May 2010. It read: Ash registered "Desks" with supplier-of-desks, from 1 January 2010 to 31 March 2012.'
    ]
    assert changes(council, first=SPRING, last=SUMMER).keys() == {"corrected"}, "decided between the two, if known all along"


def test_what_passed_by_itself_lapsed_with_its_last_day() -> None:
    council = Council()
    registered = council.contract("ash", "desks", "2011-05-31", notice_days=30, extensions=[{"months": 6}])
    waiver = {"gate": "contracts.not-concluded", "subject": "area:desktop", "expires_on": "2011-06-30"}
    granted = council.board("2011-01-01", "grant-dispensation", dispensation="waiver", **waiver)

    asked = questions(council.store)
    found = asked.changes(*asked.between(Period(SPRING, SUMMER)))
    assert [(line["date"], line["decisions"], line["sentence"]) for line in found["lapsed"]] == [
        ("2011-05-01", [registered], 'The last day to give notice on "Desks" passed on 1 May 2011: it runs to 31 May 2011.'),
        ("2011-05-31", [registered], '"Desks" ran out on 31 May 2011, and nobody had concluded it.'),
        ("2011-05-31", [registered], 'The option to extend "Desks" by 6 months was not used by 31 May 2011.'),
        (
            "2011-06-30",
            [granted],
            "The dispensation from contracts.not-concluded for area:desktop expired on 30 June 2011.",
        ),
    ]


def test_nothing_lapses_on_a_last_day_on_which_somebody_acts() -> None:
    council = Council()
    council.contract("ash", "desks", "2011-05-31")
    council.of("ash", "2011-05-31", "conclude-contract", contract="desks", manner="expiry")

    assert changes(council, first=SPRING, last=SUMMER).keys() == {"decided"}


def test_asked_about_knowledge_alone_each_moment_is_about_the_day_on_which_that_was_known() -> None:
    council = Council()
    asked = questions(council.store)
    head = council.store.head()
    today = datetime.now(UTC)
    first, last = asked.between(Period(known_first=head, known_last=today + timedelta(seconds=1)))

    assert (first.position, first.as_of) == (head, council.recorded_at(head).date())
    assert (last.position, last.as_of) == (head, (today + timedelta(seconds=1)).date())
    assert asked.between(Period(known_first=0))[0].position == 0


@pytest.mark.parametrize(
    ("period", "field"),
    [
        (Period(), "from"),
        (Period(last=SUMMER), "from"),
        (Period(SUMMER, SPRING), "to"),
        (Period(SPRING, SUMMER, known_first=5, known_last=4), "known_to"),
    ],
)
def test_a_period_that_says_not_where_it_begins_or_ends_before_it_does_is_invalid(period: Period, field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        questions(Council().store).between(period)
    assert [fault.path for fault in invalid.value.faults] == [(field,)]
