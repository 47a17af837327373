"""The documentation page and the OpenAPI document. Nothing on them comes from elsewhere."""

from __future__ import annotations

from functools import cached_property
from importlib import resources
from pathlib import Path

import orjson
from fastapi import APIRouter, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.openapi import openapi_document

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Concordat: HTTP API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/swagger-ui/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/static/swagger-ui/swagger-ui-bundle.js"></script>
<script src="/static/docs.js"></script>
</body>
</html>
"""
# Swagger UI sets styles of its own; scripts and requests stay with this server.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)


class Written:
    """The OpenAPI document of an application, written once, when it is first asked for."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    @cached_property
    def document(self) -> bytes:
        return orjson.dumps(openapi_document(self._app))


def add_docs(app: FastAPI) -> None:
    """Add `/openapi.json`, `/docs` and what the page is made of."""
    router = APIRouter(include_in_schema=False)
    written = Written(app)

    async def openapi() -> Response:
        return Response(written.document, media_type="application/json")

    async def docs() -> Response:
        return Response(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})

    router.add_api_route("/openapi.json", openapi)
    router.add_api_route("/docs", docs)
    app.include_router(router)
    with resources.as_file(resources.files("api") / "static") as folder:
        app.mount("/static", StaticFiles(directory=Path(folder)), name="static")
