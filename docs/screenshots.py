"""Draws the pictures of the pages in README anew, from the real history: `.venv/bin/python docs/screenshots.py`."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))  # started as a file, it finds the tests' server no other way

from tests.browser.conftest import HISTORY, MISSING, QUIET  # noqa: E402  # after the path is set
from tests.http.conftest import new_folder  # noqa: E402  # the same
from tests.http.server import serving  # noqa: E402  # the same

PICTURES = {
    "page-programme.png": ("/?as_of=2015-04-01&compare=2014-07-01", 1000),
    "page-migration.png": ("/migrations/desktop?as_of=2014-07-01", 1000),
    "page-pictures.png": ("/pictures?as_of=2015-04-01", 1150),
}
"""By file, the page and how much of it is shown, in pixels from its top."""


def main() -> None:
    chromium = shutil.which("chromium")
    assert chromium, MISSING
    with ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        server = stack.enter_context(serving(folder, "--load", str(HISTORY)))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(playwright.chromium.launch(executable_path=chromium, args=list(QUIET)))
        for name, (address, height) in PICTURES.items():
            page = browser.new_page(base_url=server.url, viewport={"width": 1280, "height": height}, locale="en-GB")
            page.goto(address)
            page.screenshot(path=HERE / name)
            print(name)  # noqa: T201  # it is a program


if __name__ == "__main__":
    main()
