"""Posting one command: the receipt, its repeats, and what the headers ask for."""

from __future__ import annotations

import re

from tests.http.conftest import Town
from tests.http.server import Server, command, new_key

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_a_recorded_command_gives_its_position_and_where_to_read_it(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    answer = server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer)
    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt["replayed"] is False
    assert [decision["type"] for decision in receipt["decisions"]] == ["ContractRegistered"]
    assert UUID7.fullmatch(receipt["decisions"][0]["id"])
    assert answer.headers["Location"] == f"/v1/decisions/{receipt['position']}"
    assert answer.headers["ETag"] == f'"{receipt["position"]}"'
    record = officer.get(answer.headers["Location"]).json()
    assert record["id"] == receipt["decisions"][0]["id"]


def test_the_same_key_and_body_gives_the_same_receipt_and_records_nothing_more(server: Server, town: Town) -> None:
    body, key = command(town.contract(), "2012-01-01"), new_key()
    officer = server.client("officer", town.borough)
    first = server.post("register-contract", body, client=officer, key=key)
    again = server.post("register-contract", body, client=officer, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "replayed": True}
    assert again.headers["Location"] == first.headers["Location"]


def test_two_callers_may_use_the_same_key(server: Server, town: Town) -> None:
    key = new_key()
    for subject in ("ann", "ben"):
        officer = server.client("officer", town.borough, subject)
        assert server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer, key=key).status_code == 201


def test_two_callers_whose_names_and_keys_read_alike_are_not_taken_for_one(server: Server, town: Town) -> None:
    body = command(town.contract(), "2012-01-01")
    first = server.post("register-contract", body, client=server.client("officer", town.borough, f"{town.borough}:b"), key="c")
    other = server.post("register-contract", body, client=server.client("officer", town.borough, town.borough), key="b:c")
    assert (first.status_code, other.status_code) == (201, 409)  # decided anew: the contract exists by now


