"""Contract timeline: how long each contract runs, how far its options could carry it, until when notice can be given, and the
cutovers and mergers that wait for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from api.pictures.drawing import FAINT, GRID, LABELS, ROW, WIDTH, Days, Drawing
from api.pictures.picture import Picture
from domain.contract.contract import Contract
from domain.dates import days_later, months_later, spoken
from domain.migration.migration import Migration

MOST_ROWS = 60
MOST_DATED = 30
"""Migrations, those with a date nearest to the day that is shown."""
RUNS, CONCLUDED, OPTION, NOTICE, CUTOVER, MERGED = "#1d70b8", "#6f777b", "#bbd4ea", "#f47738", "#4c2c92", "#00703c"
LEGEND = (
    ("runs", RUNS, "box"),
    ("concluded", CONCLUDED, "box"),
    ("options left", OPTION, "box"),
    ("last day for notice", NOTICE, "diamond"),
    ("cutover", CUTOVER, "circle"),
    ("merger", MERGED, "diamond"),
)
TOP = 78


class Span(NamedTuple):
    """How long a contract runs, or ran. `last`: how far the options that are left could carry it."""

    id: str
    contract: Contract
    start: date
    end: date
    last: date
    notice_by: date | None


def contract_timeline(
    contracts: Mapping[str, Contract], migrations: Mapping[str, Migration], today: date, *, are_all: bool = True
) -> Picture:
    """A row for each contract (at most MOST_ROWS, those that end next) and one for each migration with a date, by their start.

    `contracts`, `migrations`: the states of all that are known, by id; unless `are_all`, of the next ones. `today`: the day that
    is shown.
    """
    spans = [_span(id_, each, each.starts_on) for id_, each in contracts.items() if each.starts_on and each.ends_on]
    shown = sorted(sorted(spans, key=_soonest)[:MOST_ROWS], key=lambda span: (span.start, span.id))
    events = {id_: _events(each) for id_, each in sorted(migrations.items()) if each.cutovers or each.merged}
    dated = sorted(events.items(), key=lambda each: (min(abs(on - today) for _, on in each[1]), each[0]))[:MOST_DATED]
    dated.sort()
    days = [day for span in shown for day in (span.start, span.last)] + [on for _, found in dated for _, on in found]
    scale = Days.over(days, today)
    title, words = "Contracts over the years", _words(spans, shown, today, are_all)
    bottom = TOP + 24 + ROW * max(len(shown) + len(dated), 1)
    drawing = Drawing("contract-timeline", title, words, bottom + 34)
    _legend(drawing)
    scale.draw(drawing, TOP + 18, bottom, today)
    for row, span in enumerate(shown):
        _contract(drawing, scale, span, TOP + 24 + ROW * row)
    for row, (id_, found) in enumerate(dated, start=len(shown)):
        _migration(drawing, scale, migrations[id_], found, TOP + 24 + ROW * row)
    if not shown and not dated:
        drawing.text(LABELS, TOP + 46, "Nothing was under contract by then.", fill=FAINT)
    columns = ("Contract", "Held by", "Areas", "Starts", "Ends", "Last day for notice", "Options left (months)", "State")
    return Picture("contract-timeline", title, words, drawing.svg(), columns, tuple(map(_row, shown)))


def _soonest(span: Span) -> tuple[bool, int, str]:
    """In the order of ends: what runs on, and after it what is over, that which ended last before the others."""
    is_over, day = span.contract.concluded_on is not None, span.end.toordinal()
    return is_over, -day if is_over else day, span.id


def _span(id_: str, contract: Contract, start: date) -> Span:
    end = contract.concluded_on or contract.end
    is_open = contract.state == "open"
    last = months_later(end, sum(contract.unused)) if contract.unused and is_open else end
    notice_by = days_later(end, -contract.notice_days) if contract.notice_days and is_open else None
    return Span(id_, contract, start, end, last, notice_by)


def _contract(drawing: Drawing, scale: Days, span: Span, y: float) -> None:
    contract = span.contract
    drawing.text(10, y + 19, f"{contract.title} ({', '.join(contract.boroughs)})", room=LABELS - 20)
    tip = f"{contract.title}: {spoken(span.start)} to {spoken(span.end)}, {contract.state}"
    if span.last > span.end:
        beyond = scale.x(span.last) - scale.x(span.end)
        drawing.rect(scale.x(span.end), y + 9, beyond, 10, f"{tip}; options to {spoken(span.last)}", fill=OPTION)
    fill = CONCLUDED if contract.concluded_on else RUNS
    drawing.rect(scale.x(span.start), y + 6, max(scale.x(span.end) - scale.x(span.start), 2), 16, tip, fill=fill)
    if span.notice_by is not None:
        by = f"{contract.title}: notice by {spoken(span.notice_by)}"
        drawing.diamond(scale.x(span.notice_by), y + 14, 6, by, fill=NOTICE, stroke="#ffffff")


def _migration(drawing: Drawing, scale: Days, migration: Migration, events: list[tuple[str, date]], y: float) -> None:
    drawing.text(10, y + 19, migration.title, room=LABELS - 20, font_weight="bold")
    drawing.line(LABELS, y + 14, WIDTH - 20, y + 14, stroke=GRID, stroke_dasharray="2 4")
    for what, on in events:
        tip = f"{migration.title}: {what} on {spoken(on)}"
        if what == "merged":
            drawing.diamond(scale.x(on), y + 14, 8, tip, fill=MERGED)
        else:
            drawing.circle(scale.x(on), y + 14, 5, tip, fill=CUTOVER)


def _events(migration: Migration) -> list[tuple[str, date]]:
    found = [(f"{borough} cuts over", cutover.on) for borough, cutover in sorted(migration.cutovers.items())]
    return [*found, ("merged", migration.merged.on)] if migration.merged else found


def _words(spans: Sequence[Span], shown: Sequence[Span], today: date, are_all: bool) -> str:
    running = [span for span in spans if span.contract.is_open]
    words = [f"Of {len(spans)} contracts known on {spoken(today)}, {len(running)} run on."] if spans and are_all else []
    due = min(((span.end, span.contract.title) for span in running if span.end >= today), default=None)
    if due:
        words.append(f"The next to end is {due[1]}, on {spoken(due[0])}.")
    if len(shown) < len(spans) or (shown and not are_all):
        words.append(f"Drawn are the {len(shown)} that end next.")
    return " ".join(words) or f"No contract was known on {spoken(today)}."


def _row(span: Span) -> tuple[str, ...]:
    contract = span.contract
    return (
        contract.title,
        ", ".join(contract.boroughs),
        ", ".join(contract.areas),
        span.start.isoformat(),
        span.end.isoformat(),
        span.notice_by.isoformat() if span.notice_by else "none",
        ", ".join(map(str, contract.unused)) or "none",
        contract.state,
    )


def _legend(drawing: Drawing) -> None:
    x = 10.0
    for word, colour, shape in LEGEND:
        if shape == "box":
            drawing.rect(x, 14, 18, 12, fill=colour)
        elif shape == "diamond":
            drawing.diamond(x + 9, 20, 7, fill=colour)
        else:
            drawing.circle(x + 9, 20, 5, fill=colour)
        drawing.text(x + 24, 25, word, font_size=14)
        x += 44 + len(word) * 7.2
