"""Tracing: a span for every request, sent to a collector by OpenTelemetry where its own settings name one.

The instrumentation that there is for ASGI notes the query of an address, in which a code of signing in may stand; so spans are made
here, by the semantic conventions for HTTP servers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import CORRELATION, METHODS

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
SERVICE = "concordat"


class TracesMissing(Exception):
    """A collector is named, but what speaks to it is not installed."""


@contextmanager
def traced(app: ASGIApp) -> Iterator[ASGIApp]:
    """The application with its traces, the last of which are sent at the end; as it is where no collector is named.

    Raises TracesMissing.
    """
    if not any(os.environ.get(name) for name in ENDPOINTS) or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        yield app
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        message = "The environment names a collector of traces, but the library for it is missing: pip install 'concordat[traces]'."
        raise TracesMissing(message) from None
    name = os.environ.get("OTEL_SERVICE_NAME", SERVICE)
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield _Traced(app, provider.get_tracer(SERVICE))
    finally:
        provider.shutdown()


class _Traced:
    """An ASGI middleware. The caller's trace, if it names one by the header `traceparent`, goes on in ours."""

    def __init__(self, app: ASGIApp, tracer: Any) -> None:
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        self._app = app
        self._tracer = tracer
        self._extract = extract
        self._kind = SpanKind.SERVER

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        known = {"http.request.method": method, "url.path": scope["path"], "url.scheme": scope["scheme"]}
        context = self._extract(dict(Headers(scope=scope)))
        with self._tracer.start_as_current_span(method, context=context, kind=self._kind, attributes=known) as span:
            await self._app(scope, receive, _telling(send, span, scope, method))


def _telling(send: Send, span: Any, scope: Scope, method: str) -> Send:
    """Passes an answer on, and tells the span of it. Which route a request took is known by then."""

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            span.set_attribute("http.response.status_code", message["status"])
            span.set_attribute("concordat.correlation_id", Headers(raw=message["headers"]).get(CORRELATION, ""))
            if (route := getattr(scope.get("route"), "path", None)) is not None:
                span.update_name(f"{method} {route}")
                span.set_attribute("http.route", route)
            if message["status"] >= 500:
                span.set_attribute("error.type", str(message["status"]))
        await send(message)

    return tell
