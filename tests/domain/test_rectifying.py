"""Who may rectify, and what is asked of a rectification itself."""

from __future__ import annotations

from domain.decision import Actor
from tests.domain.programme import Programme, day


def test_a_rectification_counts_from_no_day_before_the_programme_started() -> None:
    programme = Programme()
    joined = programme.types().index("BoroughJoined") + 1
    assert programme.refused(None, 0, "rectify-decision", position=joined, data={"borough": "ash", "title": "A"}) == [
        "unknown.subject"
    ]


def test_a_rectification_of_a_rectification_asks_who_may_correct_the_first_decision() -> None:
    programme = Programme()
    declared = programme.officer("ash", 2, "declare-system", borough="ash", area="desktop", system="red").position
    facts = {"borough": "ash", "area": "desktop", "system": "red"}
    again = programme.officer("ash", 3, "rectify-decision", position=declared, data={**facts, "title": "Red"}).position
    correction = {"position": again, "data": {"position": declared, "data": {**facts, "title": "Crimson"}}}
    assert programme.refused("birch", 4, "rectify-decision", **correction) == ["authority.not-yours"]
    assert programme.refused(None, 4, "rectify-decision", **correction) == ["authority.not-yours"]
    programme.officer("ash", 4, "rectify-decision", **correction)


def test_the_board_cannot_correct_a_boroughs_correction_as_irregular_when_nothing_is_broken() -> None:
    programme = Programme()
    declared = programme.officer("ash", 2, "declare-system", borough="ash", area="desktop", system="red").position
    facts = {"borough": "ash", "area": "desktop", "system": "red"}
    again = programme.officer("ash", 3, "rectify-decision", position=declared, data=facts).position
    moved = {"position": again, "effective_on": day(5), "data": {"position": declared, "data": facts}}
    outcome = programme.post(Actor("board", frozenset({"board"})), 4, "rectify-decision", moved, irregular=True)
    assert [broken.code for broken in getattr(outcome, "broken", ())] == ["authority.not-yours"]


def test_a_borough_whose_joining_is_corrected_to_a_later_day_would_have_decided_as_a_stranger() -> None:
    programme = Programme()
    joined = programme.types().index("BoroughJoined") + 1
    programme.officer("ash", 2, "declare-system", borough="ash", area="desktop", system="red")
    later = {"position": joined, "effective_on": day(3), "data": {"borough": "ash", "title": "Ash"}}
    assert programme.refused(None, 4, "rectify-decision", **later) == ["history.contradicts-later"]


def test_a_correction_that_cannot_stand_where_it_is_put_is_refused_for_that_alone() -> None:
    programme = Programme()
    programme.officer("ash", 2, "declare-system", borough="ash", area="desktop", system="red")
    since = programme.ledger.store.head()
    programme.officer("ash", 3, "retire-system", borough="ash", area="desktop", system="red")
    programme.officer("ash", 4, "declare-system", borough="ash", area="desktop", system="red")
    earlier = {"position": since + 1, "effective_on": day(1), "data": {"borough": "ash", "area": "desktop", "system": "red"}}
    assert programme.refused("ash", 5, "rectify-decision", **earlier) == ["rectification.breaks-rule"]


def test_a_borough_may_note_what_happened_since_the_day_on_which_it_joined_as_corrected() -> None:
    programme = Programme()
    joined = programme.types().index("BoroughJoined") + 1
    programme.board(2, "rectify-decision", position=1, effective_on=day(-5), data={"title": "Together"})
    programme.board(2, "rectify-decision", position=joined, effective_on=day(-4), data={"borough": "ash", "title": "Ash"})
    programme.officer("ash", -3, "record-note", note="first", text="The first meeting")
