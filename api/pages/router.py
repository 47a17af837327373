"""The pages: their addresses."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.pages.entrance import add_entrance
from api.pages.glance import glance
from api.pages.objects import add_objects
from api.pages.outlook import add_outlook
from api.pages.pack import add_pack
from api.pages.pictures import add_pictures
from api.pages.posting import add_posting
from api.pages.supposing import add_supposing
from api.pages.trail import add_trail
from api.pages.visits import Reception
from api.problems import Problem


def page_router(reception: Reception) -> APIRouter:
    """Every page, and what pages are made of."""
    router = APIRouter(include_in_schema=False)
    assets = reception.site.assets

    async def asset(version: str, name: str, request: Request) -> Response:
        found = assets.response(version, name)
        return found or await reception.problem(request, Problem("not-found", "There is no such file."), None)

    router.add_api_route("/assets/{version}/{name:path}", asset)
    for path in ("/", "/matrix"):
        router.add_api_route(path, reception.route(glance))
    for add in (add_entrance, add_objects, add_outlook, add_pack, add_pictures, add_posting, add_supposing, add_trail):
        add(router, reception)
    return router
