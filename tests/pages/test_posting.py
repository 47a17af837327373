"""Posting from forms: what would happen first, then for good; and nobody in another's name."""

from __future__ import annotations

import re

from tests.http.server import Server
from tests.pages.conftest import NewVisitor, Visitor, hidden_in, main_of, words_of

AUTHORITY = {"authority.body": "Cabinet", "authority.reasons": "The old one is worn out."}


def blank(visitor: Visitor, command: str) -> dict[str, str]:
    """What the form of a command sends by itself."""
    return hidden_in(main_of(visitor.open(f"/post/{command}")))


def system(borough: str, name: str) -> dict[str, str]:
    data = {"data.borough": borough, "data.area": "desktop", "data.system": name, "data.title": name.upper()}
    return {"effective_on": "2026-01-01", **data, **AUTHORITY, "step": "check"}


def head(server: Server) -> int:
    position: int = server.client("auditor").get("/v1/matrix").json()["position"]
    return position


def confirmed(page: str) -> dict[str, str]:
    """The form that posts what was checked."""
    return hidden_in(page.partition("This would be recorded")[2].partition("</form>")[0])


def test_whoever_has_not_signed_in_is_led_to_sign_in_and_back(visitor: NewVisitor) -> None:
    answer = visitor().client.get("/post/move-borough?migration=desktop")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?back=%2Fpost%2Fmove-borough%3Fmigration%3Ddesktop"


def test_a_form_is_filled_in_from_its_address_and_for_the_officers_own_borough(visitor: NewVisitor) -> None:
    page = visitor("officer", "kensington-chelsea").open("/post/move-borough?migration=desktop")
    assert re.findall(r'<option value="([^"]+)" selected', page) == ["desktop", "kensington-chelsea"]


def test_what_would_be_refused_is_told_with_reasons_and_the_form_is_mended_and_posted(visitor: NewVisitor, history: Server) -> None:
    officer = visitor("officer", "kensington-chelsea")
    fields = {**blank(officer, "move-borough"), "data.borough": "kensington-chelsea", "effective_on": "2026-01-01", **AUTHORITY}
    refused = officer.send("/post/move-borough", {**fields, "data.migration": "desktop", "step": "check"})
    assert refused.status_code == 422
    told = words_of(refused.text)
    assert "This would be refused Nothing was recorded. 1 rule is in its way:" in told
    assert "Kensington & Chelsea has called off no framework for Desktop, which needs one." in told
    before = head(history)
    fields = {**blank(officer, "declare-system"), **system("kensington-chelsea", "mended")}
    checked = officer.send("/post/declare-system", fields)
    assert checked.status_code == 200
    assert "No rule is in its way. Nothing is recorded yet." in words_of(checked.text)
    assert head(history) == before
    posted = officer.send("/post/declare-system", confirmed(checked.text))
    assert (posted.status_code, posted.headers["Location"]) == (303, f"/decisions/{before + 1}?posted=1")
    assert f"The decision was recorded as decision {before + 1}" in words_of(officer.open(posted.headers["Location"]))


