"""The record as a table: one row a decision, one column a field, for spreadsheets and for tools that count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import orjson
from msgspec import Raw

from application.export.facts import ALL_FACTS, Form
from application.export.record import Document

FACT = "data_"
"""Stands before the name of a fact, since `position`, for one, is the name of both."""


@dataclass(frozen=True, slots=True)
class Column:
    """`read`: the value in a record, as JSON has it: dates and money are texts still. None: not stated, or withheld."""

    name: str
    form: Form
    read: Callable[[Document], Any]


def _written(raw: Raw) -> str | None:
    return bytes(raw).decode() or None


def _broken(document: Document) -> list[str] | None:
    return [each.code for each in document.irregular.broken] if document.irregular else None


COLUMNS: tuple[Column, ...] = (
    Column("position", Form.WHOLE, attrgetter("position")),
    Column("type", Form.TEXT, attrgetter("type")),
    Column("effective_on", Form.DAY, attrgetter("effective_on")),
    Column("recorded_at", Form.MOMENT, attrgetter("recorded_at")),
    Column("withheld", Form.TRUTH, attrgetter("withheld")),
    Column("id", Form.TEXT, attrgetter("id")),
    Column("schema", Form.WHOLE, attrgetter("schema")),
    Column("objects", Form.TEXTS, Document.tags),
    Column("actor", Form.TEXT, attrgetter("actor.subject")),
    Column("actor_roles", Form.TEXTS, attrgetter("actor.roles")),
    Column("actor_borough", Form.TEXT, attrgetter("actor.borough")),
    Column("actor_for", Form.TEXT, attrgetter("actor.acting_for")),
    Column("body", Form.TEXT, attrgetter("authority.body")),
    Column("met_on", Form.DAY, attrgetter("authority.met_on")),
    Column("minute", Form.TEXT, attrgetter("authority.minute")),
    Column("reasons", Form.TEXT, attrgetter("authority.reasons")),
    Column("alternatives", Form.TEXTS, attrgetter("authority.alternatives")),
    Column("interests", Form.TEXTS, attrgetter("authority.interests")),
    Column("evidence", Form.JSON, lambda document: _written(document.authority.evidence)),
    Column("exempt", Form.TEXT, attrgetter("authority.exempt")),
    Column("irregular", Form.TRUTH, lambda document: document.irregular is not None),
    Column("irregular_reasons", Form.TEXT, lambda document: document.irregular.reasons if document.irregular else None),
    Column("broken", Form.TEXTS, _broken),
    Column("upset", Form.JSON, lambda document: _written(document.irregular.upset) if document.irregular else None),
    Column("command", Form.TEXT, Document.command),
    Column("correlation_id", Form.TEXT, attrgetter("correlation_id")),
    Column("causation_id", Form.TEXT, attrgetter("causation_id")),
)
"""What every record has. The facts of its kind stand after these."""

JSON_FACTS = frozenset(name for name, form in ALL_FACTS.items() if form is Form.JSON)
WIDE: Mapping[str, Form] = {column.name: column.form for column in COLUMNS} | {
    FACT + name: form for name, form in ALL_FACTS.items()
}
"""All columns of one table for all kinds together."""


def wide_columns(documents: Sequence[Document]) -> dict[str, list[Any]]:
    """By name the values of every column of WIDE, a row a document."""
    table = {column.name: list(map(column.read, documents)) for column in COLUMNS}
    facts: dict[str, list[Any]] = {name: [None] * len(documents) for name in ALL_FACTS}
    for at, document in enumerate(documents):
        for name, value in document.facts().items():
            facts[name][at] = value if name not in JSON_FACTS else orjson.dumps(value).decode()
    return table | {FACT + name: values for name, values in facts.items()}


def row_of(document: Document, facts: Mapping[str, Form]) -> list[Any]:
    """One row of a table for a single kind: COLUMNS, then these facts."""
    found = document.facts()
    row: list[Any] = [column.read(document) for column in COLUMNS]
    return row + [_plain(found.get(name), form) for name, form in facts.items()]


def _plain(value: Any, form: Form) -> Any:
    return value if form is not Form.JSON or value is None else orjson.dumps(value).decode()
