"""Drawing: SVG elements, and the scales that turn days and amounts into places on the paper.

Everything is drawn with presentation attributes: a page with a strict Content-Security-Policy shows them, and so does a file that
somebody took away. Lengths are in pixels of the picture at its full width.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET

WIDTH = 960
LABELS = 260  # room for the names of the rows
ROW = 34
INK, FAINT, GRID, PAPER = "#0b0c0c", "#505a5f", "#b1b4b6", "#ffffff"
FONT = "Source Sans Pro, Arial, sans-serif"
CHARACTER = 7.4  # the mean width of a character at the size of a label: a label that is cut never runs into the drawing
Number = int | float


class Drawing:
    """A picture in the making, of a height that grows with what is in it."""

    def __init__(self, name: str, title: str, description: str, height: Number) -> None:
        self._root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {height:g}",
                "role": "img",
                "aria-labelledby": f"{name}-title {name}-description",
                "font-family": FONT,
                "font-size": "15",
                "fill": INK,
            },
        )
        for part, text in (("title", title), ("desc", description)):
            suffix = "title" if part == "title" else "description"
            ET.SubElement(self._root, part, {"id": f"{name}-{suffix}"}).text = text
        self.rect(0, 0, WIDTH, height, fill=PAPER)

    def rect(self, x: Number, y: Number, width: Number, height: Number, tip: str = "", **style: Number | str) -> None:
        """A box; `tip` is said where the pointer rests on it."""
        self._add("rect", tip, x=x, y=y, width=max(width, 0), height=height, **style)

    def line(self, x1: Number, y1: Number, x2: Number, y2: Number, tip: str = "", **style: Number | str) -> None:
        self._add("line", tip, x1=x1, y1=y1, x2=x2, y2=y2, **{"stroke": INK, **style})

    def diamond(self, x: Number, y: Number, radius: Number, tip: str = "", **style: Number | str) -> None:
        points = f"{x:g},{y - radius:g} {x + radius:g},{y:g} {x:g},{y + radius:g} {x - radius:g},{y:g}"
        self._add("polygon", tip, points=points, **style)

    def circle(self, x: Number, y: Number, radius: Number, tip: str = "", **style: Number | str) -> None:
        self._add("circle", tip, cx=x, cy=y, r=radius, **style)

    def path(self, places: list[tuple[Number, Number]], **style: Number | str) -> None:
        """A line through several places."""
        points = " ".join(f"{x:g},{y:g}" for x, y in places)
        self._add("polyline", "", points=points, fill="none", **style)

    def text(self, x: Number, y: Number, text: str, room: Number | None = None, **style: Number | str) -> None:
        """`room`: the width there is; a longer text is cut, and whole where the pointer rests on it."""
        shown = text
        most = len(shown) if room is None else max(int(room / CHARACTER), 1)
        cut = shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"
        element = self._add("text", shown if cut != shown else "", x=x, y=y, **style)
        element.text = cut if len(element) == 0 else None
        if len(element):
            element[0].tail = cut

    def svg(self) -> str:
        return ET.tostring(self._root, encoding="unicode")

    def _add(self, tag: str, tip: str, **attributes: Number | str) -> ET.Element:
        written = {
            key.replace("_", "-"): f"{value:g}" if isinstance(value, int | float) else value for key, value in attributes.items()
        }
        element = ET.SubElement(self._root, tag, written)
        if tip:
            ET.SubElement(element, "title").text = tip
        return element


@dataclass(frozen=True, slots=True)
class Days:
    """A scale of days: whole years, from the first day shown to the last."""

    first: date
    last: date

    @classmethod
    def over(cls, days: list[date], today: date) -> Days:
        """The whole years that hold all these days and today, at most 60 of them around today: a slip of the pen in one date
        must not squeeze everything else into a line."""
        years = [day.year for day in (*days, today) if abs(day.year - today.year) <= 30]
        return cls(date(min(years), 1, 1), date(max(years) + 1, 1, 1))

    def x(self, day: date) -> float:
        """Where a day lies; what lies outside is put at the edge."""
        whole = (self.last - self.first).days
        return LABELS + (WIDTH - LABELS - 20) * min(max((day - self.first).days / whole, 0), 1)

    def years(self) -> Iterator[date]:
        """The first days of years that are written below the picture: so many that their names do not touch."""
        step = max(1, -(-(self.last.year - self.first.year) // 14))
        for year in range(self.first.year, self.last.year + 1, step):
            yield date(year, 1, 1)

    def draw(self, drawing: Drawing, top: Number, bottom: Number, today: date) -> None:
        """The years as a grid, and today."""
        for day in self.years():
            drawing.line(self.x(day), top, self.x(day), bottom, stroke=GRID)
            drawing.text(self.x(day), bottom + 20, str(day.year), fill=FAINT, text_anchor="middle", font_size=13)
        drawing.line(self.x(today), top - 8, self.x(today), bottom, stroke="#d4351c", stroke_width=2, stroke_dasharray="5 3")
        drawing.text(self.x(today), top - 12, "the day shown", fill="#d4351c", text_anchor="middle", font_size=13)


@dataclass(frozen=True, slots=True)
class Amounts:
    """A scale of amounts or scores from 0 to `most`, upwards from `bottom` to `top`."""

    most: float
    top: float
    bottom: float

    def y(self, amount: float) -> float:
        return self.bottom - (self.bottom - self.top) * (amount / self.most if self.most else 0)
