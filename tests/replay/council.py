"""Three boroughs and a board whose decisions are told one by one, on a ledger in memory, to be asked about at any moment."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from application.ledger import Ledger, Receipt
from application.moment import Moment, Replay, replay
from application.posted import Posted
from application.recollection import Recollection
from application.record import document_of
from application.submission import read_body
from domain.decision import Actor
from tests.memory import MemoryStore

AUTHORITY = {"body": "Joint Cabinet", "reasons": "It is decided."}
BOROUGHS = {"ash": "Ash", "birch": "Birch", "cedar": "Cedar"}
START = "2010-01-01"


class Council:
    """It starts on 1 January 2010 with the boroughs ash, birch and cedar, and the areas desktop, data-centre and it."""

    def __init__(self) -> None:
        ids = count(1)
        self.store = MemoryStore()
        self._ledger = Ledger(self.store, lambda: f"00000000-0000-7000-8000-{next(ids):012d}")
        self._keys = count(1)
        self.board(START, "start-programme", title="Together")
        for area, kind in (("desktop", "environment"), ("data-centre", "environment"), ("it", "organisation")):
            self.board(START, "define-service-area", area=area, title=area.title(), kind=kind)
        for borough, title in BOROUGHS.items():
            self.board(START, "admit-borough", borough=borough, title=title)

    def board(self, on: str, command: str, /, **data: Any) -> int:
        """The board decides; the position of what it recorded."""
        return self._post(Actor("board", frozenset({"board"})), on, command, data)

    def of(self, borough: str, on: str, command: str, /, **data: Any) -> int:
        """A borough decides; the position of what it recorded."""
        return self._post(Actor(borough, frozenset({"officer"}), borough), on, command, data)

    def contract(self, borough: str, name: str, ends_on: str, on: str = START, **terms: Any) -> int:
        """A borough registers a desktop contract of its own: without notice or options unless terms say so."""
        return self.of(borough, on, "register-contract", **contract(borough, name, ends_on, **terms))

    def migration(self, *parties: str, agreed: bool = True, **terms: Any) -> int:
        """The desktop of these boroughs is to merge; they agree the specification on the day it starts."""
        proposal = {"migration": "shared-desktop", "title": "Shared desktop", "area": "desktop", "parties": list(parties)}
        target = {"needs_framework": False, "target_on": "2020-01-01", "target_annual_saving": "100000.00", "quality_floor": 0}
        position = self.board(START, "propose-migration", **{**proposal, **target, **terms})
        id_ = {**proposal, **terms}["migration"]
        if agreed:
            self.of(parties[0], START, "propose-specification", migration=id_, version=1, title="One", sha256="0" * 64)
            for borough in parties:
                self.of(borough, START, "approve-specification", migration=id_, version=1, borough=borough)
        return position

    def meeting(self, name: str, meets_on: str, body: str = "Joint Cabinet") -> int:
        """A meeting is planned."""
        return self.board(START, "plan-meeting", meeting=name, body=body, meets_on=meets_on)

    def lead_times(self, notice_days: int, papers_days: int, call_in_days: int, body: str = "Joint Cabinet") -> int:
        """A body sets its lead times."""
        times = {"notice_days": notice_days, "papers_days": papers_days, "call_in_days": call_in_days}
        return self.board(START, "set-lead-times", body=body, **times)

    def at(self, as_of: str, known_at: int | None = None) -> Replay:
        """Everything as of a date, as known when the ledger stood at a position (now, unless it is given)."""
        head = self.store.head()
        known = head if known_at is None else known_at
        return replay(self.store, Recollection(), Moment(date.fromisoformat(as_of), known, head), None)

    def recorded_at(self, position: int) -> datetime:
        """When a decision was recorded."""
        [stored] = self.store.read(None, after=position - 1, until=position).records
        return datetime.fromisoformat(document_of(stored.data)["recorded_at"])

    def _post(self, actor: Actor, on: str, command: str, data: dict[str, Any]) -> int:
        document = {"effective_on": on, "authority": AUTHORITY, "data": data}
        outcome = self._ledger.take(Posted.of(command, read_body(command, document), actor, f"key-{next(self._keys)}"))
        assert isinstance(outcome, Receipt), outcome
        return outcome.position


def contract(borough: str, name: str, ends_on: str, **terms: Any) -> dict[str, Any]:
    """The fields of a contract that a borough registers for its desktop."""
    named = {
        "contract": name,
        "title": name.title(),
        "supplier": f"supplier-of-{name}",
        "boroughs": [borough],
        "areas": ["desktop"],
    }
    usual = {"kind": "revenue", "starts_on": START, "annual_value": "1000.00", "notice_days": 0, "extensions": []}
    return {**named, **usual, "ends_on": ends_on, **terms}
