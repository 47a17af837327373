"""Health: whether the process lives, whether it can serve, and what it measured."""

from __future__ import annotations

import orjson
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from api.metrics import Metrics
from api.office import Office
from application.witnessed import quorum_wait


def health_router(office: Office, metrics: Metrics) -> APIRouter:
    """`/livez`, `/readyz`, `/metrics`: for machines beside the server, so without a token."""
    router = APIRouter(tags=["health"])

    async def livez() -> Response:
        return _json({"status": "alive"})

    async def readyz() -> Response:
        await office.readers.run(office.require_ready)
        return _json({"status": "ready"})

    async def exposition() -> Response:
        await office.readers.run(_look, office, metrics)
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)

    router.add_api_route("/livez", livez, operation_id="livez", summary="The process lives.")
    router.add_api_route("/readyz", readyz, operation_id="readyz", summary="The database answers and fits this version.")
    router.add_api_route("/metrics", exposition, operation_id="metrics", summary="Measurements, as Prometheus reads them.")
    return router


def _look(office: Office, metrics: Metrics) -> None:
    sealed = office.log.sealed
    seal, since = sealed.newest(), sealed.waiting_since()
    metrics.ledger(
        head=office.ledger.store.head(),
        sealed=seal.size if seal else 0,
        waiting_seconds=max(0.0, (office.clock() - since).total_seconds()) if since else 0.0,
        sealing_stopped=office.sealing_fault() is not None,
    )
    head, kept = office.ledger.store.head(), office.kept()
    metrics.kept(position=kept.position or 0, lag=max(0, head - (kept.position or 0)), left=sum(kept.building.values()))
    published = office.log.cosignatures.published()
    metrics.witnesses(
        published=published.size if published else 0,
        quorum_wait=quorum_wait(sealed, published, office.clock()),
        standings=office.standings(),
    )


def _json(document: dict[str, str]) -> Response:
    return Response(orjson.dumps(document), media_type="application/json")
