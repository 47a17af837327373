"""Proofs over HTTP: that a record is in the log, that the log only grew, and every seal there was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.batch import NDJSON
from api.log import TEXT, Route
from api.office import Office
from api.problems import Problem, invalid
from api.queries import Limit, Position
from api.trail import POSITION
from application.sealing import NoSuchTree
from application.transparency import Inclusion
from domain.decision import Fault

T = TypeVar("T")


class AskedProof(BaseModel):
    """How a proof is to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    size: Position | None = Field(None, description="A size that was sealed; the published checkpoint's if left out.")
    format: Literal["json", "tlog-proof"] | None = Field(None, description="`tlog-proof`: one file, as `Accept: text/plain`.")
    with_record: bool = Field(False, description="With the record itself, so that the one file is enough.")


class AskedConsistency(BaseModel):
    """Two sizes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    from_: Position = Field(alias="from", description="A size from 1 on.")
    to: Position = Field(description="The same or a larger size, which is sealed.")


class AskedSeals(BaseModel):
    """A page of seals."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    after: Position | None = Field(None, description="Seals of more than so many records; all of them if left out.")
    limit: Limit = 1_000


def proof_router(office: Office) -> APIRouter:
    """`/v1/log/proof/{position}`, `/v1/log/consistency` and `/v1/log/seals`."""
    router = APIRouter(prefix="/v1/log", tags=["log"])
    for path, route, name, summary in (
        ("/proof/{position}", _proof(office), "proof", "That a record is in the log, as JSON or as one file to check without us."),
        ("/consistency", _consistency(office), "consistency", "That the log of one size begins with that of another."),
        ("/seals", _seals(office), "seals", "Every seal with its note, its time and its cosignatures, a line each."),
    ):
        router.add_api_route(path, route, operation_id=name, summary=summary, response_class=Response)
    return router


def _proof(office: Office) -> Route:
    async def proof(position: str, request: Request, query: Annotated[AskedProof, Query()]) -> Response:
        if query.with_record:
            wanted = int(position) if POSITION.fullmatch(position) else 0
            await office.may_read_records(request, wanted, wanted)
        if not POSITION.fullmatch(position):
            raise Problem("not-found", f"No decision stands at position {position[:40]}.")

        def prove() -> Inclusion:
            return office.log.inclusion(int(position), query.size, with_record=query.with_record)

        found = await _asked(office, prove)
        if wants_text(request.headers.get("accept", "")) if query.format is None else query.format == "tlog-proof":
            headers = {"Vary": "Accept", "Content-Disposition": f'attachment; filename="{position}.tlog-proof"'}
            return Response(found.file(), 200, headers, TEXT)
        return Response(orjson.dumps(found.document()), 200, {"Vary": "Accept"}, "application/json")

    return proof


def _consistency(office: Office) -> Route:
    async def consistency(query: Annotated[AskedConsistency, Query()]) -> Response:
        found = await _asked(office, lambda: office.log.consistency(query.from_, query.to))
        return Response(orjson.dumps(found.document()), 200, media_type="application/json")

    return consistency


def _seals(office: Office) -> Route:
    async def seals(query: Annotated[AskedSeals, Query()]) -> Response:
        lines = await office.readers.run(office.log.lines, -1 if query.after is None else query.after, query.limit)
        more = f'</v1/log/seals?after={lines[-1]["size"]}&limit={query.limit}>; rel="next"' if len(lines) == query.limit else None
        return Response(b"".join(orjson.dumps(line) + b"\n" for line in lines), 200, {"Link": more} if more else None, NDJSON)

    return seals


async def _asked(office: Office, question: Callable[[], T]) -> T:
    """Put a question to the log. Raises a problem for what is of no sealed tree."""
    try:
        return await office.readers.run(question)
    except NoSuchTree as fault:
        raise invalid([Fault((fault.field,), str(fault))], "query") from fault


def wants_text(accept: str) -> bool:
    """Whether plain text is named before JSON is, in that order of writing."""
    types = [part.split(";")[0].strip().lower() for part in accept.split(",")]
    first = next((each for each in types if each in ("text/plain", "application/json")), "")
    return first == "text/plain"