def test_a_dry_run_answers_what_would_be_recorded_and_records_nothing(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    terms, key = town.contract(), new_key()
    before = officer.get("/v1/decisions", params={"order": "desc", "limit": 1}).json()["position"]
    rehearsed = server.post("register-contract", command(terms, "2012-01-01"), client=officer, key=key, params={"dry_run": "true"})
    assert rehearsed.status_code == 200
    assert rehearsed.json()["dry_run"] is True
    assert rehearsed.json()["decisions"][0]["type"] == "ContractRegistered"
    assert "Location" not in rehearsed.headers
    assert officer.get(f"/v1/contracts/{terms['contract']}").status_code == 404
    assert server.post("register-contract", command(terms, "2012-01-01"), client=officer, key=key).json()["position"] > before


def test_a_dry_run_of_what_is_refused_lists_the_same_rules(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    body = command({"contract": "never-registered", "manner": "expiry"})
    rehearsed = server.post("conclude-contract", body, client=officer, params={"dry_run": "true"})
    refused = server.post("conclude-contract", body, client=officer)
    assert rehearsed.json() == refused.json()
    assert refused.status_code == 409


def test_who_prefers_a_minimal_answer_gets_the_position_in_the_headers_alone(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    headers = {"Prefer": "respond-async, return=minimal"}
    answer = server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer, headers=headers)
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["Preference-Applied"] == "return=minimal"
    assert officer.get(answer.headers["Location"]).json()["position"] == int(answer.headers["ETag"].strip('"'))


def test_a_command_that_completes_something_answers_with_both_decisions(server: Server, town: Town) -> None:
    migration = f"m-{town.area}"
    server.post("adopt-principles", command({"principles": [{"principle": "fair", "text": "Fair to all."}]}, "2011-01-02"))
    proposed = {
        "migration": migration,
        "title": "Desktop",
        "area": town.area,
        "parties": [town.borough],
        "needs_framework": False,
        "target_on": "2015-01-01",
        "target_annual_saving": "0.00",
        "quality_floor": 0,
    }
    officer = server.client("officer", town.borough)
    specified = {"migration": migration, "version": 1, "title": "One", "sha256": "0" * 64, "principles": ["fair"]}
    assert server.post("propose-migration", command(proposed, "2012-01-01")).status_code == 201
    assert server.post("propose-specification", command(specified, "2012-02-01"), client=officer).status_code == 201
    endorsed = server.post("endorse-principles", command({"borough": town.borough}, "2012-02-01"), client=officer)
    assert endorsed.status_code == 201
    approval = {"migration": migration, "version": 1, "borough": town.borough}
    receipt = server.post("approve-specification", command(approval, "2012-03-01"), client=officer).json()
    assert [decision["type"] for decision in receipt["decisions"]] == ["SpecificationApproved", "SpecificationAgreed"]
    first, second = (decision["position"] for decision in receipt["decisions"])
    assert (receipt["position"], second) == (first, first + 1)


def test_what_was_decided_on_an_older_state_is_stale_and_on_the_present_one_it_is_not(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    terms = town.contract(ends_on="2014-12-31", extensions=[{"months": 6}, {"months": 6}])
    etag = server.post("register-contract", command(terms, "2012-01-01"), client=officer).headers["ETag"]
    extend = command({"contract": terms["contract"], "months": 6}, "2013-01-01")
    assert server.post("extend-contract", extend, client=officer, headers={"If-Match": etag}).status_code == 201
    stale = server.post("extend-contract", extend, client=officer, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:concordat:problem:stale")
    read = officer.get(f"/v1/contracts/{terms['contract']}").headers["ETag"]
    assert server.post("extend-contract", extend, client=officer, headers={"If-Match": read}).status_code == 201


def test_what_is_decided_elsewhere_makes_nothing_stale(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    terms = town.contract()
    etag = server.post("register-contract", command(terms, "2012-01-01"), client=officer).headers["ETag"]
    assert server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer).status_code == 201
    conclude = command({"contract": terms["contract"], "manner": "expiry"}, "2015-01-01")
    assert server.post("conclude-contract", conclude, client=officer, headers={"If-Match": etag}).status_code == 201


def test_an_irregular_decision_says_in_its_receipt_what_it_broke(server: Server, town: Town) -> None:
    terms = town.contract()
    officer = server.client("officer", town.borough)
    server.post("register-contract", command(terms, "2012-01-01"), client=officer)
    early = command({"contract": terms["contract"], "manner": "expiry"}, "2013-06-01", irregular={"reasons": "It ended early."})
    receipt = server.post("conclude-contract", early).json()
    assert [broken["code"] for broken in receipt["irregular"]["broken"]] == ["contract.not-ended"]
    assert receipt["irregular"]["reasons"] == "It ended early."


def test_the_correlation_id_of_the_caller_comes_back_and_stands_in_the_record(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    headers = {"X-Correlation-ID": "case-17/a"}
    answer = server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer, headers=headers)
    assert answer.headers["X-Correlation-ID"] == "case-17/a"
    assert officer.get(answer.headers["Location"]).json()["correlation_id"] == "case-17/a"


def test_without_one_a_correlation_id_is_made_and_stands_in_answer_and_record_alike(server: Server, town: Town) -> None:
    officer = server.client("officer", town.borough)
    answer = server.post("register-contract", command(town.contract(), "2012-01-01"), client=officer)
    assert UUID7.fullmatch(answer.headers["X-Correlation-ID"])
    assert officer.get(answer.headers["Location"]).json()["correlation_id"] == answer.headers["X-Correlation-ID"]


def test_neither_token_nor_body_is_in_the_log_but_the_correlation_id_is(server: Server, town: Town) -> None:
    token = server.token("officer", town.borough)
    officer = server.client("officer", town.borough)
    terms = town.contract(title="A title that nobody else has")
    headers = {"X-Correlation-ID": f"log-{town.borough}"}
    server.post("register-contract", command(terms, "2012-01-01"), client=officer, headers=headers)
    log = ""
    for _ in range(100):  # a line is written when its answer has gone out; each of these requests gives it time
        officer.get("/livez")
        if f"log-{town.borough}" in (log := (server.folder / "log").read_text()):
            break
    assert f"log-{town.borough}" in log
    assert "A title that nobody else has" not in log
    assert token.split(".")[2] not in log
