"""`concordat gates` and `changes`: what blocks a migration, and what differs between two moments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from api.console.failing import BAD_USAGE, fail
from api.console.reading import ledger_in, query_of, stamped, tell
from api.queries import At
from api.questions import Between, answer_of
from application.changes import HEADS
from application.questions import Questions
from application.sitting import Invalid

Document = dict[str, Any]


def run_gates(migration: str, asked: Document, *, only_closed: bool, folder: Path, as_json: bool) -> None:
    """Every gate of a migration, or only those that are closed."""
    query = query_of(At, asked)
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        found = Questions(ledger.reads).gates(migration, at)
    if found is None:
        fail(f"No migration {migration} was proposed by then (as of {at.as_of}, position {at.position}).")
    items = [gate for gate in found if not (only_closed and gate["open"])]
    tell({"items": items, **stamped(at, query)}, as_json, gates_table)


def run_changes(asked: Document, *, folder: Path, as_json: bool) -> None:
    """What differs between two moments. `asked`: as the query of `GET /v1/changes`."""
    query = query_of(Between, asked)
    with ledger_in(folder) as ledger:
        questions = Questions(ledger.reads)
        try:
            first, last = questions.between(query.period)
        except Invalid as invalid:
            fail("; ".join(f"--{str(fault.path[0]).replace('_', '-')}: {fault.message}" for fault in invalid.faults), BAD_USAGE)
        document = answer_of(questions.changes(first, last), first, last, query)
    tell(document, as_json, changes_table)


def gates_table(document: Document) -> Table:
    """A gate a line, the closed ones first."""
    table = Table("gate", "whose step", "", "why", "decisions", "until", "who can open it")
    table.caption = f"as of {document['as_of']}, position {document['position']}"
    for gate in sorted(document["items"], key=lambda gate: bool(gate["open"])):
        whose = f"{gate['borough'] or 'all parties'}: {', '.join(gate['steps'])}"
        standing = Text("open", style="green") if gate["open"] else Text("closed", style="red")
        decisions = ", ".join(map(str, gate["decisions"]))
        rest = (gate["message"], decisions, gate["until"] or "", "\n".join(gate["who_can"]))
        table.add_row(Text(gate["code"]), Text(whose), standing, *map(Text, rest))
    return table


def changes_table(document: Document) -> Table:
    """A line for each change, under its head."""
    table = Table("", "date", "what", "decisions")
    known = f"as known at {document['known_from']}, and at {document['known_to']}"
    table.caption = f"from {document['from']} to {document['to']}, {known}"
    for head in HEADS:
        for line in document[head]:
            decisions = ", ".join(map(str, line["decisions"]))
            table.add_row(Text(head.replace("_", " "), style="bold"), *map(Text, (line["date"], line["sentence"], decisions)))
    return table
