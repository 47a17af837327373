"""The record as text: NDJSON, CSV and CloudEvents, page by page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from application.export.facts import Form
from application.export.pages import Page
from application.export.record import Document
from application.export.table import WIDE, wide_columns
from application.record import canonical

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a cell that begins with one of these for a formula. Source: OWASP, "CSV Injection"."""


def ndjson(pages: Iterable[Page]) -> Iterator[bytes]:
    """The record's own bytes, a line each: what is hashed and proven."""
    for page in pages:
        yield page.ndjson()


def csv_table(pages: Iterable[Page]) -> Iterator[bytes]:
    """A table of all kinds, as RFC 4180 has it, in UTF-8 with a header. Lists are JSON within a cell."""
    yield _csv([list(WIDE)])
    for page in pages:
        table = wide_columns(page.documents())
        columns = [_cells(table[name], form) for name, form in WIDE.items()]
        yield _csv(zip(*columns, strict=True))


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cells(values: list[Any], form: Form) -> list[str]:
    """A column as text. Most are empty, since each kind of decision has facts of its own."""
    if values.count(None) == len(values):
        return [""] * len(values)
    match form:
        case Form.TEXTS:
            return ["" if value is None else canonical(value).decode() for value in values]
        case Form.TRUTH:
            return ["" if value is None else "true" if value else "false" for value in values]
        case Form.WHOLE:
            return ["" if value is None else str(value) for value in values]
    return ["" if value is None else guarded(value) for value in values]


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet calculates: an apostrophe goes before what would be taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def cloudevents(pages: Iterable[Page], source: str) -> Iterator[bytes]:
    """One batch of CloudEvents 1.0 in JSON. `source`: which ledger, as a URI reference.

    An event's id is its position: the record's own id is withheld where its text is. Its `data` is the record as it is stored.
    """
    before = b"["
    for page in pages:
        parts = []
        for line, document in zip(page.lines(), page.documents(), strict=True):
            parts += [before, cloudevent(line, document, source)]
            before = b",\n"
        yield b"".join(parts)
    yield b"[]\n" if before == b"[" else b"]\n"


def cloudevent(line: bytes, document: Document, source: str) -> bytes:
    """One event. Source: CloudEvents 1.0.2; `effectiveon` is an extension attribute of ours."""
    attributes = {
        "datacontenttype": "application/json",
        "effectiveon": document.effective_on,
        "id": str(document.position),
        "source": source,
        "specversion": "1.0",
        "subject": subject_of(document),
        "time": document.recorded_at,
        "type": f"concordat.{document.type}",
    }
    return b'{"data":%s,%s' % (line, canonical({name: each for name, each in attributes.items() if each is not None})[1:])


def subject_of(document: Document) -> str | None:
    """The first object that a decision concerns, such as contract:c-1, if it concerns any."""
    return next(iter(document.tags()), None)
