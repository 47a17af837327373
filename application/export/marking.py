"""Marking: which records are withheld from exports, because a person's name or the like stands in their text by mistake.

A rectification marks the decision that it corrects when its reasons begin with the words "Personal data" (capitals or not): so it
is itself a decision, on somebody's authority, in the record. A mark stays, whatever is rectified later: else an ordinary correction
would publish what was withheld. An operator can withhold positions at once, before the board meets, by a setting or an option.
"""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock
from typing import Any

from application.ports import Store
from application.record import document_of
from domain.boundary import Boundary, Item

WORDS = "personal data"
RECTIFICATIONS: Boundary = frozenset({Item(frozenset({"DecisionRectified"}))})


class Marking:
    """What is withheld, so far as the record has been read: each rectification is read once. Safe to share between threads."""

    def __init__(self, store: Store, ordered: Collection[int] = ()) -> None:
        """`ordered`: the positions that an operator orders to be withheld."""
        self._store = store
        self._withheld = frozenset(ordered)
        self._through = 0
        self._lock = Lock()

    def withheld(self, head: int) -> frozenset[int]:
        """The positions that are withheld as of a head of the ledger, or a later one. Raises Unavailable."""
        with self._lock:
            if head > self._through:
                found = self._store.stream(RECTIFICATIONS, after=self._through, until=head)
                documents = (document_of(stored.data) for stored in found)
                self._withheld |= {document["data"]["position"] for document in documents if marks(document)}
                self._through = head
            return self._withheld


def marks(rectification: dict[str, Any]) -> bool:
    """Whether a record of a rectification says that the decision which it corrects held personal data."""
    reasons: str = rectification["authority"]["reasons"]
    return reasons.lstrip().casefold().startswith(WORDS)
