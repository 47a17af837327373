"""Whatever somebody writes into a field, it is shown as words: it does not run, and it does not break the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import breaches
from tests.http.conftest import new_folder
from tests.http.server import Server, command, serving

MARKUP = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">&lt;b&gt;"
TURNED = "שלום עולם 2014 مرحبا"  # right to left, without the marks that the record refuses
ENDLESS = "W" * 200
PROSE = "M" * 4000
ON = "2014-01-01"


@pytest.fixture(scope="module")
def hostile() -> Iterator[Server]:
    """A programme in which every field that takes words was given such words."""
    with new_folder() as folder, serving(folder) as running:

        def post(name: str, data: dict[str, Any], who: str | None = None, reasons: str = PROSE) -> None:
            body = command(data, ON)
            body["authority"] = {
                "body": MARKUP,
                "minute": ENDLESS,
                "reasons": reasons,
                "alternatives": [MARKUP, TURNED],
                "interests": [ENDLESS],
                "evidence": [{"title": MARKUP, "href": "https://example.org/x"}],
            }
            client = running.client("officer", who) if who else None
            answer = running.post(name, body, client=client)
            assert answer.status_code == 201, answer.text

        post("start-programme", {"title": MARKUP})
        post("define-service-area", {"area": "desktop", "title": ENDLESS, "kind": "environment"})
        post("admit-borough", {"borough": "ash", "title": MARKUP})
        post("admit-borough", {"borough": "birch", "title": TURNED})
        contract = {
            "contract": "c-1",
            "title": MARKUP,
            "supplier": "w" * 60,
            "boroughs": ["ash"],
            "areas": ["desktop"],
            "kind": "revenue",
            "starts_on": ON,
            "ends_on": "2015-12-31",
            "annual_value": "9999999999999.99",
            "notice_days": 90,
            "reference": ENDLESS,
        }
        post("register-contract", contract, "ash")
        migration = {
            "migration": "m-1",
            "title": ENDLESS,
            "area": "desktop",
            "parties": ["ash", "birch"],
            "needs_framework": False,
            "target_on": "2016-01-01",
            "target_annual_saving": "9999999999999.99",
            "quality_floor": 70,
        }
        post("propose-migration", migration)
        post("propose-specification", {"migration": "m-1", "version": 1, "title": MARKUP, "sha256": "0" * 64}, "ash")
        post("record-quality", {"migration": "m-1", "measure": TURNED, "score": 10}, "ash")
        post("record-note", {"note": "n-1", "text": PROSE, "objects": ["contract:c-1", "migration:m-1"]})
        yield running


ADDRESSES = (
    "/",
    "/boroughs/ash",
    "/boroughs/birch",
    "/areas/desktop",
    "/contracts/c-1",
    "/migrations/m-1",
    "/suppliers",
    "/decisions",
    "/decisions/5",
    "/decisions/9",
    "/pictures",
    "/pack?within=P2Y&as_of=2014-06-01",
    "/changes?from=2013-01-01&to=2015-01-01",
    "/deadlines?as_of=2015-01-01",
    "/forecast",
    "/benefits",
)


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_words_neither_run_nor_break_a_page(browser: Browser, hostile: Server, width: int) -> None:
    context = browser.new_context(base_url=hostile.url, viewport={"width": width, "height": 900}, locale="en-GB")
    page = context.new_page()
    for address in ADDRESSES:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        expect(page).not_to_have_title("run")
        assert page.locator("main script, main img, svg script").count() == 0, address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width} pixels"
        assert breaches(page) == [], address
    context.close()


def test_words_in_the_address_are_words_on_the_page(browser: Browser, hostile: Server) -> None:
    context = browser.new_context(base_url=hostile.url)
    page = context.new_page()
    for address in (f"/decisions?q={MARKUP}", f"/nowhere/{MARKUP}", f"/?as_of={MARKUP}", f"/sign-in?back={MARKUP}"):
        page.goto(address)
        expect(page).not_to_have_title("run")
        assert page.locator("main script, main img").count() == 0, address
    context.close()
