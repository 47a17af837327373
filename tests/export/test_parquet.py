"""Parquet, however it is cut into groups, files and pages: the rows are those that a plain reading of the record gives."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow.parquet
import pytest

from application.export.archive import Member
from application.export.facts import ALL_FACTS, Form
from application.export.pages import Page
from application.export.table import FACT
from application.ports import Unavailable
from infrastructure.export import parquet as module
from infrastructure.export.parquet import parquet, parquet_by_year
from tests.export.conftest import Ledger

TYPED: dict[Form, Callable[[Any], Any]] = {Form.MONEY: Decimal, Form.DAY: date.fromisoformat, Form.JSON: json.dumps}
ROWS = 7
"""Of a page: several pages make a group, and a page has several years."""


@pytest.fixture(scope="module")
def pages(ledger: Ledger) -> list[Page]:
    records = ledger.export("ndjson").splitlines()
    firsts = range(0, len(records), ROWS)
    return [Page(range(at + 1, len(records[at : at + ROWS]) + at + 1), records[at : at + ROWS]) for at in firsts]


def rows(file: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyarrow.parquet.read_table(io.BytesIO(file)).to_pylist()
    return found


def by_year(pages: Iterable[Page]) -> list[dict[str, Any]]:
    members: Iterable[Member] = parquet_by_year(pages)
    return [row for member in members for row in rows(b"".join(member.chunks))]


def read_plainly(record: bytes, position: int) -> dict[str, Any]:
    """The row by hand, without what a record does not state."""
    document = json.loads(record)
    authority, actor, irregular = document.get("authority", {}), document["actor"], document.get("irregular")
    tags = [each["tag"] for each in document["objects"]]
    row = {
        **{name: document.get(name) for name in ("type", "schema", "id", "correlation_id", "causation_id")},
        **{name: authority.get(name) for name in ("body", "minute", "reasons", "alternatives", "interests", "exempt")},
        "position": position,
        "withheld": document.get("withheld", False),
        "effective_on": date.fromisoformat(document["effective_on"]),
        "recorded_at": datetime.fromisoformat(document["recorded_at"]),
        "met_on": authority.get("met_on") and date.fromisoformat(authority["met_on"]),
        "evidence": authority.get("evidence"),
        "objects": [tag for tag in tags if not tag.startswith("command:")],
        "command": next((tag.removeprefix("command:") for tag in tags if tag.startswith("command:")), None),
        "actor": actor["subject"],
        "actor_roles": actor["roles"],
        "actor_borough": actor.get("borough"),
        "actor_for": actor.get("for"),
        "irregular": irregular is not None,
    }
    if irregular:
        row |= {"irregular_reasons": irregular.get("reasons"), "upset": irregular["upset"]}
        row |= {"broken": [each["code"] for each in irregular["broken"]]}
    row |= {
        FACT + name: TYPED.get(ALL_FACTS[name], lambda fact: fact)(value)
        for name, value in document.get("data", {}).items()
        if value is not None
    }
    return {name: value for name, value in row.items() if value is not None}


def stated(row: dict[str, Any]) -> dict[str, Any]:
    """What a row states; JSON of it is read, so that spaces do not count."""
    deep = {"evidence", "upset"}
    return {name: json.loads(value) if name in deep else value for name, value in row.items() if value is not None}


def normal(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(value) if ALL_FACTS.get(name.removeprefix(FACT)) is Form.JSON else value for name, value in row.items()
    }


def test_every_row_states_what_a_plain_reading_of_its_record_does_and_no_more(pages: list[Page]) -> None:
    table = rows(b"".join(parquet(pages)))
    records = [record for page in pages for record in page.records]
    assert len(table) == len(records)
    for position, (row, record) in enumerate(zip(table, records, strict=True), start=1):
        assert normal(stated(row)) == normal(read_plainly(record, position))


def test_the_rows_are_the_same_however_many_make_a_group(pages: list[Page], monkeypatch: pytest.MonkeyPatch) -> None:
    whole, whole_years = rows(b"".join(parquet(pages))), by_year(pages)
    monkeypatch.setattr(module, "GROUP", 1)
    monkeypatch.setattr(module, "HELD", 1)
    file = b"".join(parquet(pages))
    assert pyarrow.parquet.ParquetFile(io.BytesIO(file)).num_row_groups == len(pages)
    assert rows(file) == whole
    assert by_year(pages) == whole_years


@pytest.mark.parametrize("written", [parquet, lambda pages: (chunk for each in parquet_by_year(pages) for chunk in each.chunks)])
def test_a_record_that_cannot_be_read_to_its_end_is_no_file_and_leaves_no_thread(
    pages: list[Page], written: Callable[[Iterable[Page]], Iterator[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking() -> Iterator[Page]:
        yield from pages[:3]
        raise Unavailable("The database is away.")

    monkeypatch.setattr(module, "GROUP", 1)
    before = set(threading.enumerate())
    with pytest.raises(Unavailable):
        list(written(breaking()))
    assert set(threading.enumerate()) <= before


def test_a_reader_who_goes_ends_the_writing(pages: list[Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GROUP", 1)
    before = set(threading.enumerate())
    taken = iter(pages)
    chunks = parquet(taken)
    next(chunks)
    assert isinstance(chunks, Generator)
    chunks.close()
    assert set(threading.enumerate()) <= before
    assert len(list(taken)) >= len(pages) - 2
