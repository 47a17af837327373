"""A witness over HTTP, as C2SP tlog-witness has it: it is asked to cosign, and shows what it cosigned last."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from hashlib import sha256

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from application.proof.add_checkpoint import MAX_BYTES
from application.witnessing import Answer, Verdict, Witness, WitnessUnavailable

STATUS = {
    Verdict.COSIGNED: 200,
    Verdict.MALFORMED: 400,
    Verdict.UNKNOWN_LOG: 404,
    Verdict.NOT_SIGNED: 403,
    Verdict.CONFLICT: 409,
    Verdict.CONTRADICTED: 422,
}
SIZE = "text/x.tlog.size"
NO_STORE = {"Cache-Control": "no-store"}
log = structlog.get_logger("concordat.witness")
Handler = Callable[[Request], Awaitable[Response]]


def create_witness_app(witness: Witness, prefix: str = "") -> Starlette:
    """`POST <prefix>/add-checkpoint` and `GET <prefix>/<hex SHA-256 of the origin>/checkpoint`; `/livez` and `/metrics` beside."""
    asked = Asked(witness)
    return Starlette(
        routes=[
            Route(f"{prefix}/add-checkpoint", asked.add_checkpoint, methods=["POST"]),
            Route(f"{prefix}/{{digest}}/checkpoint", asked.checkpoint),
            Route("/livez", _livez),
            Route("/metrics", asked.metrics),
        ],
        exception_handlers={WitnessUnavailable: _unavailable},
    )


class Asked:
    """What is asked of the witness, answered and counted."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._origins = {sha256(origin.encode()).hexdigest(): origin for origin in witness.origins}
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "concordat_witness_answers", "Requests by what became of them.", ["verdict"], registry=self._registry
        )
        self._size = Gauge("concordat_witness_size", "The newest size cosigned of a log.", ["origin"], registry=self._registry)
        self._age = Gauge(
            "concordat_witness_age_seconds", "Since when a log has not been cosigned.", ["origin"], registry=self._registry
        )

    async def add_checkpoint(self, request: Request) -> Response:
        """Cosign, or say why not."""
        body = await _body(request)
        answer = Answer(Verdict.MALFORMED, f"a request has at most {MAX_BYTES} bytes")
        if body is not None:
            answer = await run_in_threadpool(self._witness.add_checkpoint, body)
        self._answers.labels(answer.verdict.value).inc()
        (log.info if answer.verdict is Verdict.COSIGNED else log.warning)(answer.verdict.value, said=answer.said.strip()[:200])
        if answer.verdict is Verdict.CONFLICT:
            return Response(answer.said, 409, {**NO_STORE, "Content-Type": SIZE})
        said = answer.said if answer.verdict is Verdict.COSIGNED else f"{answer.said}\n"
        return PlainTextResponse(said, STATUS[answer.verdict], NO_STORE)

    async def checkpoint(self, request: Request) -> Response:
        """The newest checkpoint of a log that was cosigned."""
        origin = self._origins.get(request.path_params["digest"])
        held = await run_in_threadpool(self._witness.held, origin) if origin else None
        if held is None:
            return PlainTextResponse("nothing of such a log was cosigned here\n", 404, NO_STORE)
        return PlainTextResponse(held.note, headers={"Cache-Control": "no-cache"})

    async def metrics(self, _: Request) -> Response:
        """Measurements, as Prometheus reads them."""
        for origin in self._witness.origins:
            held = await run_in_threadpool(self._witness.held, origin)
            if held is not None:
                self._size.labels(origin).set(held.size)
                self._age.labels(origin).set(max(0.0, time.time() - held.cosigned_at))
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


async def _body(request: Request) -> bytes | None:
    """The body; None when it is longer than any request."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


async def _livez(_: Request) -> Response:
    return PlainTextResponse("alive\n")


async def _unavailable(_: Request, fault: Exception) -> Response:
    log.error("not answered", fault=str(fault))
    return PlainTextResponse("the witness cannot store what it would say; ask again\n", 503, {**NO_STORE, "Retry-After": "1"})
