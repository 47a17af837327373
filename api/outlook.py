"""Outlook: what lies ahead and what has come of it: the forecast, the deadlines (as a calendar too) and the benefits."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator, Field, WithJsonSchema
from starlette.responses import Response

from api.answers import ask, read_response
from api.ics import MEDIA_TYPE, ics
from api.office import Office
from api.problems import Problem, invalid
from api.queries import At
from application.benefits import benefits
from application.deadline_calendar import deadline_calendar, window_of
from application.deadlines import deadlines
from application.forecast import forecast
from application.identity import NotAuthenticated
from application.moment import Moment, Replay
from application.period import DATE, DURATION, end_of
from application.views.view import Document
from domain.decision import Fault


def _period(value: str) -> str:
    end_of(value, date(2000, 1, 1))
    return value


Period = Annotated[
    str,
    AfterValidator(_period),
    WithJsonSchema({"type": "string", "pattern": f"^({DURATION}|{DATE})$", "examples": ["P6M", "P1Y", "P90D", "2027-03-31"]}),
]


class Within(At):
    """What lies ahead, up to some day."""

    within: Period = Field("P6M", description="A duration (ISO 8601: years, months, weeks, days) or the last day, inclusive.")


def outlook_router(office: Office) -> APIRouter:
    """`/v1/forecast`, `/v1/deadlines`, `/v1/deadlines.ics` and `/v1/benefits`."""
    router = APIRouter(prefix="/v1", tags=["reads"])

    async def listed(query: At, view: Callable[[Replay], list[Document]], *, going_on: bool = False) -> Response:
        def read(at: Moment) -> list[Document]:
            return view(office.reads.going_on(at) if going_on else office.reads.replay(at))

        items, at, stamped = await ask(office, query, read, kept=True)
        return read_response({"items": items, "next": None, **stamped}, at.position)

    async def forecast_(query: Annotated[At, Query()]) -> Response:
        return await listed(query, forecast, going_on=True)

    async def benefits_(query: Annotated[At, Query()]) -> Response:
        return await listed(query, benefits)

    async def deadlines_(query: Annotated[Within, Query()]) -> Response:
        return await listed(query, lambda replay: deadlines(replay, _until(query, replay.moment)), going_on=True)

    async def calendar(query: Annotated[Within, Query()]) -> Response:
        def written(at: Moment) -> bytes:
            window = window_of(at.as_of, _until(query, at))
            return ics(deadline_calendar(office.reads.replay(at), window), office.reads.recorded_at)

        content, at, _ = await ask(office, query, written, kept=True)
        headers = {"ETag": f'"{at.position}"', "Content-Disposition": 'inline; filename="deadlines.ics"'}
        return Response(content, 200, headers, f"{MEDIA_TYPE}; charset=utf-8")

    async def subscriber(request: Request) -> None:
        await _known_to_subscribe(office, request)

    summaries = {
        "forecast": "The earliest date of each move and each merger, and the chain of decisions that sets it.",
        "deadlines": "What has to be decided by when, and the last meeting that can still act.",
        "benefits": "Baseline, target, claimed, accepted and disputed savings, and quality, by area and borough.",
    }
    for name, read in (("forecast", forecast_), ("deadlines", deadlines_), ("benefits", benefits_)):
        router.add_api_route(
            f"/{name}", read, name=name, operation_id=name, summary=summaries[name], dependencies=[Depends(office.known)]
        )
    router.add_api_route(
        "/deadlines.ics",
        calendar,
        name="deadlines.ics",
        operation_id="deadline-calendar",
        dependencies=[Depends(subscriber)],
        summary="The deadlines as a calendar to subscribe to. Calendar programs may send the token as the password of HTTP Basic.",
    )
    return router


def _until(query: Within, at: Moment) -> date:
    """The last day that is asked for. Raises the problem `invalid`."""
    try:
        until = end_of(query.within, at.as_of)
    except ValueError as error:
        raise invalid([Fault(("within",), str(error))], "query") from None
    if until < at.as_of:
        raise invalid([Fault(("within",), f"that is before {at.as_of}, from which on deadlines are asked for")], "query")
    return until


async def _known_to_subscribe(office: Office, request: Request) -> None:
    """Who may read. Without a token the problem asks for a password, or calendar programs would not send the one they have."""
    try:
        await office.known(_with_bearer(request))
    except NotAuthenticated as fault:
        challenge = 'Basic realm="concordat", Bearer realm="concordat"'
        raise Problem("unauthenticated", str(fault), headers={"WWW-Authenticate": challenge}) from None


def _with_bearer(request: Request) -> Request:
    """The request with its token where all others carry it: calendar programs know no way to send one but as a password."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request
    try:
        token = base64.b64decode(given, validate=True).partition(b":")[2]
    except binascii.Error:
        raise NotAuthenticated("Send the token as the password of HTTP Basic, or as `Authorization: Bearer …`.") from None
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"authorization"]
    return Request({**request.scope, "headers": [*headers, (b"authorization", b"Bearer " + token)]})
