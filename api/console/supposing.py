"""`concordat what-if`: what would follow from commands that nobody has posted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson
from rich.console import Group
from rich.table import Table
from rich.text import Text

from api.console.failing import BAD_USAGE, fail
from api.console.reading import Document, ledger_in, query_of, stamped, tell
from api.queries import At
from api.questions import what_would_follow
from application.questions import Questions
from application.sitting import Invalid


def run_what_if(file: str, asked: Document, *, folder: Path, as_json: bool) -> None:
    """What would become of the commands of a file, and what would differ. `asked`: as the query of `POST /v1/what-if`."""
    query = query_of(At, asked)
    question = _question(file)
    if query.as_of is not None:
        question.setdefault("as_of", query.as_of.isoformat())
    with ledger_in(folder) as ledger:
        at = ledger.reads.moment(query.as_of, query.known_at)
        try:
            found = what_would_follow(Questions(ledger.reads), question, at)
        except Invalid as invalid:
            fail("; ".join(f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in invalid.faults), BAD_USAGE)
    tell({**stamped(at, query), **found}, as_json, _difference)


def _question(file: str) -> dict[str, Any]:
    """The question that a file asks: as the API takes it, or a command a line."""
    try:
        written = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as fault:
        fail(f"{file}: {fault.strerror}", BAD_USAGE)
    try:
        lines = [orjson.loads(line) for line in written.splitlines() if line.strip()]
    except orjson.JSONDecodeError:
        lines = []
    if lines and all(isinstance(line, dict) and "command" in line for line in lines):
        return {"commands": lines}
    try:
        question = orjson.loads(written)
    except orjson.JSONDecodeError as fault:
        fail(f"{file}: neither JSON nor a command a line: {fault}", BAD_USAGE)
    if not isinstance(question, dict):
        fail(f"{file}: a question is an object with `commands`", BAD_USAGE)
    return question


def _difference(document: Document) -> Group:
    """Two tables: a command a line, and a difference a line."""
    outcomes = Table("command", "would be", "because")
    for outcome in document["outcomes"]:
        would = ", ".join(each["type"] for each in outcome.get("decisions", ())) or outcome["title"]
        because = [each["message"] for each in (*outcome.get("broken_rules", ()), *outcome.get("errors", ()))]
        outcomes.add_row(*map(Text, (outcome["command"], would, "\n".join(because))))
    table = Table("view", "what", "now", "then", caption=f"as of {document['as_of']}, position {document['position']}")
    for view, items in document["difference"].items():
        for item in items:
            what = " ".join(str(value) for name, value in item.items() if name not in ("before", "after") and value)
            table.add_row(*map(Text, (view, what, *_apart(item["before"], item["after"]))))
    return Group(outcomes, table)


def _apart(before: Document | None, after: Document | None) -> tuple[str, str]:
    """The fields in which they differ, of each."""
    if before is None or after is None:
        return ("–" if before is None else "there", "–" if after is None else "there")
    names = [name for name in before if before[name] != after.get(name)]
    return "\n".join(f"{name}: {before[name]}" for name in names), "\n".join(f"{name}: {after.get(name)}" for name in names)
