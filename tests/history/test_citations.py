"""Who decided and where it was read, from the columns of a history."""

from __future__ import annotations

from datetime import date

import pytest

from infrastructure.history.citations import evidence_of, meeting_of


@pytest.mark.parametrize(
    ("column", "body", "met_on"),
    [
        ("Joint Cabinet, 20 June 2011", "Joint Cabinet", date(2011, 6, 20)),
        ("Joint Cabinet, June 2011", "Joint Cabinet, June 2011", None),
        ("Joint Cabinet, 21 February 2013 (as announced)", "Joint Cabinet (as announced)", date(2013, 2, 21)),
        ("Member for Finance, after 20 July 2016", "Member for Finance, after 20 July 2016", None),
        ("", "Not stated in the source", None),
    ],
)
def test_a_meeting_has_a_day_only_where_the_column_gives_one(column: str, body: str, met_on: date | None) -> None:
    assert meeting_of(column, None, []) == (body, met_on)


def test_a_borough_is_given_its_own_meeting_before_the_others() -> None:
    column = "Northam Cabinet, 1 May 2024; the other cabinets, May 2024"
    assert meeting_of(column, "Northam", ["Southam"]) == ("Northam Cabinet", date(2024, 5, 1))
    assert meeting_of(column, "Southam", ["Northam"]) == ("the other cabinets, May 2024", None)


def test_a_meeting_of_both_decided_for_each() -> None:
    assert meeting_of("Northam and Southam cabinets", "Southam", ["Northam"]) == ("Northam and Southam cabinets", None)


def test_a_source_is_evidence_with_its_link_apart_and_its_site_in_the_title() -> None:
    assert evidence_of("The News, 2018: https://news.example/a?b=1 (seen once); general knowledge") == [
        {"title": "The News, 2018: news.example (seen once)", "href": "https://news.example/a?b=1"},
        {"title": "general knowledge"},
    ]


def test_a_semicolon_in_a_remark_parts_no_sources() -> None:
    assert [piece["title"] for piece in evidence_of("https://a.example/x (one; two); three")] == [
        "a.example (one; two)",
        "three",
    ]


def test_an_address_that_is_not_https_is_text_and_no_link() -> None:
    assert evidence_of("http://old.example/page") == [{"title": "http://old.example/page"}]
