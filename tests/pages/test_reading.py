"""What pages show, at any moment, to whoever reads them without JavaScript."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.pages.conftest import NewVisitor, main_of, words_of

PAGES = (
    "/",
    "/matrix",
    "/programme",
    "/boroughs",
    "/boroughs/westminster",
    "/areas",
    "/areas/desktop",
    "/contracts",
    "/contracts/hf-bridge-partnership-2006",
    "/frameworks",
    "/frameworks/ict-services-2013",
    "/suppliers",
    "/suppliers/bt",
    "/migrations",
    "/migrations/desktop",
    "/decisions",
    "/decisions/143",
    "/changes",
    "/deadlines",
    "/forecast",
    "/benefits",
    "/irregularities",
    "/what-if",
    "/what-if/add?command=award-framework",
    "/post",
    "/sign-in",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_holds_no_script_or_style_of_its_own(visitor: NewVisitor, address: str) -> None:
    answer = visitor().client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert all(source.startswith("/") for source in re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', answer.text))
    assert re.findall(r"<script(?![^>]*src=)|<style|<[^>]*\sstyle=|<[^>]*\son[a-z]+=", answer.text) == []
    assert answer.text.count("<h1") == 1
    assert '<html lang="en"' in answer.text
    assert "<title>" in answer.text


def test_what_blocks_the_desktop_is_two_links_away_from_the_first_page(visitor: NewVisitor) -> None:
    reader = visitor()
    links = re.findall(r'href="(/migrations/desktop[^"]*)"', main_of(reader.open("/?as_of=2014-07-01")))
    assert "/migrations/desktop?as_of=2014-07-01#gates" in links
    told = words_of(reader.open("/migrations/desktop?as_of=2014-07-01"))
    assert 'Westminster cannot move to Desktop on 1 July 2014: "Westminster IT and customer services 2002" runs to' in told
    assert "opens by itself on 31 October 2014" in told
    assert "An officer of Westminster: conclude contract" in told


def test_every_link_of_a_page_keeps_its_moment(visitor: NewVisitor) -> None:
    page = visitor().open("/boroughs/westminster?as_of=2014-07-01&known_at=150")
    links = [urlsplit(link.replace("&amp;", "&")) for link in re.findall(r'<a [^>]*href="(/[^"]*)"', main_of(page))]
    kept = [parse_qs(link.query) for link in links]
    assert len(links) > 20
    assert all((query["as_of"], query["known_at"]) == (["2014-07-01"], ["150"]) for query in kept)


def test_the_replay_steps_to_the_date_of_the_decision_before_and_after(visitor: NewVisitor) -> None:
    page = visitor().open("/migrations/desktop?as_of=2014-07-01")
    assert re.search(r'rel="prev" href="/migrations/desktop\?as_of=2014-04-07"', page)
    assert re.search(r'rel="next" data-next href="/migrations/desktop\?as_of=2014-07-24"', page)


def test_a_page_that_is_compared_marks_what_changed_and_lists_it(visitor: NewVisitor) -> None:
    page = visitor().open("/?as_of=2015-04-01&compare=2014-07-01")
    assert page.count("app-changed") == 11
    told = words_of(page)
    assert "Merged : IT organisation since 1 April 2015 : why, decision 143 was Proposed on 1 July 2014" in told
    assert "What changed between 1 July 2014 and 1 April 2015" in told
    assert "IT organisation became one service, in One ICT division" in told


def test_a_page_compared_with_a_later_date_says_what_becomes_of_it(visitor: NewVisitor) -> None:
    told = words_of(visitor().open("/migrations/desktop?as_of=2014-07-01&compare=2016-12-01"))
    assert "becomes Moving by 1 December 2016" in told


def test_beside_every_value_stands_the_decision_that_made_it_so(visitor: NewVisitor) -> None:
    page = visitor().open("/contracts/hf-bridge-partnership-2006")
    rows = re.findall(r'<div class="govuk-summary-list__row.*?</div>', page, re.DOTALL)
    assert len(rows) > 8
    assert all(re.search(r'href="/decisions/\d+">Why: decision \d+', row) for row in rows)


def test_a_decision_shows_authority_reasons_alternatives_interests_and_evidence(visitor: NewVisitor) -> None:
    told = words_of(visitor().open("/decisions/143"))
    for word in ("Authority", "Reasons", "Alternatives considered", "Interests declared", "Evidence", "Posted by", "Proof"):
        assert word in told
    assert "Recorded as irregular" in told
    assert "systems.not-standardised" in told


def test_the_record_that_the_page_verifies_is_the_record_to_the_byte(visitor: NewVisitor) -> None:
    reader = visitor()
    record = reader.client.get("/decisions/143/record")
    assert record.headers["Content-Type"] == "application/vnd.concordat.record+json"
    assert record.content.startswith(b'{"actor":')
    assert 'data-record="/decisions/143/record"' in reader.open("/decisions/143")


def test_the_trail_is_searched_by_words_kind_object_and_date(visitor: NewVisitor) -> None:
    reader = visitor()
    told = words_of(reader.open("/decisions?q=desktop&type=BoroughMoved&object=borough:westminster&effective_from=2016-01-01"))
    assert "Westminster moved to Desktop." in told
    assert "Hammersmith & Fulham moved" not in told
    assert "No decision is like that" in words_of(reader.open("/decisions?q=no-such-words-anywhere"))


def test_what_was_not_there_yet_is_told_with_a_way_on(visitor: NewVisitor) -> None:
    answer = visitor().client.get("/migrations/desktop?as_of=2005-01-01")
    assert answer.status_code == 404
    assert "No migration desktop was registered by 1 January 2005" in words_of(answer.text)
    assert 'rel="next"' in answer.text


def test_before_anything_was_decided_pages_say_so_instead_of_being_empty(visitor: NewVisitor) -> None:
    reader = visitor()
    assert "No borough had joined by 1 January 1950" in words_of(reader.open("/?as_of=1950-01-01"))
    assert "There was no contract by 1 January 1950" in words_of(reader.open("/contracts?as_of=1950-01-01"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?as_of=yesterday", "as_of: write the date as YYYY-MM-DD"),
        ("/?as_of=2014-02-30", "as_of: 2014-02-30 is no day of the calendar"),
        ("/?known_at=then", "known_at: write a moment as 2026-07-01T12:00:00Z"),
        ("/?nonsense=1", "nonsense: there is no such field here"),
        ("/deadlines?within=soon", "within: write a duration such as P6M, P1Y or P90D, or a date"),
        ("/changes?from=2016-01-01&to=2015-01-01", "to: that is before 2016-01-01"),
    ],
)
def test_an_address_that_asks_for_nonsense_is_told_what_to_mend(visitor: NewVisitor, address: str, said: str) -> None:
    answer = visitor().client.get(address)
    assert answer.status_code == 422
    assert said in words_of(answer.text)


def test_what_was_known_on_a_day_is_what_was_known_when_it_ended(visitor: NewVisitor) -> None:
    page = visitor().open("/decisions?known_at=2014-07-01")
    assert "Nothing had been decided." in words_of(page)  # the history was recorded in this century's twenties


def test_styles_and_scripts_are_kept_for_ever_under_a_name_that_changes_with_them(visitor: NewVisitor) -> None:
    reader = visitor()
    found = re.findall(r'(?:src|href)="(/assets/[^"]+)"', reader.open("/"))
    assert len(found) >= 4
    for address in found:
        answer = reader.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (
            reader.client.get(re.sub(r"/assets/[0-9a-f]+/", "/assets/000000000000/", address)).headers["Cache-Control"]
            == "no-cache"
        )
    assert reader.client.get("/assets/000000000000/../pages/site.py").status_code == 404


def test_the_trail_is_narrowed_to_what_one_body_decided(visitor: NewVisitor) -> None:
    reader = visitor()
    all_of_them = re.findall(
        r'app-wide.*?</td>\s*<td class="govuk-table__cell"><bdi>(.*?)</bdi>', reader.open("/decisions"), re.DOTALL
    )
    body = html.unescape(all_of_them[0])
    found = reader.client.get("/decisions", params={"body": body.upper()}).text
    bodies = re.findall(r'app-wide.*?</td>\s*<td class="govuk-table__cell"><bdi>(.*?)</bdi>', found, re.DOTALL)
    assert {html.unescape(each) for each in bodies} == {body}
    assert "No decision is like that" in words_of(reader.client.get("/decisions", params={"body": f"{body} nobody"}).text)
