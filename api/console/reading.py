"""`concordat status`, `trail`, `show` and `matrix`: what the ledger holds, as tables or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from rich.console import Console

from api.answers import stamp
from api.console.failing import BAD_USAGE, fail, told
from api.console.tables import matrix_table, object_table, status_table, trail_table
from api.queries import At, TrailPage
from api.wiring.ledger import CANNOT_START, Opened, Settings, holds_ledger, opened
from application.moment import Moment
from application.reads import VIEWS
from application.record import document_of

Document = dict[str, Any]
WIDE = 200  # columns, where the output is no terminal
Q = TypeVar("Q", bound=BaseModel)


def run_status(*, folder: Path, as_json: bool) -> None:
    """How far the ledger has come, and what is in it."""
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment()
        newest = ledger.reads.record(at.head)
        programme = ledger.reads.programme(at)
        document: Document = {
            "position": at.head,
            "recorded_at": document_of(newest.data)["recorded_at"] if newest else None,
            "programme": programme["title"] if programme else None,
            **{kind: len(ledger.reads.listing(kind, at)) for kind in VIEWS},
            "irregularities": len(ledger.reads.irregularities(at)),
            "kept_to": (kept := ledger.kept()).position,
            **({"left_to_rebuild": sum(kept.building.values())} if kept.building else {}),
        }
    tell(document, as_json, status_table)


def run_trail(asked: Document, *, folder: Path, as_json: bool) -> None:
    """The audit trail. `asked`: as the query of `GET /v1/decisions`."""
    query = query_of(TrailPage, asked)
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        found = ledger.reads.trail(
            query.criteria(), after=query.after or 0, limit=query.limit, descending=query.order == "desc", at=at
        )
        document = {"items": [{"position": each.position, **document_of(each.data)} for each in found], **stamped(at, query)}
    tell(document, as_json, trail_table)


def run_show(kind: str, id_: str, asked: Document, *, folder: Path, as_json: bool) -> None:
    """One object of a kind, in the singular or plural; or `decision` and a position."""
    query = query_of(At, asked)
    plural = next((plural for plural, view in VIEWS.items() if kind in (plural, view.kind)), None)
    if plural is None and kind not in ("programme", "decision", "decisions"):
        fail(
            f"There is no kind {kind}. There are: {', '.join(view.kind for view in VIEWS.values())}, programme, decision.",
            BAD_USAGE,
        )
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        if plural is not None:
            found = ledger.reads.one(plural, id_, at)
        elif kind == "programme":
            found = ledger.reads.programme(at)
        else:
            found = _decision(ledger, id_, at)
    if found is None:
        fail(f"No {kind} {id_} was known by then (as of {at.as_of}, position {at.position}).")
    tell({**stamped(at, query), **found}, as_json, object_table)


def run_matrix(asked: Document, *, folder: Path, as_json: bool) -> None:
    """Borough × area."""
    query = query_of(At, asked)
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        document = {"items": ledger.reads.matrix(at), **stamped(at, query)}
    tell(document, as_json, matrix_table)


def _decision(ledger: Opened, position: str, at: Moment) -> Document | None:
    stored = ledger.reads.record(int(position)) if position.isdecimal() and int(position) <= at.position else None
    return {**document_of(stored.data), "position": stored.position} if stored else None


def stamped(at: Moment, query: At) -> Document:
    """The moment that an answer is of."""
    return stamp(at, datetime.now(UTC) if query.known_at is None else query.known_at)


def query_of(kind: type[Q], asked: Document) -> Q:
    """What was asked by options, as the query of a read. Ends with exit status 2 when it is none."""
    try:
        return kind.model_validate({name: value for name, value in asked.items() if value is not None})
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        option = str(first["loc"][0]).replace("_", "-")
        fail(f"--{option}: {first['msg'].removeprefix('Value error, ')}", BAD_USAGE)


@contextmanager
def ledger_in(folder: Path) -> Iterator[Opened]:
    """The ledger of a folder or of the settings. Ends with exit status 1 when there is none."""
    with told(*CANNOT_START, OSError):
        settings = Settings.from_environment()
        if settings.database_url is None and not holds_ledger(folder):
            fail(f"There is no ledger in {folder}. `concordat serve` or `concordat load` makes one.")
        with Console(stderr=True).status("Opening the ledger") as waiting, opened(settings, folder) as ledger:
            waiting.stop()
            yield ledger


def tell(document: Document, as_json: bool, table: Callable[[Document], Any]) -> None:
    """Print an answer: as JSON, or as a table for people."""
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))
        return
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    console.print(table(document))
