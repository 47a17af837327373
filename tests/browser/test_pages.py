"""Every page, wide and narrow, keeps to WCAG 2.2 AA, fits the screen, and needs no other host."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import breaches
from tests.browser.conftest import NewPage
from tests.browser.test_people import sign_in

READ = (
    "/",
    "/?as_of=2014-07-01&compare=2015-04-01",
    "/?as_of=2009-01-01",
    "/programme",
    "/boroughs",
    "/boroughs/westminster?as_of=2014-07-01",
    "/areas/desktop",
    "/contracts",
    "/contracts/westminster-vertex-2002?as_of=2013-01-01",
    "/frameworks",
    "/migrations/desktop?as_of=2014-07-01",
    "/migrations/desktop?as_of=2014-07-01&compare=2015-04-01",
    "/suppliers",
    "/decisions",
    "/decisions?q=desktop",
    "/decisions/17",
    "/changes?from=2017-03-01&to=2018-04-30",
    "/deadlines?as_of=2014-01-01",
    "/forecast?as_of=2014-07-01",
    "/benefits",
    "/irregularities",
    "/pictures",
    "/pack?as_of=2014-07-01",
    "/what-if",
    "/sign-in",
    "/post",
    "/nowhere",
    "/changes?from=yesterday",
)
WIDTHS = (360, 1280)


@pytest.mark.parametrize("address", READ)
def test_a_page_breaks_no_rule_of_accessibility_and_fits_the_screen(new_page: NewPage, address: str) -> None:
    for width in WIDTHS:
        page = new_page(width=width)
        page.goto(address)
        assert breaches(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"no scrolling sideways at {width} pixels"
        expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("address", ["/post/register-contract", "/post/rectify-decision", "/what-if/add"])
def test_a_form_breaks_no_rule_of_accessibility_before_and_after_it_is_refused(new_page: NewPage, address: str) -> None:
    for width in WIDTHS:
        page = new_page(width=width)
        sign_in(page, "Joint board")
        page.goto(address)
        assert breaches(page) == []
        if page.get_by_role("button", name="Check what would happen").count():
            page.get_by_role("button", name="Check what would happen").click()
            expect(page.get_by_role("alert")).to_be_visible()
            assert breaches(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", ["/", "/decisions/17", "/pictures", "/post/register-contract"])
def test_a_page_lets_nothing_run_or_load_but_its_own(new_page: NewPage, address: str) -> None:
    page = new_page()
    response = page.goto(address)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.locator("script:not([src]), [style], [onclick], [onload]").count() == 0
