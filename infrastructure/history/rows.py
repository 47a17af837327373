"""The facts of a history, one a row of a CSV file: what happened, when, to whom, and where it was read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from infrastructure.history.unreadable import HistoryUnreadable, unreadable


def listed(cell: object) -> object:
    """The parts of a cell that holds a list, parted by semicolons. An empty cell is an empty list."""
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if isinstance(cell, str) else cell


def amount_or_none(cell: object) -> object:
    return None if cell == "" else cell


Listed = Annotated[tuple[str, ...], BeforeValidator(listed)]
Amount = Annotated[Decimal, Field(ge=0, decimal_places=2, max_digits=17)]


class Row(BaseModel):
    """One fact. `kind`: a command of the domain in CamelCase, or `Context` for what is nobody's command.

    `amount_gbp` is in pounds. `supplier` runs parallel to `area` when several are named. Parts of `effective_on`
    finer than `date_precision` are placeholders that only keep the order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,31}$")]
    effective_on: date
    date_precision: Literal["day", "month", "year"]
    boroughs: Listed
    kind: Annotated[str, Field(pattern=r"^([A-Z][a-z]+)+$")]
    area: Listed
    supplier: Listed
    amount_gbp: Annotated[Amount | None, BeforeValidator(amount_or_none)]
    fact: Annotated[str, Field(min_length=1, max_length=2000)]
    authority: str
    source: Annotated[str, Field(min_length=1)]
    confidence: Literal["documented", "reported", "inferred", "illustrative"]


def read_rows(lines: Iterable[str]) -> Iterator[Row]:
    """The rows in the order of the file, one at a time.

    Raises HistoryUnreadable at the first that cannot be read, or whose id was used before.
    """
    reader = csv.DictReader(lines, strict=True)
    seen: set[str] = set()
    try:
        if reader.fieldnames is None:
            raise HistoryUnreadable("The history is empty: its first line should name the columns.")
        for cells in reader:
            where = f"line {reader.line_num} ({cells.get('id') or 'no id'})"
            row = row_of(cells, where)
            if row.id in seen:
                raise HistoryUnreadable(f"{where}: the id was used before.")
            seen.add(row.id)
            yield row
    except csv.Error as fault:
        raise HistoryUnreadable(f"line {reader.line_num}: {fault}.") from fault


def row_of(cells: dict[str, str], where: str) -> Row:
    if None in cells or None in cells.values():
        raise HistoryUnreadable(f"{where}: the number of cells is not that of the heading.")
    try:
        return Row.model_validate(cells)
    except ValidationError as fault:
        raise unreadable(where, fault) from fault
