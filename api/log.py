"""The transparency log as static resources: checkpoint, tiles and bundles of records, for other people's tools.

Paths and bytes are those of C2SP tlog-tiles. What has been published under an address never changes.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.office import Office
from api.problems import Problem
from application.proof.tiles import WIDTH, read_number_path

TEXT = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"
FOREVER = "max-age=31536000, immutable"
LEVEL = re.compile(r"[0-9]|[1-5][0-9]|6[0-3]")
PARTIAL = re.compile(r"[1-9][0-9]{0,2}")


Route = Callable[..., Awaitable[Response]]


class Stage(BaseModel):
    """Which checkpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stage: Literal["published", "sealed"] = "published"


class Nothing(BaseModel):
    """No parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def log_router(office: Office) -> APIRouter:
    """`/v1/log/checkpoint`, `/v1/log/tile/<L>/<N>[.p/<W>]` and `/v1/log/tile/entries/<N>[.p/<W>]`."""
    router = APIRouter(prefix="/v1/log", tags=["log"])
    for path, route, name, summary in (
        ("/checkpoint", _checkpoint(office), "checkpoint", "The signed checkpoint that meets the quorum, or the newest sealed."),
        ("/tile/entries/{path:path}", _entries(office), "entries", "A bundle of records, as C2SP tlog-tiles has it."),
        ("/tile/{path:path}", _tile(office), "tile", "A tile of hashes, as C2SP tlog-tiles has it."),
    ):
        router.add_api_route(path, route, operation_id=name, summary=summary, response_class=Response)
    return router


def _checkpoint(office: Office) -> Route:
    async def checkpoint(request: Request, query: Annotated[Stage, Query()]) -> Response:
        def read() -> str:
            log = office.log
            return log.checkpoint(log.newest() if query.stage == "sealed" else log.published())

        note = (await office.readers.run(read)).encode()
        headers = {"ETag": f'"{sha256(note).hexdigest()[:32]}"', "Cache-Control": "no-cache"}
        if knows(request, headers["ETag"]):
            return Response(None, 304, headers)
        return Response(note, 200, headers, TEXT)

    return checkpoint


def _tile(office: Office) -> Route:
    async def tile(path: str, _: Annotated[Nothing, Query()]) -> Response:
        level, _slash, rest = path.partition("/")
        place = read_place(rest) if LEVEL.fullmatch(level) else None
        hashes = await office.readers.run(office.log.tile, int(level), *place) if place else None
        if hashes is None:
            raise Problem("not-found", f"No such tile is sealed: {path[:100]}")
        return Response(hashes, 200, {"Cache-Control": f"public, {FOREVER}"}, BINARY)

    return tile


def _entries(office: Office) -> Route:
    async def entries(path: str, request: Request, _: Annotated[Nothing, Query()]) -> Response:
        place = read_place(path)
        first = place[0] * WIDTH + 1 if place else 0
        is_public = await office.may_read_records(request, first, first + (place[1] if place else 0) - 1)
        bundle = await office.readers.run(office.log.entries, *place) if place else None
        if bundle is None:
            raise Problem("not-found", f"No such bundle is sealed: {path[:100]}")
        headers = {"Cache-Control": f"{'public' if is_public else 'private'}, {FOREVER}", "Vary": "Accept-Encoding"}
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            bundle = await office.readers.run(gzip.compress, bundle, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return Response(bundle, 200, headers, BINARY)

    return entries


def read_place(path: str) -> tuple[int, int] | None:
    """The number and the width at an address, None when it is not the one way to write it."""
    numbers, partial, width = path.partition(".p/")
    number = read_number_path(numbers) if len(numbers) <= 40 else None
    if number is None or number >= 2**55:  # beyond any tree of fewer than 2^63 leaves
        return None
    if not partial:
        return number, WIDTH
    return (number, int(width)) if PARTIAL.fullmatch(width) and int(width) < WIDTH else None


def knows(request: Request, etag: str) -> bool:
    """Whether whoever asks has it already. Source: RFC 9110, section 13.1.2."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in given.split(","))


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether gzip is asked for by its name and not refused."""
    for part in accept_encoding.split(","):
        coding, *parameters = (each.strip().lower() for each in part.split(";"))
        if coding == "gzip":
            return not any(re.fullmatch(r"q\s*=\s*0(\.0{0,3})?", each) for each in parameters)
    return False
