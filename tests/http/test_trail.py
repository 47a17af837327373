"""The audit trail, and the record itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785

from api.trail import RECORD, wants_record
from tests.http.conftest import Town
from tests.http.server import Server, command


def trail(server: Server, **query: object) -> list[dict[str, Any]]:
    answer = server.client("auditor").get("/v1/decisions", params=query)  # type: ignore[arg-type]  # numbers and lists of words
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def registered(server: Server, town: Town, on: str = "2012-01-01", subject: str | None = None, **terms: object) -> dict[str, Any]:
    """The record of a newly registered contract."""
    officer = server.client("officer", town.borough, subject)
    answer = server.post("register-contract", command(town.contract(**terms), on), client=officer)
    assert answer.status_code == 201, answer.text
    record: dict[str, Any] = officer.get(answer.headers["Location"]).json()
    return record


def test_the_canonical_bytes_of_a_record_are_given_as_they_are_stored(server: Server, town: Town) -> None:
    record = registered(server, town)
    answer = server.client("auditor").get(f"/v1/decisions/{record['position']}", headers={"Accept": RECORD})
    assert answer.headers["Content-Type"] == RECORD
    document = json.loads(answer.content)
    assert rfc8785.dumps(document) == answer.content
    assert document == {name: value for name, value in record.items() if name not in ("position", "as_of", "known_at")}
    assert set(document) == {
        *("actor", "authority", "causation_id", "correlation_id", "data", "effective_on", "id", "objects", "recorded_at"),
        *("schema", "type"),
    }


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (RECORD, True),
        (f"text/html, {RECORD};q=0.9", True),
        (RECORD.upper(), True),
        (f"{RECORD};q=0", False),
        (f"{RECORD}; q=0.000", False),
        ("*/*", False),
        ("application/*", False),
        ("application/json", False),
        ("", False),
    ],
)
def test_the_bytes_are_given_to_who_asks_for_them_by_name(accept: str, wanted: bool) -> None:
    assert wants_record(accept) is wanted


def test_a_record_not_known_then_is_not_found_then(server: Server, town: Town) -> None:
    position = registered(server, town)["position"]
    reader = server.client("auditor")
    assert reader.get(f"/v1/decisions/{position}", params={"known_at": position - 1}).status_code == 404
    assert reader.get(f"/v1/decisions/{position}", params={"known_at": position}).headers["ETag"] == f'"{position}"'


def test_all_objects_that_are_asked_for_must_match(server: Server, town: Town) -> None:
    first, second = registered(server, town), registered(server, town)
    contract = f"contract:{first['data']['contract']}"
    borough = f"borough:{town.borough}"
    assert [each["position"] for each in trail(server, object=[contract])] == [first["position"]]
    assert {first["position"], second["position"]} < {each["position"] for each in trail(server, object=borough)}
    assert [each["position"] for each in trail(server, object=[borough, contract])] == [first["position"]]
    assert trail(server, object=[contract, f"contract:{second['data']['contract']}"]) == []


def test_an_item_of_the_trail_is_the_record_with_its_position(server: Server, town: Town) -> None:
    record = registered(server, town)
    [item] = trail(server, object=f"contract:{record['data']['contract']}")
    assert item == {name: value for name, value in record.items() if name not in ("as_of", "known_at")}


def test_any_of_several_types_matches(server: Server, town: Town) -> None:
    registered(server, town)
    found = trail(server, object=f"borough:{town.borough}", type=["BoroughJoined", "ContractRegistered"])
    assert [each["type"] for each in found] == ["BoroughJoined", "ContractRegistered"]


def test_the_trail_is_filtered_by_who_posted(server: Server, town: Town) -> None:
    record = registered(server, town, subject=f"clerk-of-{town.borough}")
    assert [each["position"] for each in trail(server, actor=f"clerk-of-{town.borough}")] == [record["position"]]


def test_the_trail_is_filtered_by_when_it_counts_and_when_it_was_recorded(server: Server, town: Town) -> None:
    early, late = registered(server, town, "2012-01-01"), registered(server, town, "2013-01-01")
    about = {"object": f"borough:{town.borough}", "type": "ContractRegistered"}

    def positions(**query: object) -> list[int]:
        return [each["position"] for each in trail(server, **about, **query)]

    both = [early["position"], late["position"]]
    assert positions() == both
    assert positions(effective_from="2012-01-02") == both[1:]
    assert positions(effective_to="2012-12-31") == both[:1]
    assert positions(as_of="2012-12-31") == both[:1]
    assert positions(recorded_from=late["recorded_at"]) == both[1:]
    assert positions(recorded_to=early["recorded_at"]) == both[:1]
    assert positions(known_at=early["position"]) == both[:1]


def test_the_trail_shows_what_counts_only_later_unless_a_date_is_given(server: Server, town: Town) -> None:
    record = registered(server, town, "2199-01-01", starts_on="2199-01-01", ends_on="2199-12-31")
    about = {"object": f"contract:{record['data']['contract']}"}
    assert len(trail(server, **about)) == 1
    assert trail(server, **about, as_of="2026-01-01") == []


def test_words_are_found_whatever_their_capitals(server: Server, town: Town) -> None:
    record = registered(server, town, title=f"Wombat 100% of {town.area}_")
    assert [each["position"] for each in trail(server, q=f"wombat 100% OF {town.area}_")] == [record["position"]]
    assert trail(server, q=f"wombat 1% of {town.area}_") == []


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_pages_of_the_trail_hold_every_decision_once_in_order(server: Server, town: Town, order: str) -> None:
    expected = [registered(server, town)["position"] for _ in range(5)]
    reader = server.client("auditor")
    url: str | None = f"/v1/decisions?object=borough:{town.borough}&type=ContractRegistered&limit=2&order={order}"
    seen: list[int] = []
    sizes: list[int] = []
    while url is not None:
        answer = reader.get(url)
        page = answer.json()
        seen += [each["position"] for each in page["items"]]
        sizes.append(len(page["items"]))
        if len(sizes) == 1:
            registered(server, town)  # what is recorded meanwhile is not of this reading
        link = answer.headers.get("Link")
        assert (link is None) == (page["next"] is None)
        url = link.split(">")[0].removeprefix("<") if link else None
    assert seen == (expected if order == "asc" else expected[::-1])
    assert sizes == [2, 2, 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "NoSuchDecision"),
        ("object", "contract"),
        ("object", "planet:mars"),
        ("order", "random"),
        ("limit", "1001"),
        ("effective_from", "soon"),
        ("recorded_to", "2014-01-01"),
        ("q", ""),
        ("actor", "a\nb"),
        ("colour", "red"),
    ],
)
def test_a_filter_at_fault_is_named(server: Server, name: str, value: str) -> None:
    answer = server.client("auditor").get("/v1/decisions", params={name: value})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].split("/")[1] == name
