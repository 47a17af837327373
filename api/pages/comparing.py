"""Comparing: what changed between the moment of a page and the one that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import Any

from api.pages.visits import Visit
from application.changes import HEADS
from application.views.view import Document

MOST = 30
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


def told(changes: dict[str, list[Document]]) -> list[dict[str, Any]]:
    """The lines of all heads, each with its head in words."""
    return [{**line, "head": HEADINGS[head][0], "colour": HEADINGS[head][1]} for head in HEADS for line in changes[head]]
