"""Marking: which records are withheld from exports, because a person's name or the like stands in their text by mistake.

A rectification marks the decision that it corrects when its reasons begin with the words "Personal data" (capitals or not): so it
is itself a decision, on somebody's authority, in the record. A mark stays, whatever is rectified later: else an ordinary correction
would publish what was withheld. An operator can withhold positions at once, before the board meets, by a setting or an option.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from application.ports import Store
from application.record import document_of
from domain.boundary import Boundary, Item

WORDS = "personal data"
RECTIFICATIONS: Boundary = frozenset({Item(frozenset({"DecisionRectified"}))})


def withheld_positions(store: Store, until: int, ordered: Iterable[int] = ()) -> frozenset[int]:
    """The positions up to `until` that are withheld. `ordered`: those that an operator orders to be. Raises Unavailable."""
    marked = {each for each in ordered if 0 < each <= until}
    for stored in store.stream(RECTIFICATIONS, until=until):
        document = document_of(stored.data)
        if marks(document):
            marked.add(document["data"]["position"])
    return frozenset(marked)


def marks(rectification: dict[str, Any]) -> bool:
    """Whether a record of a rectification says that the decision which it corrects held personal data."""
    reasons: str = rectification["authority"]["reasons"]
    return reasons.lstrip().casefold().startswith(WORDS)
