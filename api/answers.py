"""Answers: how what is read is given: with its moment, its ETag, and the way to the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.office import Office
from api.queries import At
from application.moment import Moment
from application.ports import Unavailable
from application.record import moment as written

BRIEFLY_SECONDS = 2.0
T = TypeVar("T")


def stamp(at: Moment, known_at: int | datetime) -> dict[str, Any]:
    """What every answer says of its moment. `position`: the newest decision that it takes into account."""
    known = written(known_at) if isinstance(known_at, datetime) else known_at
    return {"position": at.position, "as_of": at.as_of.isoformat(), "known_at": known}


async def ask(
    office: Office, query: At, question: Callable[[Moment], T], *, kept: bool = False
) -> tuple[T, Moment, dict[str, Any]]:
    """Put a question at the moment that the query names. Raises Unavailable, also when `min_position` is not reached.

    `kept`: see `Reads.moment`.
    """

    def work() -> tuple[T, Moment]:
        if query.min_position is not None and not office.ledger.store.wait(query.min_position, BRIEFLY_SECONDS):
            raise Unavailable(f"The ledger has not come to position {query.min_position} yet.")
        at = office.reads.moment(query.as_of, query.known_at, kept=kept)
        if query.min_position is not None and query.known_at is None and at.position < query.min_position:
            raise Unavailable(f"What is kept has come to position {at.position}, and not to {query.min_position} yet.")
        return question(at), at

    known_at = office.clock() if query.known_at is None else query.known_at
    found, at = await office.readers.run(work)
    return found, at, stamp(at, known_at)


def read_response(document: Mapping[str, Any], position: int, headers: Mapping[str, str] | None = None) -> Response:
    """A document that stands at a position."""
    return Response(orjson.dumps(document), 200, {"ETag": f'"{position}"', **(headers or {})}, "application/json")


def page_of(items: Sequence[T], limit: int, cursor: Callable[[T], str | int]) -> tuple[Sequence[T], str | int | None]:
    """The items of a page and the cursor of the next, of items that were asked for in one more than the limit."""
    if len(items) <= limit:
        return items, None
    return items[:limit], cursor(items[limit - 1])


def next_link(request: Request, cursor: str | int | None, at: Moment, *, dated: bool) -> dict[str, str]:
    """The header that leads to the next page, as of the same moment whatever is recorded meanwhile. Empty without one."""
    if cursor is None:
        return {}
    pinned = {"known_at": at.position, **({"as_of": at.as_of.isoformat()} if dated else {}), "after": cursor}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in pinned and name != "min_position"]
    return {"Link": f'<{request.url.path}?{urlencode([*kept, *pinned.items()])}>; rel="next"'}
