"""Contract timeline: how long each contract runs, how far its options could carry it, until when notice can be given, and the
cutovers and mergers that wait for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.pictures.drawing import FAINT, GRID, LABELS, ROW, WIDTH, Days, Drawing
from api.pictures.picture import Picture
from domain.dates import days_later, months_later, spoken

Document = Mapping[str, Any]
MOST_ROWS = 60
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


def contract_timeline(contracts: Sequence[Document], migrations: Sequence[Document], today: date) -> Picture:
    """A row for each contract (at most MOST_ROWS, those that end last) and one for each migration with a date, by their start.

    `contracts`, `migrations`: as the reads of their kinds give them. `today`: the day that is shown.
    """
    newest = sorted(contracts, key=lambda each: (_end(each), each["contract"]), reverse=True)[:MOST_ROWS]
    shown = sorted(newest, key=lambda each: (each["starts_on"], each["contract"]))
    events = [(each, _events(each)) for each in migrations]
    dated = [(each, found) for each, found in events if found][:MOST_ROWS]
    days = [date.fromisoformat(each["starts_on"]) for each in shown] + [_last_day(each) for each in shown]
    days += [on for _, found in dated for _, on in found]
    scale = Days.over(days, today)
    title, words = "Contracts over the years", _words(contracts, shown, today)
    bottom = TOP + 24 + ROW * max(len(shown) + len(dated), 1)
    drawing = Drawing("contract-timeline", title, words, bottom + 34)
    _legend(drawing)
    scale.draw(drawing, TOP + 18, bottom, today)
    for row, contract in enumerate(shown):
        _contract(drawing, scale, contract, TOP + 24 + ROW * row)
    for row, (migration, found) in enumerate(dated, start=len(shown)):
        _migration(drawing, scale, migration, found, TOP + 24 + ROW * row)
    if not shown and not dated:
        drawing.text(LABELS, TOP + 46, "Nothing was under contract by then.", fill=FAINT)
    columns = ("Contract", "Held by", "Areas", "Starts", "Ends", "Last day for notice", "Options left (months)", "State")
    return Picture("contract-timeline", title, words, drawing.svg(), columns, tuple(map(_row, shown)))


def _contract(drawing: Drawing, scale: Days, contract: Document, y: float) -> None:
    start, end, last = date.fromisoformat(contract["starts_on"]), _end(contract), _last_day(contract)
    name = f"{contract['title']} ({', '.join(contract['boroughs'])})"
    drawing.text(10, y + 19, name, room=LABELS - 20)
    over = contract["state"] == "concluded"
    tip = f"{contract['title']}: {spoken(start)} to {spoken(end)}, {contract['state']}"
    if last > end:
        drawing.rect(scale.x(end), y + 9, scale.x(last) - scale.x(end), 10, f"{tip}; options to {spoken(last)}", fill=OPTION)
    drawing.rect(scale.x(start), y + 6, max(scale.x(end) - scale.x(start), 2), 16, tip, fill=CONCLUDED if over else RUNS)
    notice = _notice_by(contract)
    if notice is not None:
        drawing.diamond(
            scale.x(notice), y + 14, 6, f"{contract['title']}: notice by {spoken(notice)}", fill=NOTICE, stroke="#ffffff"
        )


def _migration(drawing: Drawing, scale: Days, migration: Document, events: list[tuple[str, date]], y: float) -> None:
    drawing.text(10, y + 19, migration["title"], room=LABELS - 20, font_weight="bold")
    drawing.line(LABELS, y + 14, WIDTH - 20, y + 14, stroke=GRID, stroke_dasharray="2 4")
    for what, on in events:
        tip = f"{migration['title']}: {what} on {spoken(on)}"
        if what == "merged":
            drawing.diamond(scale.x(on), y + 14, 8, tip, fill=MERGED)
        else:
            drawing.circle(scale.x(on), y + 14, 5, tip, fill=CUTOVER)


def _events(migration: Document) -> list[tuple[str, date]]:
    found = [(f"{each['borough']} cuts over", date.fromisoformat(each["cutover_on"])) for each in migration["cutovers"]]
    if migration["merged_on"]:
        found.append(("merged", date.fromisoformat(migration["merged_on"])))
    return found


def _end(contract: Document) -> date:
    """When it ended or is to end."""
    return date.fromisoformat(contract["concluded_on"] or contract["ends_on"])


def _last_day(contract: Document) -> date:
    """How far the options that are left could carry it."""
    end = _end(contract)
    left = sum(option["months"] for option in contract["unused_extensions"])
    return months_later(end, left) if left and contract["state"] == "open" else end


def _notice_by(contract: Document) -> date | None:
    if not contract["notice_days"] or contract["state"] != "open":
        return None
    return days_later(_end(contract), -contract["notice_days"])


def _words(contracts: Sequence[Document], shown: Sequence[Document], today: date) -> str:
    running = [each for each in contracts if each["state"] != "concluded"]
    words = [f"Of {len(contracts)} contracts known on {spoken(today)}, {len(running)} run on."] if contracts else []
    due = sorted((_end(each), each["title"]) for each in running if _end(each) >= today)
    if due:
        words.append(f"The next to end is {due[0][1]}, on {spoken(due[0][0])}.")
    if len(shown) < len(contracts):
        words.append(f"Drawn are the {len(shown)} that end last.")
    return " ".join(words) or f"No contract was known on {spoken(today)}."


def _row(contract: Document) -> tuple[str, ...]:
    notice = _notice_by(contract)
    left = ", ".join(str(option["months"]) for option in contract["unused_extensions"])
    held, areas = ", ".join(contract["boroughs"]), ", ".join(contract["areas"])
    end = _end(contract).isoformat()
    return (
        contract["title"],
        held,
        areas,
        contract["starts_on"],
        end,
        notice.isoformat() if notice else "none",
        left or "none",
        contract["state"],
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
