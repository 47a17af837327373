"""Savings over the years: what was claimed, accepted and disputed, side by side and never blended, against the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from api.pictures.drawing import FAINT, GRID, LABELS, WIDTH, Amounts, Drawing
from api.pictures.picture import Picture
from domain.dates import spoken
from domain.money import pounds

FIGURES = {"accepted": "#00703c", "claimed": "#5694ca", "disputed": "#d4351c"}
LEFT, TOP, BOTTOM = 110, 64, 300
MOST_YEARS = 24


def savings_by_year(totals: Mapping[int, Mapping[str, Decimal]], target: Decimal, today: date) -> Picture:
    """Three bars a year and a line for the yearly target. `totals`: by year what was claimed, accepted and disputed."""
    years = sorted(totals)[-MOST_YEARS:]
    title, words = "Savings against the target", _words(totals, target, today)
    drawing = Drawing("savings", title, words, BOTTOM + 40)
    _axes(
        drawing,
        max([target, *(amount for year in years for amount in totals[year].values())], default=target),
        target,
        years,
        totals,
    )
    if not years:
        drawing.text(LABELS, (TOP + BOTTOM) / 2, "No saving was claimed by then.", fill=FAINT)
    rows = tuple((str(year), *(_whole(totals[year][figure]) for figure in FIGURES), _whole(target)) for year in sorted(totals))
    return Picture("savings", title, words, drawing.svg(), ("Year", "Accepted", "Claimed", "Disputed", "Target a year"), rows)


def _axes(
    drawing: Drawing, most: Decimal, target: Decimal, years: Sequence[int], totals: Mapping[int, Mapping[str, Decimal]]
) -> None:
    step = _round_step(most)
    scale = Amounts(float(step * 4), TOP, BOTTOM)
    for number, (figure, colour) in enumerate([*FIGURES.items(), ("target a year", "#0b0c0c")]):
        drawing.rect(LEFT + 150 * number, 12, 18, 14 if figure in FIGURES else 3, fill=colour)
        drawing.text(LEFT + 24 + 150 * number, 24, figure, font_size=14)
    for part in range(5):
        amount = step * part
        drawing.line(LEFT, scale.y(float(amount)), WIDTH - 20, scale.y(float(amount)), stroke=GRID)
        drawing.text(LEFT - 8, scale.y(float(amount)) + 5, _whole(amount.quantize(Decimal(1))), text_anchor="end", font_size=13)
    slot = (WIDTH - 20 - LEFT) / max(len(years), 1)
    bar = min(slot / 4, 40)
    for number, year in enumerate(years):
        left = LEFT + slot * number + (slot - 3 * bar) / 2
        for place, (figure, colour) in enumerate(FIGURES.items()):
            amount = totals[year][figure]
            y = scale.y(float(amount))
            drawing.rect(left + bar * place, y, bar - 2, BOTTOM - y, f"{year}: {_whole(amount)} {figure}", fill=colour)
        drawing.text(LEFT + slot * (number + 0.5), BOTTOM + 20, str(year), fill=FAINT, text_anchor="middle", font_size=13)
    if target:
        y = scale.y(float(target))
        drawing.line(LEFT, y, WIDTH - 20, y, f"Target: {_whole(target)} a year", stroke_width=3, stroke_dasharray="8 4")


def _round_step(most: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5, 3 or 5 times a power of ten of which four reach up to the largest amount."""
    power = Decimal(10) ** (max(most, Decimal(4)) / 4).adjusted()
    return next(power * Decimal(each) for each in ("1", "2", "2.5", "3", "5", "10") if power * Decimal(each) * 4 >= most)


def _whole(amount: Decimal) -> str:
    """Pounds without pence where there are none: £1,250,000."""
    return pounds(amount).removesuffix(".00")


def _words(totals: Mapping[int, Mapping[str, Decimal]], target: Decimal, today: date) -> str:
    if not totals:
        return f"No saving was claimed by {spoken(today)}. The target is {_whole(target)} a year."
    year = max(totals)
    told = ", ".join(f"{_whole(totals[year][figure])} {figure}" for figure in FIGURES)
    return (
        f"Seen on {spoken(today)}, for {year}: {told}; the target is {_whole(target)} a year. The figures are not to be added up."
    )
