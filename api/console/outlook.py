"""`concordat forecast`, `deadlines`, `benefits`, `irregularities` and `why`: what lies ahead, what came of it, and why."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from rich.table import Table
from rich.text import Text

from api.console.failing import BAD_USAGE, fail
from api.console.reading import Document, ledger_in, query_of, stamped, tell
from api.ics import ics
from api.queries import At
from application.benefits import FIGURES, benefits
from application.deadline_calendar import deadline_calendar, window_of
from application.deadlines import deadlines
from application.forecast import forecast
from application.moment import Moment
from application.period import end_of
from application.questions import Questions
from application.reads import VIEWS, Reads

View = Callable[[Reads, Moment], list[Document]]


def run_forecast(asked: Document, *, folder: Path, as_json: bool) -> None:
    """When each migration can merge."""
    _run(lambda reads, at: forecast(reads.going_on(at)), _forecast_table, asked, folder=folder, as_json=as_json)


def run_benefits(asked: Document, *, folder: Path, as_json: bool) -> None:
    """The figures of each area and borough."""
    _run(lambda reads, at: benefits(reads.replay(at)), _benefits_table, asked, folder=folder, as_json=as_json)


def run_irregularities(asked: Document, *, folder: Path, as_json: bool) -> None:
    """Every irregular decision."""
    _run(Reads.irregularities, _irregularities_table, asked, folder=folder, as_json=as_json)


def run_deadlines(within: str, asked: Document, *, as_calendar: bool, folder: Path, as_json: bool) -> None:
    """What has to be decided by when: as a table, as JSON, or as a calendar. `within`: as the query of `GET /v1/deadlines`."""
    query = query_of(At, asked)
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        try:
            until = end_of(within, at.as_of)
        except ValueError as error:
            fail(f"--within: {error}", BAD_USAGE)
        if until < at.as_of:
            fail(f"--within: that is before {at.as_of}, from which on deadlines are asked for", BAD_USAGE)
        replay = ledger.reads.replay(at)
        if as_calendar:
            sys.stdout.buffer.write(ics(deadline_calendar(replay, window_of(at.as_of, until)), ledger.reads.recorded_at))
            return
        document = {"items": deadlines(replay, until), **stamped(at, query)}
    tell(document, as_json, _deadlines_table)


def run_why(kind: str, id_: str, asked: Document, *, folder: Path, as_json: bool) -> None:
    """Why each field of an object is as it is; or of a cell of the matrix, which is named by a borough and an area."""
    query = query_of(At, asked)
    plural = next((plural for plural, view in VIEWS.items() if kind in (plural, view.kind)), None)
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        questions = Questions(ledger.reads)
        if plural is not None:
            found: Document | None = {"why": why} if (why := questions.why(plural, id_, at)) else None
        else:
            found = questions.cell(kind, id_, at)
    if found is None:
        fail(f"No {kind} {id_} was known by then (as of {at.as_of}, position {at.position}).")
    tell({**found, **stamped(at, query)}, as_json, _why_table)


def _run(view: View, table: Callable[[Document], Table], asked: Document, *, folder: Path, as_json: bool) -> None:
    query = query_of(At, asked)
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        document = {"items": view(ledger.reads, at), **stamped(at, query)}
    tell(document, as_json, table)


def _table(document: Document, *headings: str) -> Table:
    return Table(*headings, caption=f"as of {document['as_of']}, position {document['position']}")


def _forecast_table(document: Document) -> Table:
    table = _table(document, "migration", "who", "earliest", "what sets it, and what is missing")
    for item in document["items"]:
        for who, each in (("all: the merger", item), *((moved["borough"], moved) for moved in item["boroughs"])):
            sentences = [*(link["sentence"] for link in each["chain"]), *(missing["message"] for missing in each["missing"])]
            row = (item["title"], who, each["earliest_on"] or f"not before {each['not_before']}", "\n".join(sentences))
            table.add_row(*map(Text, row))
    return table


def _deadlines_table(document: Document) -> Table:
    table = _table(document, "by", "what", "who can act", "last meeting that can still act", "decisions")
    for item in document["items"]:
        decisions = ", ".join(map(str, item["decisions"]))
        row = (item["on"], item["sentence"], "\n".join(item["who_can"]), _meeting(item["last_meeting"]), decisions)
        table.add_row(*map(Text, row))
    return table


def _meeting(last: Document | None) -> str:
    if last is None:
        return "–"
    return f"{last['body']}, {last['meets_on']} (notice by {last['notice_by']}, papers by {last['papers_by']})"


def _benefits_table(document: Document) -> Table:
    table = _table(document, "area", "borough", "baseline", "target", *FIGURES, "quality")
    for item in document["items"]:
        quality = item["quality"]
        score = f"{quality['score']} ({quality['measure']})" if quality else "–"
        amounts = (item[name] or "–" for name in ("baseline", "target", *FIGURES))
        table.add_row(*map(Text, (item["area"], item["borough"], *amounts, score)))
    return table


def _irregularities_table(document: Document) -> Table:
    table = _table(document, "position", "counts from", "decision", "broke", "upset", "reasons")
    for item in document["items"]:
        broken = "\n".join(each["code"] for each in item["broken"])
        upset = "\n".join(f"{each['decision']}: {', '.join(each['codes'])}" for each in item["upset"])
        row = (str(item["position"]), item["effective_on"], item["type"], broken, upset, item["reasons"])
        table.add_row(*map(Text, row))
    return table


def _why_table(document: Document) -> Table:
    table = _table(document, "field", "decisions that cause its value")
    for field, positions in document["why"].items():
        table.add_row(Text(field.replace("_", " ")), Text(", ".join(map(str, positions)) or "–"))
    return table
