"""Spreadsheets and Parquet, opened by other libraries than those that wrote them."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from application.export.exporting import FormatMissing
from application.export.pages import Page
from application.export.table import WIDE
from infrastructure.export.parquet import parquet
from infrastructure.export.spreadsheet import xlsx
from tests.export.conftest import FORMULA, Ledger


def sheet_rows(book: Any, name: str) -> list[dict[str, Any]]:
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book(ledger: Ledger) -> Any:
    return openpyxl.load_workbook(io.BytesIO(ledger.export("xlsx")))


@pytest.fixture(scope="module")
def table(ledger: Ledger) -> list[dict[str, Any]]:
    return list(pyarrow.parquet.read_table(io.BytesIO(ledger.export("parquet"))).to_pylist())


def test_a_spreadsheet_has_a_sheet_a_kind_and_every_decision_in_it(ledger: Ledger, book: Any) -> None:
    positions = []
    for name in book.sheetnames:
        rows = sheet_rows(book, name)
        assert {row["type"] for row in rows} == {name}
        assert book[name].freeze_panes == "A2"
        positions += [row["position"] for row in rows]
    assert sorted(positions) == list(range(1, ledger.head + 1))


def test_cells_of_a_spreadsheet_are_dates_numbers_and_truths(book: Any) -> None:
    row = sheet_rows(book, "ContractRegistered")[0]
    assert isinstance(row["position"], int)
    assert isinstance(row["effective_on"], datetime)
    assert isinstance(row["recorded_at"], datetime)
    assert isinstance(row["starts_on"], datetime)
    assert isinstance(row["annual_value"], int | float)
    assert row["withheld"] is False
    assert isinstance(row["notice_days"], int)


def test_no_text_of_a_spreadsheet_is_a_formula_or_a_link(book: Any) -> None:
    (row,) = (row for row in sheet_rows(book, "NoteRecorded") if row["note"] == "formula")
    assert row["text"] == FORMULA
    for sheet in book:
        assert not any(cell.data_type == "f" or cell.hyperlink for line in sheet.iter_rows() for cell in line)


def test_a_sheet_that_is_full_is_followed_by_another(ledger: Ledger) -> None:
    records = [ledger.record(position) for position in range(1, 41)]
    page = Page(range(1, 41), records)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx([page], most_rows=4))))
    names = [name for name in book.sheetnames if name.startswith("ServiceAreaDefined")]
    assert names[:2] == ["ServiceAreaDefined", "ServiceAreaDefined 2"]
    assert sum(book[name].max_row - 1 for name in book.sheetnames) == 40
    assert max(book[name].max_row for name in book.sheetnames) == 4


def test_parquet_is_typed_and_holds_what_was_recorded(ledger: Ledger, table: list[dict[str, Any]]) -> None:
    assert [row["position"] for row in table] == list(range(1, ledger.head + 1))
    assert list(table[0]) == list(WIDE)
    row = next(row for row in table if row["type"] == "ContractRegistered")
    record = json.loads(ledger.record(row["position"]))
    assert row["data_annual_value"] == Decimal(record["data"]["annual_value"])
    assert row["effective_on"] == date.fromisoformat(record["effective_on"])
    assert row["recorded_at"] == datetime.fromisoformat(record["recorded_at"]).astimezone(UTC)
    assert row["data_boroughs"] == record["data"]["boroughs"]
    assert row["objects"] == [each["tag"] for each in record["objects"] if not each["tag"].startswith("command:")]
    assert json.loads(row["evidence"]) == record["authority"]["evidence"]


def test_parquet_by_year_holds_the_same_rows_in_a_file_a_year(ledger: Ledger, table: list[dict[str, Any]]) -> None:
    files = ledger.members("parquet", partition="year")
    found = []
    for name, data in files.items():
        folder, _, file = name.partition("/")
        assert file == "decisions.parquet"
        rows = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
        assert {f"year={row['effective_on'].year}" for row in rows} == {folder}
        found += rows
    assert len(files) == len({row["effective_on"].year for row in table})
    assert sorted(found, key=lambda row: int(row["position"])) == table


def test_an_archive_that_is_written_as_a_stream_is_a_zip_to_others(ledger: Ledger) -> None:
    with zipfile.ZipFile(io.BytesIO(ledger.export("bundle"))) as archive:
        assert archive.testzip() is None
        assert [entry.filename for entry in archive.infolist()][-2:] == ["manifest.json", "README.txt"]


def test_a_reader_who_stops_leaves_no_temporary_file(ledger: Ledger, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    record = ledger.record(1)

    def pages() -> Iterator[Page]:
        yield Page([1], [record])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(xlsx(pages()))
    assert list(tmp_path.iterdir()) == []


def test_without_the_library_parquet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FormatMissing, match=r"concordat\[parquet\]"):
        parquet([])