def test_a_form_that_is_sent_twice_records_one_decision(visitor: NewVisitor, history: Server) -> None:
    officer = visitor("officer", "westminster")
    fields = {**blank(officer, "declare-system"), **system("westminster", "sent-twice")}
    form = confirmed(officer.send("/post/declare-system", fields).text)
    first, second = (officer.send("/post/declare-system", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_faults_stand_beside_their_fields_and_in_the_summary(visitor: NewVisitor) -> None:
    officer = visitor("officer", "westminster")
    fields = {**blank(officer, "give-notice"), "data.ends_on": "31.12.2026", "step": "check"}
    answer = officer.send("/post/give-notice", fields)
    assert answer.status_code == 422
    assert '<a href="#data-ends_on">Ends on: write the date as YYYY-MM-DD</a>' in answer.text
    assert '<a href="#authority-body">Who decided: this field is required</a>' in answer.text
    assert re.search(r'id="data-ends_on-error"[^>]*>.*?Write the date as YYYY-MM-DD', answer.text, re.DOTALL)
    assert "<title>Error: Give notice" in answer.text


def test_nobody_acts_for_another_borough_by_editing_a_form(visitor: NewVisitor, history: Server) -> None:
    officer = visitor("officer", "westminster")
    before = head(history)
    fields = {**blank(officer, "declare-system"), **system("kensington-chelsea", "not-mine"), "step": "post"}
    answer = officer.send("/post/declare-system", {**fields, "for": "kensington-chelsea", "data.for": "kensington-chelsea"})
    assert answer.status_code == 422
    assert "This is for an officer of Kensington & Chelsea to post." in words_of(answer.text)
    assert head(history) == before


def test_a_form_from_another_site_or_another_session_does_nothing(visitor: NewVisitor, history: Server) -> None:
    officer, other = visitor("officer", "westminster"), visitor("officer", "kensington-chelsea")
    before = head(history)
    fields = {**blank(officer, "declare-system"), **system("westminster", "forged"), "step": "post"}
    stolen = {**fields, "form_token": blank(other, "declare-system")["form_token"]}
    unmarked = {name: value for name, value in fields.items() if name != "form_token"}
    refused = [
        officer.send("/post/declare-system", fields, Origin="https://elsewhere.example"),
        officer.send("/post/declare-system", fields, Origin="null"),
        officer.send("/post/declare-system", fields, **{"Sec-Fetch-Site": "cross-site"}),
        officer.send("/post/declare-system", stolen),
        officer.send("/post/declare-system", unmarked),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5
    assert head(history) == before


def test_what_was_decided_since_the_check_is_looked_at_again(visitor: NewVisitor, history: Server) -> None:
    officer = visitor("officer", "westminster")
    usual = {"data.contract": "hampshire-2018", "effective_on": "2026-01-01", **AUTHORITY, "step": "check"}
    conclude = {**blank(officer, "conclude-contract"), **usual, "data.manner": "mutual"}
    form = confirmed(officer.send("/post/conclude-contract", conclude).text)
    notice = {**blank(officer, "give-notice"), **usual, "data.ends_on": "2027-12-31"}
    meanwhile = officer.send("/post/give-notice", confirmed(officer.send("/post/give-notice", notice).text))
    assert meanwhile.status_code == 303
    before = head(history)
    answer = officer.send("/post/conclude-contract", form)
    assert "Something that this rests on was decided meanwhile." in words_of(answer.text)
    assert head(history) == before


def test_only_the_board_is_offered_to_record_what_is_irregular(visitor: NewVisitor) -> None:
    fields = {
        "data.migration": "desktop",
        "data.place": "One place",
        "data.single_case_load": "false",
        "effective_on": "2026-01-01",
    }
    for role, borough, offered in (("board", "", True), ("officer", "westminster", False)):
        poster = visitor(role, borough)
        answer = poster.send("/post/merge-service", {**blank(poster, "merge-service"), **fields, **AUTHORITY, "step": "check"})
        assert "This would be refused" in words_of(answer.text)
        assert ("Record it all the same" in answer.text) is offered


def test_a_row_is_added_without_a_script_and_what_was_written_stays(visitor: NewVisitor) -> None:
    board = visitor("board")
    fields = {**blank(board, "award-framework"), "data.lots.0.lot": "first", "data.title": "Written", "add": "data.lots"}
    page = board.send("/post/award-framework", fields).text
    assert re.findall(r'name="data\.lots\.(\d)\.lot"', page) == ["0", "1"]
    assert 'value="first"' in page
    assert 'value="Written"' in page


def test_hostile_words_are_shown_as_words(visitor: NewVisitor) -> None:
    officer = visitor("officer", "westminster")
    words = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}" + "W" * 3000 + "שלום"
    fields = {**blank(officer, "declare-system"), **system("westminster", "hostile"), "authority.reasons": words}
    checked = officer.send("/post/declare-system", {**fields, "data.title": words[:60]})
    posted = officer.send("/post/declare-system", confirmed(checked.text))
    page = officer.open(posted.headers["Location"])
    for shown in (checked.text, page, officer.open("/boroughs/westminster"), officer.open("/decisions")):
        assert "<script>alert" not in shown
        assert "<img" not in shown
    assert words in words_of(page)
    assert "<bdi>&lt;script&gt;" in page
