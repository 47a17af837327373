"""Printing: a page as PDF, where a print engine is installed (the extra `print`), with the Pango that it stands on."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from api.pages.site import Site

STYLE = "print.css"


class Printer:
    """WeasyPrint, given our own style for paper and nothing else: it may fetch nothing, from nowhere."""

    def __init__(self, engine: Any, site: Site) -> None:
        self._engine = engine
        self._site = site

    @classmethod
    def installed(cls, site: Site) -> Printer | None:
        """None where there is no print engine, or it lacks the libraries that it stands on."""
        try:
            return cls(importlib.import_module("weasyprint"), site)
        except (ImportError, OSError):
            return None

    def pdf(self, template: str, context: Mapping[str, Any]) -> bytes:
        """A page on paper: the same words as on the screen, without menus and forms."""
        html = self._site.write(template, context)
        style = self._engine.CSS(string=self._site.assets.text(STYLE))
        written: bytes = self._engine.HTML(string=html, url_fetcher=_fetch_nothing).write_pdf(stylesheets=[style])
        return written


def _fetch_nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"{url} is not fetched: what is printed stands in the page")
