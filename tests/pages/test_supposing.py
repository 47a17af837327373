"""What if, from forms: the address is the question, and nothing is recorded."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from tests.http.server import Server
from tests.pages.conftest import NewVisitor, words_of

FORM = {
    "as_of": "2014-07-01",
    "command": "extend-contract",
    "effective_on": "2014-07-01",
    "data.contract": "hf-bridge-partnership-2006",
    "data.months": "12",
    "go": "1",
}
CHANGE = {"command": "pause-migration", "effective_on": "2026-07-01", "data": {"migration": "desktop"}}


def question(*changes: object, **more: str) -> str:
    return "/what-if?" + urlencode([*more.items(), *(("c", json.dumps(change)) for change in changes)])


def test_a_form_leads_to_an_address_that_holds_the_whole_question(visitor: NewVisitor) -> None:
    reader = visitor()
    answer = reader.client.get("/what-if/add", params=FORM)
    assert answer.status_code == 303
    told = words_of(visitor().open(answer.headers["Location"]))
    assert '"H&F Bridge Partnership 2006" was extended by 12 months.' in told


def test_what_would_follow_is_told_view_by_view_and_nothing_is_recorded(visitor: NewVisitor, history: Server) -> None:
    position = history.client("auditor").get("/v1/matrix").json()["position"]
    told = words_of(visitor().open(question(CHANGE)))
    assert "Would be recorded" in told
    assert "Desktop, Kensington & Chelsea" in told
    assert "migration.paused" not in told  # gates are told in words
    assert "closed: Desktop is paused" in told
    assert history.client("auditor").get("/v1/matrix").json()["position"] == position


def test_what_would_be_refused_is_told_with_its_reasons(visitor: NewVisitor) -> None:
    move = {
        "command": "move-borough",
        "effective_on": "2026-07-01",
        "data": {"migration": "desktop", "borough": "kensington-chelsea"},
    }
    told = words_of(visitor().open(question(move)))
    assert "Would be refused Kensington & Chelsea has called off no framework for Desktop" in told


def test_a_change_is_taken_away_by_a_link(visitor: NewVisitor) -> None:
    page = visitor().open(question(CHANGE, {**CHANGE, "command": "resume-migration", "effective_on": "2026-08-01"}))
    assert page.count("Take it away") == 2


def test_an_address_holds_no_more_than_addresses_carry(visitor: NewVisitor) -> None:
    reader = visitor()
    assert reader.client.get(question(*[CHANGE] * 11)).status_code == 422
    assert "take one away" in words_of(reader.client.get(question(CHANGE, "x" * 6_000)).text)
    assert "is no command in JSON" in words_of(reader.client.get("/what-if?c=nonsense").text)


def test_faults_of_the_form_are_told_beside_their_fields(visitor: NewVisitor) -> None:
    answer = visitor().client.get("/what-if/add", params={**FORM, "data.months": "many"})
    assert answer.status_code == 422
    assert '<a href="#data-months">Months: write a whole number</a>' in answer.text
