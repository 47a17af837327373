"""Which decisions were corrected, by which others: few, and asked about whenever dates are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from threading import Lock
from typing import Any

from application.ports import Store
from application.recollection import Recollection
from domain.board.rectification import DecisionRectified
from domain.boundary import Boundary, Item
from domain.correction import in_order
from domain.decision import Recorded
from domain.reach import RECTIFIED

ALL: Boundary = frozenset({Item(frozenset({RECTIFIED}))})


class Corrections:
    """Of a whole record, as far as it was asked about. Safe to share between threads."""

    def __init__(self, store: Store, recollection: Recollection) -> None:
        self._store = store
        self._recollection = recollection
        self._lock = Lock()
        self._seen = 0
        self._first: dict[int, int] = {}  # what a correction corrects in the end, itself no correction
        self._chains: dict[int, list[int]] = {}
        self._dated: list[tuple[date, int]] = []  # dates that corrections gave, and to what in the end

    def counting(
        self, positions: Collection[int], until: int, read: Callable[[Iterable[int]], Iterable[Recorded]]
    ) -> list[Recorded]:
        """Those of the decisions that were corrected by a position, as they count then, and corrections that were so too.

        `read`: gives decisions by their positions, as they were recorded.
        """
        self._catch_up(until)
        chains = {at for position in positions if (at := self._first.get(position, position)) in self._chains}
        wanted = {position for at in chains for position in (at, *self._chains[at]) if position <= until}
        return in_order(read(wanted)) if wanted else []

    def chains(self, positions: Collection[int], until: int) -> set[int]:
        """Of decisions that were corrected, or correct: what was corrected in the end, and all its corrections by a position."""
        self._catch_up(until)
        found = {at for position in positions if (at := self._first.get(position, position)) in self._chains}
        return {position for at in found for position in (at, *self._chains[at]) if position <= until}

    def dated(self, after: date, to: date, until: int) -> set[int]:
        """The decisions to which a correction, perhaps one that does not count, gave a date after one and up to another."""
        self._catch_up(until)
        return {position for on, position in self._dated if after < on <= to}

    def _catch_up(self, until: int) -> None:
        with self._lock:
            if until <= self._seen:
                return
            for stored in self._store.stream(ALL, after=self._seen, until=until):
                decision = self._recollection.recorded(stored).decision
                assert isinstance(decision, DecisionRectified)
                first = self._first.get(decision.position, decision.position)
                self._first[stored.position] = first
                self._chains.setdefault(first, []).append(stored.position)
                self._dated += [(on, first) for on in _dates_in(decision)]
            self._seen = until

    def first(self, correction: int) -> int | None:
        """The decision that a correction corrects, perhaps by way of others; None for what is no correction."""
        return self._first.get(correction)


def _dates_in(correction: DecisionRectified) -> Iterator[date]:
    """The dates that it gives: to what it corrects, and where that is a correction, by its facts to what that one corrects."""
    facts: Any = correction.model_dump(mode="json")
    while isinstance(facts, dict):
        if facts.get("effective_on"):
            yield date.fromisoformat(facts["effective_on"])
        facts = facts.get("data")
