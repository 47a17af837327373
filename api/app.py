"""The application: routes, problems and what every request passes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.access import Access
from api.batch import batch_router
from api.commands import command_router
from api.dispatch import Dispatch
from api.docs import add_docs
from api.export import export_router
from api.feed import feed_router
from api.health import health_router
from api.log import log_router
from api.log_proofs import proof_router
from api.metrics import Metrics
from api.objects import object_router
from api.office import Office
from api.outlook import outlook_router
from api.pages.assets import Assets
from api.pages.door import Door
from api.pages.router import page_router
from api.pages.site import Site
from api.pages.visits import Reception
from api.problems import FAULTS, Problem, invalid, problem_of
from api.questions import question_router
from api.trail import trail_router
from domain.decision import Fault

TITLE = "Concordat"


def create_app(office: Office, door: Door | None = None) -> FastAPI:
    """The HTTP API and the pages on an office. When it shuts down, it finishes what the office accepted.

    `door`: how people come in to the pages; nobody can, unless it says so.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        office.close()

    metrics = Metrics()
    app = FastAPI(title=TITLE, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    commands = command_router(office, metrics)
    app.router.routes.append(Dispatch(commands.routes))
    routers = (batch_router(office, metrics), commands, trail_router(office), object_router(office))
    for router in (*routers, question_router(office), outlook_router(office), health_router(office, metrics)):
        app.include_router(router)
    for router in (feed_router(office, metrics), export_router(office), log_router(office), proof_router(office)):
        app.include_router(router)
    reception = Reception(office, door or Door(), Site(Assets()))
    app.include_router(page_router(reception))
    add_docs(app)
    app.add_middleware(Access, metrics=metrics)
    for fault in FAULTS:
        app.add_exception_handler(fault, _problem)
    app.add_exception_handler(HTTPException, _not_routed(reception))
    app.add_exception_handler(RequestValidationError, _not_valid)
    return app


async def _problem(request: Request, fault: Exception) -> Response:
    return problem_of(fault).response(request.url.path)


def _not_routed(reception: Reception) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What is said at an address where nothing is: to a browser, as a page."""

    async def not_routed(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)
        if fault.status_code == 405:
            allowed = dict(fault.headers or {})
            return Problem("method-not-allowed", f"{request.method} cannot be done here.", headers=allowed).response(
                request.url.path
            )
        problem = Problem("not-found", "No page or object has this address.")
        is_for_people = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
        return await reception.problem(request, problem, None) if is_for_people else problem.response(request.url.path)

    return not_routed


async def _not_valid(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    where = str(fault.errors()[0]["loc"][0])
    faults = [Fault(tuple(each["loc"][1:]), _sentence(each["type"], each["msg"])) for each in fault.errors()]
    return invalid(faults, where).response(request.url.path)


def _sentence(type_: str, message: str) -> str:
    return "there is no such parameter here" if type_ == "extra_forbidden" else message.removeprefix("Value error, ")
