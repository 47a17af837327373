"""Access: what every request passes on its way in and out: its correlation id, its line in the log, its count, its faults."""

from __future__ import annotations

import re
import time
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from api.metrics import Metrics
from api.problems import Problem, invalid
from domain.decision import Fault

CORRELATION = "X-Correlation-ID"
CORRELATION_ID = re.compile(r"[!-~]{1,64}")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # what a reader may see depends on the token, and what is true on the day
}
log = structlog.get_logger("concordat.access")


class Access:
    """An ASGI middleware. It answers itself where a route ends in a fault that nobody foresaw; the caller sees no internals."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        given = Headers(scope=scope).get(CORRELATION)
        is_given = given is not None and CORRELATION_ID.fullmatch(given) is not None
        correlation_id = given if is_given and given is not None else str(uuid7())
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        answered = _Answered(send, correlation_id)
        try:
            if given is not None and not is_given:
                problem = invalid([Fault((CORRELATION,), "write 1 to 64 visible ASCII characters")], "header")
                await problem.response(scope["path"])(scope, receive, answered)
            else:
                await self._app(scope, receive, answered)
        except Exception:  # the last resort: whatever it was, it is logged, and the caller gets an answer
            log.exception("fault", correlation_id=correlation_id, path=scope["path"])
            if answered.status == 0:
                problem = Problem("internal", "The server met a fault of its own. It is in its log under this correlation id.")
                await problem.response(scope["path"])(scope, receive, answered)
        finally:
            self._tell(scope, answered.status, correlation_id, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, correlation_id: str, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self._metrics.request(method, route, status, seconds)
        log.info(
            "answered",
            method=method,
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 2),
            correlation_id=correlation_id,
        )


class _Answered:
    """Passes an answer on with the headers that every answer carries, and notes its status (0: none yet)."""

    def __init__(self, send: Send, correlation_id: str) -> None:
        self._send = send
        self._correlation_id = correlation_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: Any = MutableHeaders(scope=message)
            headers[CORRELATION] = self._correlation_id
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)
