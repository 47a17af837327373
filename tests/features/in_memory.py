"""The first level: the domain and the ledger, on a store in memory. No server, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

import orjson

from application.benefits import benefits
from application.deadlines import deadlines
from application.ledger import Ledger, Receipt
from application.moment import Moment as ReadingMoment
from application.period import end_of
from application.ports import Stored
from application.questions import Questions
from application.reads import Reads
from application.record import broken_document, document_of, irregular_document
from application.sitting import Invalid, KeyReused, Refusal
from application.submission import read_line
from application.trail import Criteria
from application.what_if import Outcome as Supposed
from domain.dates import LATEST
from domain.decision import Actor
from tests.features.level import Command, Moment, Outcome, Poster, Recorded, Refused, SentBack, Told, question_of
from tests.memory import MemoryStore


class InMemory:
    """Implements `Level`."""

    def __init__(self) -> None:
        ids: Iterator[int] = count(1)
        self._store = MemoryStore()
        self._ledger = Ledger(self._store, lambda: f"decision-{next(ids)}")
        self._reads = Reads(self._store, _NoTrail(), lambda: LATEST)
        self._questions = Questions(self._reads)

    def post(self, command: Command) -> Outcome:
        line = orjson.dumps({"command": command.name, "key": command.key, "for": command.poster.acting_for, **command.body})
        try:
            outcome = self._ledger.take(read_line(line, _actor(command.poster)))
        except Invalid as fault:
            return SentBack("invalid", tuple(each.message for each in fault.faults))
        except KeyReused:
            return SentBack("key-reused")
        if not isinstance(outcome, Receipt):
            return Refused(tuple(broken_document(each) for each in outcome.broken))
        decisions = tuple((position, type_) for position, _, type_ in outcome.decisions)
        return Recorded(decisions, outcome.replayed, irregular_document(outcome.irregular) if outcome.irregular else None)

    def enter(self, history: Sequence[Command]) -> list[Outcome]:
        return [self.post(command) for command in history]

    def head(self) -> int:
        return self._store.head()

    def trail(self) -> Sequence[Told]:
        return [Told(each.position, each.type, document_of(each.data)) for each in self._store.stream(None)]

    def told(self, position: int) -> Told:
        [found] = self._store.read(None, after=position - 1, until=position).records
        return Told(found.position, found.type, document_of(found.data))

    def state(self, kind: str, id_: str, at: Moment) -> str | None:
        found = self._reads.one(f"{kind}s", id_, self._moment(at))
        return None if found is None else str(found["state"])

    def stage(self, borough: str, area: str, at: Moment) -> str:
        items = self._reads.matrix(self._moment(at))
        [stage] = [item["stage"] for item in items if (item["borough"], item["area"]) == (borough, area)]
        return str(stage)

    def listing(self, kind: str, at: Moment) -> list[dict[str, Any]]:
        return self._reads.listing(f"{kind}s", self._moment(at))

    def benefits(self, at: Moment) -> list[dict[str, Any]]:
        return benefits(self._reads.replay(self._moment(at)))

    def deadlines(self, at: Moment, within: str) -> list[dict[str, Any]]:
        moment = self._moment(at)
        return deadlines(self._reads.replay(moment), end_of(within, moment.as_of))

    def irregularities(self) -> list[int]:
        return [each["position"] for each in self._reads.irregularities(self._moment(Moment()))]

    def load(self, lines: Iterable[bytes]) -> None:
        operator = Actor("operator", frozenset({"operator"}))
        for outcome in self._ledger.take_all(read_line(line, operator) for line in lines):
            assert isinstance(outcome, Receipt), outcome

    def gates(self, migration: str, at: Moment) -> list[dict[str, Any]]:
        return self._questions.gates(migration, self._moment(at)) or []

    def why(self, kind: str, id_: str, at: Moment) -> dict[str, list[int]]:
        return self._questions.why(f"{kind}s", id_, self._moment(at))

    def changes(self, first: Moment, last: Moment) -> dict[str, list[dict[str, Any]]]:
        return self._questions.changes(self._moment(first), self._moment(last))

    def what_if(self, commands: Sequence[Command], as_of: str) -> tuple[list[Outcome], dict[str, list[dict[str, Any]]]]:
        at = self._moment(Moment())
        supposed = self._questions.what_if(self._questions.read_what_if(question_of(commands, as_of), at), at)
        return [_supposed(outcome) for outcome in supposed.outcomes], supposed.difference

    def _moment(self, at: Moment) -> ReadingMoment:
        return self._reads.moment(date.fromisoformat(at.as_of) if at.as_of else LATEST, at.known_at)


class _NoTrail:
    """The audit trail needs a database: scenarios in memory read the record itself."""

    def search(self, criteria: Criteria, *, after: int, until: int, limit: int, descending: bool) -> list[Stored]:
        raise NotImplementedError

    def known_at(self, moment: datetime) -> int:
        raise NotImplementedError


def _supposed(outcome: Supposed) -> Outcome:
    match outcome:
        case Invalid():
            return SentBack("invalid", tuple(each.message for each in outcome.faults))
        case Refusal():
            return Refused(tuple(broken_document(each) for each in outcome.broken))
    return Recorded(tuple((each.position, each.type) for each in outcome.decisions))


def _actor(poster: Poster) -> Actor:
    return Actor(poster.subject, frozenset(poster.roles), poster.borough)
