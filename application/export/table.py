"""The record as a table: one row a decision, one column a field, for spreadsheets and for tools that count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from application.export.facts import ALL_FACTS, Form
from application.export.pages import Document
from application.export.withheld import COMMAND
from domain.upcast import upcast

NOTHING: Mapping[str, Any] = {}
FACT = "data_"
"""Stands before the name of a fact, since `position`, for one, is the name of both."""


@dataclass(frozen=True, slots=True)
class Column:
    """`read`: the value in a record's document, as JSON has it: dates and money are texts still. None: not stated, or withheld."""

    name: str
    form: Form
    read: Callable[[Document], Any]


def _own(name: str) -> Callable[[Document], Any]:
    return lambda document: document.get(name)


def _inner(part: str, name: str) -> Callable[[Document], Any]:
    return lambda document: document.get(part, NOTHING).get(name)


def _tags(document: Document) -> list[str]:
    return [each["tag"] for each in document["objects"] if not each["tag"].startswith(COMMAND)]


def _command(document: Document) -> str | None:
    return next((each["tag"].removeprefix(COMMAND) for each in document["objects"] if each["tag"].startswith(COMMAND)), None)


def _broken(document: Document) -> list[str] | None:
    return [each["code"] for each in document["irregular"]["broken"]] if "irregular" in document else None


COLUMNS: tuple[Column, ...] = (
    Column("position", Form.WHOLE, _own("position")),
    Column("type", Form.TEXT, _own("type")),
    Column("effective_on", Form.DAY, _own("effective_on")),
    Column("recorded_at", Form.MOMENT, _own("recorded_at")),
    Column("withheld", Form.TRUTH, lambda document: document.get("withheld", False)),
    Column("id", Form.TEXT, _own("id")),
    Column("schema", Form.WHOLE, _own("schema")),
    Column("objects", Form.TEXTS, _tags),
    Column("actor", Form.TEXT, _inner("actor", "subject")),
    Column("actor_roles", Form.TEXTS, _inner("actor", "roles")),
    Column("actor_borough", Form.TEXT, _inner("actor", "borough")),
    Column("actor_for", Form.TEXT, _inner("actor", "for")),
    Column("body", Form.TEXT, _inner("authority", "body")),
    Column("met_on", Form.DAY, _inner("authority", "met_on")),
    Column("minute", Form.TEXT, _inner("authority", "minute")),
    Column("reasons", Form.TEXT, _inner("authority", "reasons")),
    Column("alternatives", Form.TEXTS, _inner("authority", "alternatives")),
    Column("interests", Form.TEXTS, _inner("authority", "interests")),
    Column("evidence", Form.JSON, _inner("authority", "evidence")),
    Column("exempt", Form.TEXT, _inner("authority", "exempt")),
    Column("irregular", Form.TRUTH, lambda document: "irregular" in document),
    Column("irregular_reasons", Form.TEXT, _inner("irregular", "reasons")),
    Column("broken", Form.TEXTS, _broken),
    Column("upset", Form.JSON, _inner("irregular", "upset")),
    Column("command", Form.TEXT, _command),
    Column("correlation_id", Form.TEXT, _own("correlation_id")),
    Column("causation_id", Form.TEXT, _own("causation_id")),
)
"""What every record has. The facts of its kind stand after these."""

WIDE: Mapping[str, Form] = {column.name: column.form for column in COLUMNS} | {
    FACT + name: form for name, form in ALL_FACTS.items()
}
"""All columns of one table for all kinds together."""


def facts_of(document: Document) -> Mapping[str, Any]:
    """The facts of a record in the newest schema of its kind; none when they are withheld."""
    data = document.get("data")
    return NOTHING if data is None else upcast(document["type"], document["schema"], data)


def wide_columns(documents: Sequence[Document]) -> dict[str, list[Any]]:
    """By name the values of every column of WIDE, a row a document."""
    table: dict[str, list[Any]] = {
        column.name: [_plain(column.read(document), column.form) for document in documents] for column in COLUMNS
    }
    facts = {name: [None] * len(documents) for name in ALL_FACTS}
    for at, document in enumerate(documents):
        for name, value in facts_of(document).items():
            if name in facts:
                facts[name][at] = _plain(value, ALL_FACTS[name])
    return table | {FACT + name: values for name, values in facts.items()}


def row_of(document: Document, facts: Mapping[str, Form]) -> list[Any]:
    """One row of a table for a single kind: COLUMNS, then these facts."""
    found = facts_of(document)
    row = [_plain(column.read(document), column.form) for column in COLUMNS]
    return row + [_plain(found.get(name), form) for name, form in facts.items()]


def _plain(value: Any, form: Form) -> Any:
    return value if form is not Form.JSON or value is None else orjson.dumps(value).decode()
