"""Quality against the floor: every measure of a migration's service, and what residents would accept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.pictures.drawing import FAINT, GRID, LABELS, WIDTH, Amounts, Days, Drawing
from api.pictures.picture import Picture
from application.courses import Measure
from domain.dates import spoken
from domain.migration.migration import Migration

TOP, BOTTOM = 60, 300


def quality_chart(id_: str, migration: Migration, measures: Sequence[Measure], today: date) -> Picture:
    """The scores of one migration over time, from 0 to 100, with its floor."""
    floor = migration.quality_floor
    name = f"quality-{id_}"
    title, words = f"Quality of {migration.title}", _words(measures, floor, today)
    drawing = Drawing(name, title, words, BOTTOM + 40)
    scale, height = Days.over([each.on for each in measures], today), Amounts(100, TOP, BOTTOM)
    for score in (0, 25, 50, 75, 100):
        drawing.line(LABELS, height.y(score), WIDTH - 20, height.y(score), stroke=GRID)
        drawing.text(LABELS - 10, height.y(score) + 5, str(score), text_anchor="end", font_size=13)
    scale.draw(drawing, TOP, BOTTOM, today)
    drawing.line(LABELS, height.y(floor), WIDTH - 20, height.y(floor), stroke_width=2, stroke_dasharray="8 4")
    drawing.text(10, height.y(floor) + 5, f"Floor: {floor}", font_weight="bold")
    places = [(scale.x(each.on), height.y(each.quality.score)) for each in measures]
    if len(places) > 1:
        drawing.path(places, stroke="#1d70b8", stroke_width=2)
    for (x, y), each in zip(places, measures, strict=True):
        below = each.quality.score < floor
        tip = f"{each.quality.measure}: {each.quality.score} on {spoken(each.on)}"
        if below:
            drawing.diamond(x, y, 7, tip, fill="#d4351c")
        else:
            drawing.circle(x, y, 5, tip, fill="#1d70b8")
    if not measures:
        drawing.text(LABELS + 20, (TOP + BOTTOM) / 2, "Quality was not measured by then.", fill=FAINT)
    rows = tuple(
        (each.on.isoformat(), each.quality.measure, str(each.quality.score), str(floor), str(each.quality.position))
        for each in measures
    )
    return Picture(name, title, words, drawing.svg(), ("On", "Measure", "Score", "Floor", "Decision"), rows)


def _words(measures: Sequence[Measure], floor: int, today: date) -> str:
    if not measures:
        return f"Quality was not measured by {spoken(today)}; the floor is {floor} of 100."
    last = measures[-1]
    below = sum(each.quality.score < floor for each in measures)
    stands = "below" if last.quality.score < floor else "at or above"
    return (
        f"The latest of {len(measures)} measures is {last.quality.score}, on {spoken(last.on)}, {stands} the floor of {floor}; "
        f"{below} of them lay below it."
    )
