"""The feed: every decision once and in its order, from any position on, as Server-Sent Events for as long as the reader stays."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.answers import ask
from api.feed_sending import Feed, FeedResponse
from api.metrics import Metrics
from api.office import Office
from api.problems import Problem, invalid
from api.queries import FeedFrom
from domain.decision import Fault

LAST_EVENT_ID = "Last-Event-ID"
POSITION = re.compile(r"[0-9]{1,15}", re.ASCII)
LATER_SECONDS = "5"  # when to try again for a feed


def feed_router(office: Office, metrics: Metrics) -> APIRouter:
    """`/v1/feed`."""
    router = APIRouter(prefix="/v1/feed", tags=["reads"], dependencies=[Depends(office.known)])
    open_feeds: set[Feed] = set()

    async def feed(request: Request, query: Annotated[FeedFrom, Query()]) -> Response:
        resumed = last_event_id(request)
        after = (query.after or 0) if resumed is None else resumed
        until, at, _ = await ask(office, query, lambda at: None if query.known_at is None else at.position)
        if after > at.head:
            message = f"the newest decision of this ledger is {at.head}: what comes after {after} was never told by it"
            name, where = ("after", "query") if resumed is None else (LAST_EVENT_ID, "header")
            raise invalid([Fault((name,), message)], where)
        if until is not None and after >= until:
            return Response(status_code=204)  # which tells a browser that it need not come again
        if len(open_feeds) >= office.feeds:
            message = f"{len(open_feeds)} feeds are open, and this server keeps no more. Read GET /v1/decisions, or try again."
            raise Problem("unavailable", message, headers={"Retry-After": LATER_SECONDS})
        return FeedResponse(Feed(office, request, query.criteria(), after, until), open_feeds, metrics, office.closing)

    router.add_api_route("", feed, operation_id="feed", summary="Every decision once and in its order, as it is recorded.")
    return router


def last_event_id(request: Request) -> int | None:
    """The last position that the reader was told of, or None. Raises the problem `invalid`."""
    given = request.headers.getlist(LAST_EVENT_ID)
    if not any(given):
        return None
    if len(given) > 1 or POSITION.fullmatch(given[0]) is None:
        raise invalid([Fault((LAST_EVENT_ID,), "write the `id` of the last event that came: a position, such as 17")], "header")
    return int(given[0])
