"""Site: how pages are written, and the headers under which they are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.responses import Response

from api.pages.assets import Assets
from api.pages.saying import FILTERS

# Nothing comes from elsewhere, nothing stands in the page itself, and no other page may frame it. Drawings may be blobs to save.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    # Not `no-referrer`, with which browsers hide even from us which page a form came from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Site:
    """The templates with what all of them use."""

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self._templates = Environment(
            loader=ChoiceLoader(
                [
                    PackageLoader("api.pages"),
                    PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
                ]
            ),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update(FILTERS)
        self._templates.globals["asset"] = assets.address

    def write(self, template: str, context: Mapping[str, Any]) -> str:
        """A page as HTML."""
        return self._templates.get_template(template).render(context)

    def block(self, template: str, name: str) -> Callable[..., str]:
        """A macro of a template."""
        macro: Callable[..., str] = getattr(self._templates.get_template(template).module, name)
        return macro


def page(html: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page as it is sent."""
    return Response(html, status, {**HEADERS, **(headers or {})}, "text/html; charset=utf-8")
