"""Dispatch: leads a posted command to its route by one look-up.

There is a route for each of some forty commands, and a router tries one pattern after another: that took a tenth of a request.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, request_response
from starlette.types import ASGIApp, Receive, Scope, Send


class Dispatch(BaseRoute):
    """Stands before the routers. What it does not know, or not by this method, is left to them."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        """`routes`: those to take over, as far as they have a fixed path. Their endpoints take the request and nothing else."""
        self._known: dict[tuple[str, str], tuple[APIRoute, ASGIApp]] = {
            (method, route.path): (route, request_response(route.endpoint))
            for route in routes
            if isinstance(route, APIRoute) and "{" not in route.path
            for method in route.methods or ()
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """See starlette."""
        found = self._known.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if found is None:
            return Match.NONE, {}
        route, app = found
        return Match.FULL, {"endpoint": route.endpoint, "route": route, "path_params": {}, "dispatched": app}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See starlette."""
        await scope["dispatched"](scope, receive, send)
