"""The meeting pack: a page to print before a board meets, and the same as PDF where a print engine is installed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from api.pages.comparing import HEADINGS, newest_stretch
from api.pages.moments import Asked
from api.pages.outlook import USUAL_MONTHS, WITHIN
from api.pages.printing import Printer
from api.pages.visits import Answer, Reception, Visit
from api.problems import Problem, invalid
from application.changes import HEADS
from application.meeting_pack import meeting_pack
from application.period import end_of
from application.questions import Period
from application.sitting import Invalid
from domain.dates import Day, months_later
from domain.programme.programme import Programme

MOST = 60
"""Of deadlines, and of rows of savings, that papers for a meeting tell; the rest has pages of its own."""
MOST_BLOCKED = 20
"""Of mergers that wait, likewise: those that can come first."""


def _ahead(value: str) -> str:
    if end_of(value, date(2000, 1, 1)) < date(2000, 1, 1):
        raise ValueError("look ahead, not back")
    return value


class AskedPack(Asked):
    """`from`: since when changes are told; a quarter before the moment of the page unless it is said."""

    first: Day | None = Field(None, alias="from")
    within: Annotated[str, AfterValidator(_ahead)] = "P6M"


def add_pack(router: APIRouter, reception: Reception) -> None:
    """Add `/pack` and `/pack.pdf`."""
    printer = Printer.installed(reception.site)

    def page(visit: Visit) -> Answer:
        return Answer("pack.html", {**pack(visit), "prints": printer is not None})

    def printed(visit: Visit) -> Response:
        if printer is None:
            raise Problem("not-found", "No print engine is installed here: print the page from your browser.")
        name = f"meeting-pack-{visit.at.as_of}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        around = {
            "visit": visit,
            "names": visit.names,
            "shown": visit.shown,
            "link": visit.shown.link,
            "path": "/pack",
            "own_words": {},
        }
        context = {**around, "on_paper": True, **pack(visit)}
        return Response(printer.pdf("pack.html", context), 200, headers, "application/pdf")

    async def pdf(request: Request) -> Response:
        return await reception.answer(request, printed, AskedPack)

    router.add_api_route("/pack", reception.route(page, AskedPack))
    router.add_api_route("/pack.pdf", pdf)


def pack(visit: Visit) -> dict[str, Any]:
    """What the pack says. Raises the problem `invalid`."""
    asked = visit.asked
    assert isinstance(asked, AskedPack)
    last = visit.at.as_of
    try:
        moments = visit.questions.between(Period(asked.first or months_later(last, -USUAL_MONTHS), last, None, visit.at.position))
    except Invalid as fault:
        raise invalid(fault.faults, "query") from None
    until = end_of(asked.within, last)
    shown_from = newest_stretch(visit, *moments)
    changes = visit.questions.changes(shown_from, moments[1])
    found = meeting_pack(changes, visit.going_on, until, MOST)
    return {
        "pack": found,
        "blocked": sorted(found.blocked, key=lambda each: each["earliest_on"] or "9999")[:MOST_BLOCKED],
        "further_blocked": max(len(found.blocked) - MOST_BLOCKED, 0),
        "heads": [(HEADINGS[head][0], found.changes[head]) for head in HEADS],
        "shown_from": shown_from,
        "programme": Programme.of(visit.replay.fold).title or "No programme yet",
        "first": moments[0],
        "last": moments[1],
        "until": until,
        "within": asked.within,
        "choices": WITHIN,
    }
