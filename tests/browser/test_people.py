"""What the people of the boroughs do with the pages, in a real browser, as they would do it."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

THEN = "2014-07-01"
LATER = "2015-04-01"
_numbers = count(1)


def sign_in(page: Page, role: str, borough: str | None = None) -> None:
    page.goto("/sign-in")
    page.get_by_label(role, exact=True).check()
    if borough:
        page.get_by_label("Borough, for an officer").select_option(label=borough)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def show(page: Page, **fields: str) -> None:
    """Ask for another moment, with the form that stands on every page."""
    form = page.locator("form[data-moment-form]")
    if not form.is_visible():
        page.get_by_text("See another moment").click()
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button", name="Show").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_secretary_finds_what_blocks_the_desktop_merger_in_three_clicks(new_page: NewPage, javascript: bool) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"/?as_of={THEN}")
    page.get_by_role("link", name=re.compile("gates? closed for Hammersmith & Fulham in Desktop")).click()
    expect(page).to_have_url(re.compile(r"/migrations/desktop\?as_of=2014-07-01#gates$"))
    gates = page.get_by_role("region", name="Gates").or_(page.locator("#gates"))
    expect(gates.first).to_be_visible()
    expect(page.get_by_text("H&F Bridge Partnership 2006").first).to_be_visible()
    expect(page.get_by_text("31 October 2016").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_member_replays_a_day_and_compares_it_with_another(new_page: NewPage, javascript: bool) -> None:
    page = new_page(javascript=javascript)
    page.goto("/")
    show(page, as_of=THEN)
    expect(page.get_by_text("As of 1 July 2014", exact=True)).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="IT organisation"))
    expect(row.get_by_text("Proposed")).to_have_count(3)
    show(page, compare=LATER)
    expect(page.get_by_role("heading", name="What changed between 1 July 2014 and 1 April 2015")).to_be_visible()
    expect(row.get_by_text(re.compile("becomes Merged by 1 April 2015"))).to_have_count(3)


def test_a_moment_stays_in_the_address_from_page_to_page(page: Page) -> None:
    page.goto(f"/?as_of={THEN}&known_at=100")
    page.get_by_role("link", name="Westminster", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/boroughs/westminster\?as_of=2014-07-01&known_at=100"))
    page.get_by_role("link", name="Forecast").click()
    expect(page).to_have_url(re.compile(r"/forecast\?as_of=2014-07-01&known_at=100"))


def test_a_member_steps_from_decision_to_decision_and_lets_it_play(page: Page) -> None:
    page.goto(f"/?as_of={THEN}")
    page.get_by_role("link", name=re.compile("Next decision")).click()
    expect(page.get_by_text("As of 24 July 2014", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Previous decision")).click()
    expect(page).not_to_have_url(re.compile("2014-07-24"))
    page.get_by_role("button", name="Play").click()
    expect(page).to_have_url(re.compile(r"as_of=201(4-(0[89]|1\d)|5)"), timeout=30_000)


def test_an_auditor_opens_a_record_and_verifies_it_in_the_browser(page: Page) -> None:
    page.goto("/decisions")
    page.get_by_role("link", name="The board ended").first.click()
    page.get_by_role("button", name="Verify this in your browser").click()
    verdicts = page.locator("[data-verify] [role=status] > *")
    expect(verdicts).to_have_count(4)
    for verdict in verdicts.all():
        expect(verdict).to_have_class(re.compile("app-verdict--holds"))


def test_an_auditor_sees_when_a_record_was_changed_on_its_way(page: Page) -> None:
    page.route("**/record", lambda route: route.fulfill(body=b'{"tampered":true}'))
    page.goto("/decisions/17")
    page.get_by_role("button", name="Verify this in your browser").click()
    expect(page.locator("[data-verify] .app-verdict--broken").first).to_be_visible()


def test_an_auditor_sees_when_the_seal_was_signed_by_somebody_else(page: Page) -> None:
    page.goto("/decisions/17")
    forged = "element => element.dataset.checkpoint = element.dataset.checkpoint.replace(/.{8}\\n$/, 'AAAAAAA=\\n')"
    page.locator("[data-verify]").evaluate(forged)
    page.get_by_role("button", name="Verify this in your browser").click()
    expect(page.locator("[data-verify] .app-verdict--broken")).to_have_text(re.compile("signature is that of the log"))


def test_an_officer_is_refused_with_reasons_mends_the_form_and_posts(page: Page) -> None:
    sign_in(page, "Officer of a borough", "Westminster")
    page.goto("/post/register-contract")
    number = next(_numbers)
    fields = {
        "Contract": f"westminster-printing-{number}",
        "Title": f"Printing {number}",
        "Supplier": "printers",
        "Starts on": "2016-01-01",
        "Ends on": "2018-12-31",
        "Annual value": "1000.00",
        "Notice days": "90",
        "Who decided": "Cabinet",
        "Reasons": "Somebody has to print.",
    }
    for label, value in fields.items():
        page.get_by_label(label, exact=True).first.fill(value)
    page.get_by_label("From which date it counts").fill("2016-01-01")
    page.get_by_label("Kind").select_option(label="Revenue")
    page.get_by_role("group", name="Boroughs").get_by_label("Westminster").check()
    areas = page.get_by_role("group", name="Areas")
    areas.get_by_label("Support desk").check()
    page.get_by_role("button", name="Check what would happen").click()
    expect(page.get_by_role("heading", name="This would be refused")).to_be_visible()
    expect(page.get_by_text("contract.area-already-moved")).to_be_visible()
    areas.get_by_label("Support desk").uncheck()
    areas.get_by_label("Customer services").check()
    page.get_by_role("button", name="Check what would happen").click()
    expect(page.get_by_role("heading", name="This would be recorded")).to_be_visible()
    page.get_by_role("button", name="Post this decision").click()
    expect(page).to_have_url(re.compile(r"/decisions/\d+"))
    expect(page.get_by_role("heading", name="Recorded")).to_be_visible()


def test_everything_up_to_a_gate_is_reached_by_keyboard_alone(page: Page) -> None:
    page.goto(f"/?as_of={THEN}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    gate = page.get_by_role("link", name=re.compile("gates? closed for Hammersmith & Fulham in Desktop"))
    for _ in range(200):
        page.keyboard.press("Tab")
        if gate.evaluate("element => element === document.activeElement"):
            break
    expect(gate).to_be_focused()
    outline = gate.evaluate("element => getComputedStyle(element).outlineStyle + getComputedStyle(element).boxShadow")
    assert outline != "nonenone", "what has the focus is marked"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/migrations/desktop"))
