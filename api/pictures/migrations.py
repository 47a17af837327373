"""Migration map: through which stages each migration went over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from api.pictures.drawing import FAINT, LABELS, ROW, WIDTH, Days, Drawing
from api.pictures.picture import Picture
from application.courses import Course, Step
from domain.dates import spoken
from domain.migration.migration import Migration

MOST_ROWS = 40
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


def newest(migrations: Mapping[str, Migration]) -> list[str]:
    """The ids of those that are drawn: at most MOST_ROWS, what goes on before what is over, the later begun before the earlier."""
    over = {"abandoned", "separated"}
    ranked = sorted(
        migrations, key=lambda id_: (migrations[id_].state in over, -max(migrations[id_].came.values(), default=0), id_)
    )
    return ranked[:MOST_ROWS]


def migration_map(migrations: Mapping[str, Migration], courses: Mapping[str, Course], today: date) -> Picture:
    """A row for each migration that has a course, by its first step.

    `migrations`: the states of all that are known, by id. `courses`: of the same moment, of those to be drawn (`newest`).
    """
    shown = sorted((id_ for id_ in courses if courses[id_].steps), key=lambda id_: (courses[id_].steps[0].on, id_))
    scale = Days.over([step.on for id_ in shown for step in courses[id_].steps], today)
    title, words = "Migrations by stage", _words(migrations, shown, today)
    bottom = TOP + 24 + ROW * max(len(shown), 1)
    drawing = Drawing("migration-map", title, words, bottom + 34)
    for number, (stage, (fill, _)) in enumerate(STAGES.items()):
        drawing.rect(10 + 130 * number, 10, 18, 14, fill=fill)
        drawing.text(34 + 130 * number, 22, stage, font_size=14)
    scale.draw(drawing, TOP + 18, bottom, today)
    for row, id_ in enumerate(shown):
        _band(drawing, scale, migrations[id_], courses[id_].steps, TOP + 24 + ROW * row, today)
    if not shown:
        drawing.text(LABELS, TOP + 46, "No migration was proposed by then.", fill=FAINT)
    rows = tuple(
        (migrations[id_].title, migrations[id_].area, step.state, step.on.isoformat(), str(step.decision))
        for id_ in shown
        for step in courses[id_].steps
    )
    return Picture("migration-map", title, words, drawing.svg(), ("Migration", "Area", "Stage", "Since", "Decision"), rows)


def _band(drawing: Drawing, scale: Days, migration: Migration, steps: Sequence[Step], y: float, today: date) -> None:
    drawing.text(10, y + 19, migration.title, room=LABELS - 20)
    ends = [step.on for step in steps[1:]] + [max(today, steps[-1].on)]
    for step, end in zip(steps, ends, strict=True):
        fill, ink = STAGES[step.state]
        left, right = scale.x(step.on), min(scale.x(end), WIDTH - 20)
        drawing.rect(left, y + 4, max(right - left, 2), 22, f"{migration.title}: {step.state} from {spoken(step.on)}", fill=fill)
        if right - left > 8 * len(step.state) + 8:
            drawing.text(left + 5, y + 19, step.state, fill=ink, font_size=13)


def _words(migrations: Mapping[str, Migration], shown: Sequence[str], today: date) -> str:
    if not migrations:
        return f"No migration was proposed by {spoken(today)}."
    counts = [(stage, sum(each.state == stage for each in migrations.values())) for stage in STAGES]
    told = ", ".join(f"{count} {stage}" for stage, count in counts if count)
    omitted = f" Drawn are {len(shown)} of them." if len(shown) < len(migrations) else ""
    return f"On {spoken(today)}, of {len(migrations)} migrations: {told}.{omitted}"
