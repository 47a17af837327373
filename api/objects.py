"""Objects: the state of everything that decisions are about, at any moment in the two times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.answers import ask, next_link, page_of, read_response
from api.office import Office
from api.problems import Problem
from api.queries import At, ObjectsPage, PathId, PositionsPage
from application.moment import Moment
from application.reads import VIEWS
from application.views.view import Document

Read = Callable[..., Awaitable[Response]]


def object_router(office: Office) -> APIRouter:
    """Lists and single objects of every kind that is viewed, the programme, the matrix and the irregularities."""
    router = APIRouter(prefix="/v1", tags=["reads"], dependencies=[Depends(office.known)])
    for plural, view in VIEWS.items():
        router.add_api_route(
            f"/{plural}", _listing(office, plural), name=plural, operation_id=plural, summary=f"Every {view.kind}, by id."
        )
        router.add_api_route(
            f"/{plural}/{{id}}",
            _one(office, plural, view.kind),
            name=view.kind,
            operation_id=f"one-{view.kind}",
            summary=f"One {view.kind}.",
        )
    router.add_api_route("/programme", _programme(office), operation_id="programme", summary="The programme.")
    router.add_api_route("/matrix", _matrix(office), operation_id="matrix", summary="Where every borough stands in every area.")
    router.add_api_route(
        "/irregularities",
        _irregularities(office),
        operation_id="irregularities",
        summary="Every decision that was recorded against a rule: what it broke and what it upset.",
    )
    return router


def _listing(office: Office, plural: str) -> Read:
    kind = VIEWS[plural].kind

    async def listing(request: Request, query: Annotated[ObjectsPage, Query()]) -> Response:
        def page(at: Moment) -> list[Document]:
            return office.reads.listing(plural, at, after=query.after or "", most=query.limit + 1)

        found, at, stamped = await ask(office, query, page, kept=True)
        items, cursor = page_of(found, query.limit, lambda each: str(each[kind]))
        headers = next_link(request, cursor, at, dated=True)
        return read_response({"items": items, "next": cursor, **stamped}, at.position, headers)

    return listing


def _one(office: Office, plural: str, kind: str) -> Read:
    async def one(id: PathId, query: Annotated[At, Query()]) -> Response:  # noqa: A002  # the path's own word
        found, at, stamped = await ask(office, query, lambda at: office.reads.one(plural, id, at))
        if found is None:
            raise Problem("not-found", f"No {kind} {id!r} was registered by {at.as_of}, as far as was known.")
        return read_response({**found, **stamped}, at.position)

    return one


def _programme(office: Office) -> Read:
    async def programme(query: Annotated[At, Query()]) -> Response:
        found, at, stamped = await ask(office, query, office.reads.programme)
        if found is None:
            raise Problem("not-found", f"The programme had not started by {at.as_of}, as far as was known.")
        return read_response({**found, **stamped}, at.position)

    return programme


def _matrix(office: Office) -> Read:
    async def matrix(query: Annotated[At, Query()]) -> Response:
        items, at, stamped = await ask(office, query, office.reads.matrix, kept=True)
        return read_response({"items": items, "next": None, **stamped}, at.position)

    return matrix


def _irregularities(office: Office) -> Read:
    async def irregularities(request: Request, query: Annotated[PositionsPage, Query()]) -> Response:
        found, at, stamped = await ask(office, query, office.reads.irregularities)
        rest: list[Any] = [each for each in found if each["position"] > (query.after or 0)]
        items, cursor = page_of(rest, query.limit, lambda each: int(each["position"]))
        headers = next_link(request, cursor, at, dated=True)
        return read_response({"items": items, "next": cursor, **stamped}, at.position, headers)

    return irregularities
