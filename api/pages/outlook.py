"""Outlook: what changed, what is due, what can happen when, and what has come of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, Field

from api.pages.comparing import HEADINGS, newest_stretch
from api.pages.moments import Asked, Known
from api.pages.paging import PageNumber, page_of
from api.pages.visits import Answer, Reception, Visit
from api.problems import invalid
from application.benefits import areas_with_benefits, benefits
from application.changes import HEADS
from application.deadlines import standing, told
from application.forecast import forecast
from application.period import end_of
from application.questions import Period
from application.sitting import Invalid
from domain.dates import Day, months_later
from domain.decision import Fault

USUAL_MONTHS = 3
DEADLINES_OF_A_PAGE = 50
AREAS_OF_A_PAGE = 4
MOST_LINES = 500
"""Of one head; a day with more decisions, or a stretch of knowledge, is told to its end by the API."""
WITHIN = (("P3M", "3 months"), ("P6M", "6 months"), ("P1Y", "1 year"), ("P2Y", "2 years"), ("P5Y", "5 years"))
"""How far ahead deadlines may be asked for, in words."""


def _period(value: str) -> str:
    end_of(value, date(2000, 1, 1))
    return value


class AskedChanges(Asked):
    """From when to when; what is left out is said by the moment of the page."""

    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    known_from: Known | None = None


class AskedDeadlines(Asked):
    """How far ahead."""

    within: Annotated[str, AfterValidator(_period)] = "P1Y"
    page: PageNumber = 1


class AskedBenefits(Asked):
    """Which page of the areas."""

    page: PageNumber = 1


def add_outlook(router: APIRouter, reception: Reception) -> None:
    """Add `/changes`, `/deadlines`, `/forecast`, `/benefits` and `/irregularities`."""
    router.add_api_route("/changes", reception.route(changes, AskedChanges))
    router.add_api_route("/deadlines", reception.route(due, AskedDeadlines))
    router.add_api_route("/forecast", reception.route(outlook))
    router.add_api_route("/benefits", reception.route(savings, AskedBenefits))
    router.add_api_route("/irregularities", reception.route(irregular))


def changes(visit: Visit) -> Answer:
    """What differs between two moments: unless said, the quarter before the page's own. Raises the problem `invalid`."""
    asked = visit.asked
    assert isinstance(asked, AskedChanges)
    last = asked.last or visit.at.as_of
    first = asked.first or asked.compare or (None if asked.known_from is not None else months_later(last, -USUAL_MONTHS))
    try:
        moments = visit.questions.between(Period(first, last, asked.known_from, visit.at.position))
    except Invalid as fault:
        raise invalid(fault.faults, "query") from None
    first_moment, last_moment = moments
    shown_from = newest_stretch(visit, *moments)
    found = visit.questions.changes(shown_from, last_moment)
    heads = [(HEADINGS[head][0], found[head][-MOST_LINES:], max(len(found[head]) - MOST_LINES, 0)) for head in HEADS]
    context = {"heads": heads, "first": first_moment, "shown_from": shown_from, "last": last_moment, "asked": asked}
    return Answer("changes.html", context)


def due(visit: Visit) -> Answer:
    """What has to be decided by when, and the last meeting that can still act. Raises the problem `invalid`."""
    asked = visit.asked
    assert isinstance(asked, AskedDeadlines)
    until = end_of(asked.within, visit.at.as_of)
    if until < visit.at.as_of:
        raise invalid([Fault(("within",), f"that is before {visit.at.as_of}, from which on deadlines are asked for")], "query")
    page = page_of(standing(visit.going_on, until), asked.page, DEADLINES_OF_A_PAGE)
    items = told(visit.going_on, page.items)
    return Answer("deadlines.html", {"items": items, "page": page, "until": until, "within": asked.within, "choices": WITHIN})


def outlook(visit: Visit) -> Answer:
    """The earliest date of each merger, and the chain of decisions that sets it."""
    return Answer("forecast.html", {"items": forecast(visit.going_on)})


def savings(visit: Visit) -> Answer:
    """Baseline, target, claimed, accepted and disputed, and quality, by area and borough."""
    asked = visit.asked
    assert isinstance(asked, AskedBenefits)
    page = page_of(areas_with_benefits(visit.going_on), asked.page, AREAS_OF_A_PAGE)
    rows = benefits(visit.going_on, page.items)
    areas = [(area, [row for row in rows if row["area"] == area]) for area in page.items]
    context = {"areas": [{"area": area, "rows": found, **_of_area(found)} for area, found in areas], "page": page}
    return Answer("benefits.html", context)


def _of_area(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What all boroughs of an area have in common, and the sums of what they claim."""
    newest = next((row for row in rows if row["target"] is not None), None)
    sums = {name: sum((Decimal(row[name]) for row in rows), Decimal(0)) for name in ("claimed", "accepted", "disputed")}
    common = {name: newest[name] if newest else None for name in ("target", "quality", "quality_floor", "migration")}
    return {**common, **sums}


def irregular(visit: Visit) -> Answer:
    """Every decision that was recorded against a rule."""
    return Answer("irregularities.html", {"items": visit.reads.irregularities(visit.at)})
