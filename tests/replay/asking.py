"""Asking a ledger in memory, as the service does: only what a question needs is read."""

from __future__ import annotations

from datetime import date, datetime

from application.ports import Store, Stored
from application.questions import Questions
from application.reads import Reads
from application.record import document_of
from application.trail import Criteria

TODAY = date(2026, 11, 24)


class PlainTrail:
    """Implements what a question asks of `application.trail.Trail`, one record at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(self, criteria: Criteria, *, after: int, until: int, limit: int, descending: bool) -> list[Stored]:
        raise NotImplementedError("no question about the past searches the trail")

    def known_at(self, moment: datetime) -> int:
        recorded = (document_of(stored.data)["recorded_at"] for stored in self._store.stream(None))
        return sum(datetime.fromisoformat(at) <= moment for at in recorded)


def reads(store: Store) -> Reads:
    return Reads(store, PlainTrail(store), lambda: TODAY)


def questions(store: Store) -> Questions:
    return Questions(reads(store))
