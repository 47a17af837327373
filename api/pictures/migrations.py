"""Migration map: through which stages each migration went over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.pictures.drawing import FAINT, LABELS, ROW, WIDTH, Days, Drawing
from api.pictures.picture import Picture
from application.courses import Course, Step
from domain.dates import spoken

Document = Mapping[str, Any]
MOST_ROWS = 80
TOP = 64
# Each stage has a fill and, since not everyone tells colours apart, its name inside the band wherever it fits.
STAGES = {
    "proposed": ("#d2e2f1", "#0b0c0c"),
    "agreed": ("#5694ca", "#0b0c0c"),
    "moving": ("#1d70b8", "#ffffff"),
    "merged": ("#00703c", "#ffffff"),
    "paused": ("#f3e08c", "#0b0c0c"),
    "separated": ("#912b88", "#ffffff"),
    "abandoned": ("#505a5f", "#ffffff"),
}


def migration_map(migrations: Sequence[Document], courses: Mapping[str, Course], today: date) -> Picture:
    """A row for each migration, by its first step (at most MOST_ROWS, those that moved last).

    `migrations`: as their read gives them; `courses`: of the same moment. `today`: the day that is shown.
    """
    begun = [each for each in migrations if each["migration"] in courses]
    newest = sorted(begun, key=lambda each: (courses[each["migration"]].steps[-1].on, each["migration"]), reverse=True)[:MOST_ROWS]
    shown = sorted(newest, key=lambda each: (courses[each["migration"]].steps[0].on, each["migration"]))
    scale = Days.over([step.on for each in shown for step in courses[each["migration"]].steps], today)
    title, words = "Migrations by stage", _words(begun, shown, today)
    bottom = TOP + 24 + ROW * max(len(shown), 1)
    drawing = Drawing("migration-map", title, words, bottom + 34)
    for number, (stage, (fill, _)) in enumerate(STAGES.items()):
        drawing.rect(10 + 130 * number, 10, 18, 14, fill=fill)
        drawing.text(34 + 130 * number, 22, stage, font_size=14)
    scale.draw(drawing, TOP + 18, bottom, today)
    for row, migration in enumerate(shown):
        _band(drawing, scale, migration, courses[migration["migration"]].steps, TOP + 24 + ROW * row, today)
    if not shown:
        drawing.text(LABELS, TOP + 46, "No migration was proposed by then.", fill=FAINT)
    rows = tuple(
        (each["title"], each["area"], step.state, step.on.isoformat(), str(step.decision))
        for each in shown
        for step in courses[each["migration"]].steps
    )
    return Picture("migration-map", title, words, drawing.svg(), ("Migration", "Area", "Stage", "Since", "Decision"), rows)


def _band(drawing: Drawing, scale: Days, migration: Document, steps: Sequence[Step], y: float, today: date) -> None:
    drawing.text(10, y + 19, migration["title"], room=LABELS - 20)
    ends = [step.on for step in steps[1:]] + [max(today, steps[-1].on)]
    for step, end in zip(steps, ends, strict=True):
        fill, ink = STAGES[step.state]
        left, right = scale.x(step.on), min(scale.x(end), WIDTH - 20)
        drawing.rect(left, y + 4, max(right - left, 2), 22, f"{migration['title']}: {step.state} from {spoken(step.on)}", fill=fill)
        if right - left > 8 * len(step.state) + 8:
            drawing.text(left + 5, y + 19, step.state, fill=ink, font_size=13)


def _words(begun: Sequence[Document], shown: Sequence[Document], today: date) -> str:
    if not begun:
        return f"No migration was proposed by {spoken(today)}."
    counts = [(stage, sum(each["state"] == stage for each in begun)) for stage in STAGES]
    told = ", ".join(f"{count} {stage}" for stage, count in counts if count)
    omitted = f" Drawn are the {len(shown)} that moved last." if len(shown) < len(begun) else ""
    return f"On {spoken(today)}, of {len(begun)} migrations: {told}.{omitted}"
