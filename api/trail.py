"""The audit trail: every record, as it stands, found by what a reader knows of it."""

from __future__ import annotations

import re
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.answers import ask, next_link, page_of, read_response
from api.office import Office
from api.problems import Problem
from api.queries import At, TrailPage
from application.ports import Stored

RECORD = "application/vnd.concordat.record+json"
POSITION = re.compile(r"[1-9][0-9]{0,14}")


def trail_router(office: Office) -> APIRouter:
    """`/v1/decisions` and `/v1/decisions/{position}`."""
    router = APIRouter(prefix="/v1/decisions", tags=["reads"], dependencies=[Depends(office.known)])

    async def decisions(request: Request, query: Annotated[TrailPage, Query()]) -> Response:
        descending = query.order == "desc"
        found, at, stamped = await ask(
            office,
            query,
            lambda at: office.reads.trail(
                query.criteria(), after=query.after or 0, limit=query.limit + 1, descending=descending, at=at
            ),
        )
        items, cursor = page_of(found, query.limit, lambda stored: stored.position)
        # Without a date the trail shows every decision, those that count from a later day too.
        stamped["as_of"] = query.as_of.isoformat() if query.as_of else None
        frame = orjson.dumps({"next": cursor, **stamped})
        content = b'{"items":[%s],%s' % (b",".join(map(item, items)), frame[1:])
        headers = {"ETag": f'"{at.position}"', **next_link(request, cursor, at, dated=False)}
        return Response(content, 200, headers, "application/json")

    async def decision(position: str, request: Request, query: Annotated[At, Query()]) -> Response:
        wanted = int(position) if POSITION.fullmatch(position) else 0
        stored, at, stamped = await ask(office, query, lambda at: office.reads.record(wanted) if wanted <= at.position else None)
        if stored is None:
            raise Problem("not-found", f"No decision stands at position {position}; the newest known is {at.position}.")
        etag = {"ETag": f'"{stored.position}"', "Vary": "Accept"}
        if wants_record(request.headers.get("accept", "")):
            return Response(stored.data, 200, etag, RECORD)
        return read_response({**stamped, **orjson.loads(stored.data), "position": stored.position}, stored.position, etag)

    router.add_api_route("", decisions, operation_id="decisions", summary="The audit trail.")
    router.add_api_route("/{position}", decision, operation_id="decision", summary="One record, or its canonical bytes.")
    return router


def item(stored: Stored) -> bytes:
    """A record as the trail lists it: its own bytes, with its position put first."""
    return b'{"position":%d,%s' % (stored.position, stored.data[1:])


def wants_record(accept: str) -> bool:
    """Whether the record's canonical bytes are asked for by their media type."""
    for part in accept.split(","):
        media_type, *parameters = (each.strip().lower() for each in part.split(";"))
        if media_type == RECORD:
            return not any(re.fullmatch(r"q=0(\.0{0,3})?", each) for each in parameters)
    return False
