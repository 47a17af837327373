"""Comparing: what changed between the moment of a page and the one that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from types import MappingProxyType
from typing import Any

from api.pages.visits import Visit
from application.changes import HEADS
from application.moment import Moment
from application.views.view import Document
from domain.dates import days_later
from domain.decision import NOT_RECORDED

MOST = 30
STRETCH = 100
"""So many decisions are told at once, and a day's to the end of the day."""
HEADINGS = MappingProxyType(
    {
        "decided": ("Decided", "blue"),
        "learned_late": ("Learned late", "yellow"),
        "corrected": ("Corrected", "purple"),
        "lapsed": ("Lapsed by itself", "grey"),
    }
)
"""Each head of the changes in words, and the colour of its tag."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`lines`: the newest first, at most MOST. `more`: how many there are besides."""

    first: date
    last: date
    lines: list[dict[str, Any]]
    more: int


def compared(visit: Visit, tag: str | None) -> Compared:
    """What changed on an object (None: on all). The page must be compared with something."""
    assert visit.shown.compare is not None
    first, last = sorted((visit.at, visit.shown.compare), key=lambda moment: moment.as_of)
    lines = sorted(told(visit.questions.changes(first, last)), key=lambda line: (line["date"], line["decisions"]), reverse=True)
    if tag is not None:
        concerned = set(
            chain(visit.replay.fold.decisions(tag), visit.replay_compared.fold.decisions(tag) if visit.replay_compared else ())
        )
        lines = [line for line in lines if line["object"] == tag or concerned & set(line["decisions"])]
    return Compared(first.as_of, last.as_of, lines[:MOST], max(len(lines) - MOST, 0))


def newest_stretch(visit: Visit, first: Moment, last: Moment) -> Moment:
    """From when on to tell changes, so that they can be read: the days of the newest STRETCH decisions.

    Where knowledge differs as well, all that is between the two is told: what was learned late is not told day by day.
    """
    if first.position != last.position:
        return first
    beyond = next(islice(visit.diary.before((last.as_of, NOT_RECORDED), last.position), STRETCH, None), None)
    if beyond is None or beyond[0] <= first.as_of:
        return first
    return replace(first, as_of=min(beyond[0], days_later(last.as_of, -1)))


def told(changes: dict[str, list[Document]]) -> list[dict[str, Any]]:
    """The lines of all heads, each with its head in words."""
    return [{**line, "head": HEADINGS[head][0], "colour": HEADINGS[head][1]} for head in HEADS for line in changes[head]]
