"""NDJSON, CSV and CloudEvents, opened by other people's tools."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema_rs
from hypothesis import given
from hypothesis import strategies as st

from application.export.text import FORMULA as STARTS
from application.export.text import guarded
from tests.export.conftest import FORMULA, Ledger, lines

SCHEMAS = Path(__file__).parent / "schemas"


def rows(ledger: Ledger, **asked: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ledger.export("csv", **asked).decode(), newline="")))


def test_ndjson_holds_the_records_own_bytes_a_line_each(ledger: Ledger) -> None:
    exported = ledger.export("ndjson").split(b"\n")
    assert exported[-1] == b""
    assert len(exported) - 1 == ledger.head
    shown = [position for position in range(1, ledger.head + 1) if position != ledger.named]
    assert all(exported[position - 1] == ledger.record(position) for position in (*shown[::20], shown[-1]))


def test_an_export_is_filtered_as_the_trail_is(ledger: Ledger) -> None:
    for asked in (
        {"type": ["BoroughMoved", "ServiceMerged"]},
        {"object": ["borough:westminster", "area:desktop"]},
        {"effective_from": "2014-01-01", "effective_to": "2015-06-30"},
        {"known_at": 40},
        {"as_of": "2013-01-01"},
        {"q": "vertex"},
        {"type": "NoteRecorded", "object": "area:nowhere"},
    ):
        trail = ledger.server.board.get("/v1/decisions", params={**asked, "limit": 1000}).json()["items"]
        assert [each.get("id") for each in lines(ledger.export("ndjson", **asked))] == [
            None if each["position"] == ledger.named else each["id"] for each in trail
        ], asked
        assert [int(row["position"]) for row in rows(ledger, **asked)] == [each["position"] for each in trail]


def test_a_csv_is_read_back_as_it_was_recorded(ledger: Ledger) -> None:
    records = {position: json.loads(ledger.record(position)) for position in (5, 60, 120)}
    found = {int(row["position"]): row for row in rows(ledger)}
    assert len(found) == ledger.head
    for position, record in records.items():
        row = found[position]
        assert (row["type"], row["effective_on"], row["id"]) == (record["type"], record["effective_on"], record["id"])
        assert row["reasons"] == record["authority"]["reasons"]
        assert json.loads(row["objects"]) == [each["tag"] for each in record["objects"] if not each["tag"].startswith("command:")]
        for name, value in record["data"].items():
            assert row[f"data_{name}"] in (value, str(value), json.dumps(value, separators=(",", ":")), str(value).lower())


def test_no_cell_of_a_csv_is_taken_for_a_formula(ledger: Ledger) -> None:
    (row,) = (row for row in rows(ledger) if row["data_note"] == "formula")
    assert row["data_text"] == f"'{FORMULA}"
    assert not [cell for row in rows(ledger) for cell in row.values() if cell.startswith(STARTS)]


@given(st.text(max_size=60))
def test_whatever_is_written_a_guarded_cell_is_text_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(STARTS)
    assert cell.removeprefix("'" if text.startswith(STARTS) else "") == text


def test_every_cloud_event_is_one_by_the_schema_of_the_specification(ledger: Ledger) -> None:
    schema = jsonschema_rs.Draft7Validator(json.loads((SCHEMAS / "cloudevents-1.0.2.json").read_text()), validate_formats=True)
    events = json.loads(ledger.export("cloudevents"))
    assert len(events) == ledger.head
    for event in events:
        schema.validate(event)
        assert all(name.isascii() and name.isalnum() and name.islower() for name in event)
    assert len({(event["source"], event["id"]) for event in events}) == ledger.head
    assert events[4]["data"] == json.loads(ledger.record(5))


def test_media_types_are_those_of_the_specifications(ledger: Ledger) -> None:
    types = {
        "ndjson": "application/x-ndjson",
        "csv": "text/csv; charset=utf-8; header=present",
        "cloudevents": "application/cloudevents-batch+json",
        "parquet": "application/vnd.apache.parquet",
        "bundle": "application/zip",
    }
    for format_, media_type in types.items():
        answer = ledger.get(format_)
        assert answer.headers["Content-Type"] == media_type
        assert f"concordat-{format_}-{ledger.head}." in answer.headers["Content-Disposition"]


def test_nothing_that_meets_the_filters_is_an_empty_export_in_every_form(ledger: Ledger) -> None:
    asked = {"type": "BoroughWithdrew", "object": "contract:none"}
    assert ledger.export("ndjson", **asked) == b""
    assert json.loads(ledger.export("cloudevents", **asked)) == []
    assert rows(ledger, **asked) == []
    empty = json.loads(ledger.export("ocel2", **asked))
    assert (empty["events"], empty["objects"]) == ([], [])
