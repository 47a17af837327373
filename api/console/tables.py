"""Tables: what the command line shows to people."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

Document = dict[str, Any]


def status_table(document: Document) -> Table:
    """What is in the ledger, a line each."""
    return _pairs(document, None)


def object_table(document: Document) -> Table:
    """One object, a field a line."""
    fields = {name: value for name, value in document.items() if name not in ("position", "as_of", "known_at")}
    return _pairs(fields, f"as of {document['as_of']}, position {document['position']}")


def trail_table(document: Document) -> Table:
    """Decisions, a line each."""
    table = Table("position", "counts from", "decision", "objects", "on whose authority", "posted by")
    for record in document["items"]:
        tags = [each["tag"] for each in record["objects"] if not each["tag"].startswith("command:")]
        actor = record["actor"]
        who = f"{actor['subject']} for {actor['for']}" if "for" in actor else actor["subject"]
        mark = " (irregular)" if "irregular" in record else ""
        cells = (str(record["position"]), record["effective_on"], record["type"] + mark)
        table.add_row(*map(Text, (*cells, ", ".join(tags), record["authority"]["body"], who)))
    return table


def matrix_table(document: Document) -> Table:
    """A row for each area, a column for each borough: the stage, and since when."""
    boroughs = sorted({item["borough"] for item in document["items"]})
    table = Table("area", *boroughs, caption=f"as of {document['as_of']}, position {document['position']}")
    cells = {(item["area"], item["borough"]): item for item in document["items"]}
    for area in sorted({item["area"] for item in document["items"]}):
        table.add_row(Text(area), *(_stage(cells.get((area, borough))) for borough in boroughs))
    return table


def _stage(item: Document | None) -> Text:
    if item is None:
        return Text("")
    text = Text(item["stage"])
    if item["since"]:
        text.append(f" {item['since']}", style="dim")
    for code in item["blocked_by"]:
        text.append(f"\n{code}", style="red")
    return text


def _pairs(fields: Document, caption: str | None) -> Table:
    table = Table(show_header=False, caption=caption)
    for name, value in fields.items():
        table.add_row(Text(name.replace("_", " "), style="bold"), Text(_words(value)))
    return table


def _words(value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{name} {_words(each)}" for name, each in value.items())
        case list():
            return ("\n" if any(isinstance(each, dict) for each in value) else ", ").join(map(_words, value))
    return str(value)
