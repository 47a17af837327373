"""A programme on a ledger in memory, told command by command: for tests of what the domain decides."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from application.ledger import Ledger, Receipt
from application.posted import Posted
from application.sitting import Refusal
from application.submission import read_body
from domain.decision import Actor
from tests.memory import MemoryStore

AUTHORITY = {"body": "Joint Cabinet", "reasons": "Because"}
BEGINNING = date(2020, 1, 1)


def day(number: int) -> str:
    """A day of the programme: day 1 is the one on which it starts."""
    return (BEGINNING + timedelta(days=number - 1)).isoformat()


class Programme:
    """It starts on day 1 with the boroughs ash, birch and cedar and the areas desktop (an environment), it (the organisation)
    and libraries."""

    def __init__(self) -> None:
        ids = count(1)
        self.ledger = Ledger(MemoryStore(), lambda: f"00000000-0000-7000-8000-{next(ids):012d}")
        self._keys = count(1)
        self.board(1, "start-programme", title="Together")
        for area, kind in (("desktop", "environment"), ("it", "organisation"), ("libraries", "front-line")):
            self.board(1, "define-service-area", area=area, title=area, kind=kind)
        for borough in ("ash", "birch", "cedar"):
            self.board(1, "admit-borough", borough=borough, title=borough.title())

    def post(self, actor: Actor, on: int, command: str, data: dict[str, Any], irregular: bool = False) -> Receipt | Refusal:
        """Post a command that counts from a day of the programme."""
        document: dict[str, Any] = {"effective_on": day(on), "authority": AUTHORITY, "data": data}
        if irregular:
            document["irregular"] = {"reasons": "It happened"}
        return self.ledger.take(Posted.of(command, read_body(command, document), actor, f"key-{next(self._keys)}"))

    def board(self, on: int, command: str, /, **data: Any) -> Receipt:
        """The board decides, and it is recorded."""
        return _recorded(self.post(Actor("board", frozenset({"board"})), on, command, data))

    def irregular(self, on: int, command: str, /, **data: Any) -> Receipt:
        """The board records what happened against the rules."""
        return _recorded(self.post(Actor("board", frozenset({"board"})), on, command, data, irregular=True))

    def officer(self, borough: str, on: int, command: str, /, **data: Any) -> Receipt:
        """A borough decides, and it is recorded."""
        return _recorded(self.post(Actor(borough, frozenset({"officer"}), borough), on, command, data))

    def refused(self, borough: str | None, on: int, command: str, /, **data: Any) -> list[str]:
        """The codes for which a borough (or the board) is refused."""
        actor = Actor(borough, frozenset({"officer"}), borough) if borough else Actor("board", frozenset({"board"}))
        outcome = self.post(actor, on, command, data)
        assert isinstance(outcome, Refusal), outcome
        return [broken.code for broken in outcome.broken]

    def types(self, since: int = 0) -> list[str]:
        """The types of the decisions recorded after a position."""
        return [stored.type for stored in self.ledger.store.read(None, after=since).records]

    def propose(self, migration: str, area: str, *parties: str, on: int = 1) -> None:
        """A migration of these parties, with a specification that none has approved yet."""
        self.board(
            on,
            "propose-migration",
            migration=migration,
            title=migration.title(),
            area=area,
            parties=parties,
            needs_framework=False,
            target_on=day(90),
            target_annual_saving="1.00",
            quality_floor=0,
        )
        self.officer(parties[0], on, "propose-specification", migration=migration, version=1, title="Spec", sha256="0" * 64)

    def agree(self, migration: str, *boroughs: str, version: int = 1, on: int = 1) -> None:
        """These boroughs approve the specification."""
        for borough in boroughs:
            self.officer(borough, on, "approve-specification", migration=migration, version=version, borough=borough)

    def move(self, migration: str, *boroughs: str, on: int = 2) -> None:
        """These boroughs move."""
        for borough in boroughs:
            self.officer(borough, on, "move-borough", migration=migration, borough=borough)


def _recorded(outcome: Receipt | Refusal) -> Receipt:
    assert isinstance(outcome, Receipt), outcome
    return outcome
