"""Commands: one route for each, read from the registry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import require_media_type, whole_body
from api.metrics import Metrics
from api.office import Office
from api.problems import FAULTS, Problem, problem_of
from api.receipts import receipt_response
from api.wishes import Wishes
from application.ledger import Receipt
from application.posted import Posted
from application.submission import UnknownCommand, parse, read_body
from domain.registry import BY_COMMAND

Post = Callable[[Request], Awaitable[Response]]


def command_router(office: Office, metrics: Metrics) -> APIRouter:
    """`POST /v1/commands/{name}` for every command of the registry."""
    router = APIRouter(prefix="/v1/commands", tags=["commands"])
    for name, kind in BY_COMMAND.items():
        router.add_api_route(
            f"/{name}",
            _post(office, metrics, name),
            methods=["POST"],
            name=name,
            summary=kind.summary,
            description=f"{kind.summary} Records `{kind.type}`. Posted by {kind.who.words}.",
            operation_id=name,
            response_class=Response,
            status_code=201,
        )
    router.add_api_route("/{name}", _unknown(office), methods=["POST"], include_in_schema=False)
    return router


def _post(office: Office, metrics: Metrics, command: str) -> Post:
    async def post(request: Request) -> Response:
        with metrics.command(command) as count:
            try:
                outcome, wishes = await _take(office, command, request)
            except FAULTS as fault:
                count(problem_of(fault).name)
                raise
            if not isinstance(outcome, Receipt):
                count(outcome.name)
                raise outcome
            count("rehearsed" if wishes.dry_run else "replayed" if outcome.replayed else "recorded")
            return receipt_response(outcome, wishes)

    return post


async def _take(office: Office, command: str, request: Request) -> tuple[Receipt | Problem, Wishes]:
    actor = await office.actor(request)
    require_media_type(request, "application/json")
    wishes = Wishes.of(request)
    body = read_body(command, parse(await whole_body(request)))
    correlation_id = request.state.correlation_id
    posted = Posted.of(command, body, actor, wishes.key, if_match=wishes.if_match, correlation_id=correlation_id)
    if wishes.dry_run:
        outcome = await office.deciders.run(office.ledger.rehearse, posted)
    else:
        outcome = await office.desk.take(posted)
    return (outcome if isinstance(outcome, Receipt) else problem_of(outcome)), wishes


def _unknown(office: Office) -> Post:
    async def unknown(request: Request) -> Response:
        await office.actor(request)
        raise UnknownCommand(f"There is no command {request.path_params['name']!r}. /openapi.json lists them.")

    return unknown
