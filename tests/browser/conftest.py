"""One server with the real history and one Chromium in each test process; each test has a page of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.http.conftest import new_folder
from tests.http.server import Server, serving

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"
MISSING = "No Chromium on the PATH: the pages cannot be tested. On Debian: apt-get install chromium, or run make test as root."
# Chromium asks its makers for news as soon as it starts, and as root it has no sandbox of its own.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def history() -> Iterator[Server]:
    """A server that holds the history of the three boroughs, as `make run` serves it."""
    with new_folder() as folder, serving(folder, "--load", str(HISTORY)) as running:
        yield running


@pytest.fixture(scope="module")  # while it runs, its driver holds an event loop, and other tests need their own
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, MISSING
    with tempfile.TemporaryDirectory(prefix="concordat-browser-") as home, sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {"HOME": home, "PATH": "/usr/bin:/bin"}
        with playwright.chromium.launch(executable_path=chromium, args=list(QUIET), env=environment) as running:
            yield running


@pytest.fixture
def new_page(browser: Browser, history: Server) -> Iterator[NewPage]:
    """Opens pages, each in a context of its own: `new_page(width=360, javascript=False)`. No page may ask another host."""
    opened: list[BrowserContext] = []

    def new(width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=history.url, viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="en-GB"
        )
        opened.append(context)
        page = context.new_page()
        foreign: list[str] = []
        page.on("request", lambda request: foreign.append(request.url) if not _is_ours(request.url, history.url) else None)
        strangers[context] = foreign
        return page

    strangers: dict[BrowserContext, list[str]] = {}
    yield new
    asked = [url for foreign in strangers.values() for url in foreign]
    for context in opened:
        context.close()
    assert asked == [], "a page asked another host"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page 1280 pixels wide, with JavaScript."""
    return new_page()


def _is_ours(url: str, base: str) -> bool:
    return url.startswith((base, "data:", "blob:", "about:"))
