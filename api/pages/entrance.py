"""The entrance: signing in and out. Whoever fails is told that it failed, never why; the log says why."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.pages.origins import back_to, only, read_form
from api.pages.site import page
from api.pages.visits import Reception
from api.problems import Problem, problem_of
from application.identity import ROLES, NotAuthenticated
from application.ports import Unavailable
from application.signing_in import SignIn, SignInFailed

KEPT_SECONDS = 600
"""How long a sign-in at the issuer may take."""
FAILED = "You are not signed in. Try again; if it keeps failing, ask whoever gives out accounts."
log = structlog.get_logger("concordat.sign-in")


def add_entrance(router: APIRouter, reception: Reception) -> None:
    """Add `/sign-in`, what it leads through, and `/sign-out`."""
    entrance = Entrance(reception)
    router.add_api_route("/sign-in", entrance.show)
    router.add_api_route("/sign-in", entrance.develop, methods=["POST"])
    router.add_api_route("/sign-in/begin", entrance.begin)
    router.add_api_route("/sign-in/done", entrance.done)
    router.add_api_route("/sign-out", entrance.leave, methods=["POST"])


class Entrance:
    """The routes of signing in and out."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._cookie = f"{reception.sessions.cookie}-sign-in"

    async def show(self, request: Request) -> Response:
        """The page that leads to the issuer, or asks for a role under the development issuer."""
        return await self._page(request, request.query_params.get("back", "/"))

    async def develop(self, request: Request) -> Response:
        """Sign in as whoever one says one is: on a development server alone."""
        try:
            form = await read_form(request)
        except Problem as problem:
            return await self._reception.problem(request, problem, None)
        back = back_to(only(form, "back"))
        new_token = self._reception.door.development
        role, borough = only(form, "role"), only(form, "borough")
        if new_token is None or role not in ROLES:
            return await self._page(request, back, 400, "Choose whom to sign in as.")
        kept = borough if role in ("officer", "integrator") and borough else None
        if role == "officer" and kept is None:
            return await self._page(request, back, 400, "Choose the borough whose officer it is.", role)
        return await self._opened(request, new_token([role], kept, f"{role}-{kept or 'all'}"), back)

    async def begin(self, request: Request) -> Response:
        """Send the browser to the issuer."""
        sign_in = self._reception.door.sign_in
        if sign_in is None:
            return await self._reception.problem(request, Problem("not-found", "Nobody signs in this way here."), None)
        try:
            begun = await sign_in.begin()
        except Unavailable as fault:
            return await self._reception.problem(request, problem_of(fault), None)
        response = RedirectResponse(begun.address, 303)
        kept = f"{begun.kept}|{back_to(request.query_params.get('back', '/'))}"
        response.set_cookie(
            self._cookie, kept, max_age=KEPT_SECONDS, path="/", secure=self._reception.door.secure, httponly=True, samesite="lax"
        )
        return response

    async def done(self, request: Request) -> Response:
        """Where the issuer sends the browser back to."""
        sign_in = self._reception.door.sign_in
        kept, _, back = request.cookies.get(self._cookie, "").partition("|")
        query = request.query_params
        try:
            token = await self._token(sign_in, kept, query.get("state", ""), query.get("code", ""))
        except SignInFailed as fault:
            log.warning("sign-in failed", reason=str(fault), said=query.get("error", "")[:100])
            return self._forgotten(await self._page(request, back, 401, FAILED))
        except Unavailable as fault:
            return await self._reception.problem(request, problem_of(fault), None)
        return self._forgotten(await self._opened(request, token, back_to(back)))

    async def leave(self, request: Request) -> Response:
        """Sign out."""
        session = None
        response = RedirectResponse("/" if self._reception.door.open_to_readers else "/sign-in", 303)
        try:
            session = await self._reception.sessions.of(request)
            form = await read_form(request)
            if session is None or session.owns(only(form, "form_token")):
                await self._reception.sessions.end(response, session)
        except (Problem, Unavailable) as fault:
            return await self._reception.problem(request, problem_of(fault), session)
        return response

    @staticmethod
    async def _token(sign_in: SignIn | None, kept: str, state: str, code: str) -> str:
        if sign_in is None or not (kept and state and code):
            raise SignInFailed("the browser came back without what it went with")
        return await sign_in.finish(kept, state, code)

    async def _opened(self, request: Request, token: str, back: str) -> Response:
        sessions = self._reception.sessions
        try:
            session = await sessions.opened(token)
        except NotAuthenticated as fault:
            log.warning("sign-in failed", reason=str(fault))
            return await self._page(request, back, 401, FAILED)
        response = RedirectResponse(back, 303)
        sessions.begin(response, session)
        log.info("signed in", subject=session.actor.subject)
        return response

    def _forgotten(self, response: Response) -> Response:
        response.delete_cookie(self._cookie, path="/", secure=self._reception.door.secure, httponly=True, samesite="lax")
        return response

    async def _page(self, request: Request, back: str, status: int = 200, error: str = "", role: str = "") -> Response:
        session = await self._reception.sessions.of(request)
        boroughs = await self._boroughs() if self._reception.door.development else []
        context = {
            **self._reception.frame(request, session),
            "back": back_to(back),
            "error": error,
            "role": role,
            "boroughs": boroughs,
        }
        html = await self._reception.office.readers.run(self._reception.site.write, "sign_in.html", context)
        return page(html, status)

    async def _boroughs(self) -> list[dict[str, Any]]:
        reads = self._reception.office.reads
        return await self._reception.office.readers.run(lambda: reads.listing("boroughs", reads.moment()))
