"""A spreadsheet: a sheet for each kind of decision, with typed cells and a header that stays in sight.

Rows go to temporary files as they come, so memory does not grow. No text becomes a formula or a link, whatever it begins with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from application.export.facts import FACTS, Form
from application.export.pages import Page
from application.export.record import Document
from application.export.table import COLUMNS, row_of

MOST_ROWS = 1_048_576
"""Of a sheet, its header included. Source: the limits of Excel."""
MOST_CHARACTERS = 32_767
"""Of a cell; a record's lists may be longer."""
CUT = "… (cut: a cell holds no more)"
BLOCK = 1 << 16
FORMATS = {
    Form.DAY: "yyyy-mm-dd",
    Form.MOMENT: "yyyy-mm-dd hh:mm:ss.000",
    Form.MONEY: "#,##0.00",
}
WIDTHS = {Form.DAY: 12, Form.MOMENT: 24, Form.MONEY: 16, Form.TEXT: 24, Form.TEXTS: 32, Form.JSON: 32}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def xlsx(pages: Iterable[Page], most_rows: int = MOST_ROWS) -> Iterator[bytes]:
    """The file. Nothing is given before all is read, for a sheet's length stands at its beginning."""
    from xlsxwriter import Workbook  # loaded when it is needed, as a server rarely does

    with tempfile.TemporaryDirectory(prefix="concordat-xlsx-") as folder:
        path = Path(folder) / "export.xlsx"
        with Workbook(str(path), {**OPTIONS, "tmpdir": folder}) as book:
            sheets = _Sheets(book, most_rows)
            for page in pages:
                for document in page.documents():
                    sheets.take(document)
            sheets.finish()
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


class _Sheets:
    """The sheets of a book: one a kind, and another when one is full."""

    def __init__(self, book: Any, most_rows: int) -> None:
        self._book = book
        self._most_rows = most_rows
        self._formats = {form: book.add_format({"num_format": shown}) for form, shown in FORMATS.items()}
        self._bold = book.add_format({"bold": True})
        self._sheets: dict[str, tuple[Any, int]] = {}
        self._numbers: dict[str, int] = {}

    def take(self, document: Document) -> None:
        """One more row, in the sheet of its kind."""
        type_ = document.type
        facts = FACTS[type_]
        sheet, row = self._sheets.get(type_, (None, self._most_rows))
        if row >= self._most_rows:
            sheet, row = self._new(type_, facts), 1
        forms = [*(column.form for column in COLUMNS), *facts.values()]
        for at, (value, form) in enumerate(zip(row_of(document, facts), forms, strict=True)):
            if value is not None:
                self._write(sheet, row, at, value, form)
        self._sheets[type_] = (sheet, row + 1)

    def finish(self) -> None:
        """A book has a sheet, also when nothing is in it."""
        if not self._sheets:
            self._book.add_worksheet("Nothing").write_string(0, 0, "No decision was asked for that there is.")

    def _new(self, type_: str, facts: Mapping[str, Form]) -> Any:
        number = self._numbers[type_] = self._numbers.get(type_, 0) + 1
        sheet = self._book.add_worksheet(type_ if number == 1 else f"{type_} {number}")
        header = [(column.name, column.form) for column in COLUMNS]
        # A fact has its own name here where no column before has it.
        taken = {name for name, _ in header}
        header += [(f"data_{name}" if name in taken else name, form) for name, form in facts.items()]
        for at, (_, form) in enumerate(header):
            sheet.set_column(at, at, WIDTHS.get(form, 10))
        sheet.freeze_panes(1, 0)
        for at, (name, _) in enumerate(header):
            sheet.write_string(0, at, name, self._bold)
        return sheet

    def _write(self, sheet: Any, row: int, at: int, value: Any, form: Form) -> None:
        match form:
            case Form.WHOLE:
                sheet.write_number(row, at, value)
            case Form.TRUTH:
                sheet.write_boolean(row, at, value)
            case Form.MONEY:
                sheet.write_number(row, at, float(Decimal(value)), self._formats[form])
            case Form.DAY:
                sheet.write_datetime(row, at, date.fromisoformat(value), self._formats[form])
            case Form.MOMENT:
                moment = datetime.fromisoformat(value).replace(tzinfo=None)  # a cell knows no zone; it is UTC
                sheet.write_datetime(row, at, moment, self._formats[form])
            case Form.TEXTS:
                sheet.write_string(row, at, _fitting("\n".join(value)))
            case _:
                sheet.write_string(row, at, _fitting(value))


def _fitting(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(CUT)] + CUT
