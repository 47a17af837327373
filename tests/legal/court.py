"""The court: each command is taken by a ledger in memory, beside what the naive judge and the domain make of it on the whole
record."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from application.correcting import corrected
from application.ledger import Ledger, Outcome
from application.posted import Posted
from application.record import read_record
from application.sitting import Invalid
from application.submission import read_body
from domain.board.rectification import DecisionRectified
from domain.decision import Actor, Recorded
from domain.judgement import Proposed, Verdict, consider
from tests.legal import findings, naive
from tests.legal.commands import Command
from tests.legal.findings import Finding
from tests.legal.naive import Record
from tests.legal.naive_authority import Poster
from tests.legal.naive_words import Before
from tests.memory import MemoryStore


@dataclass(frozen=True)
class Hearing:
    """A command, and all that was made of it. Without an outcome its fields are at fault, whatever the record holds.

    `whole`: the domain's verdict on the whole record; `shuffled`: on the whole record in another order.
    `heard_at`: the head of the record before it.
    """

    command: Command
    heard_at: int
    outcome: Outcome | None = None
    finding: Finding = field(default_factory=lambda: Finding(frozenset()))
    whole: Verdict = field(default_factory=lambda: Verdict(frozenset(), ()))
    shuffled: Verdict = field(default_factory=lambda: Verdict(frozenset(), ()))

    @property
    def refusal(self) -> findings.Codes:
        """What the command should be refused with, by the naive judge; nothing if it should be recorded."""
        return self.finding.refusal(irregular=self.command.irregular, by_board=self.command.board)


class Court:
    """A ledger, and its record as the naive judge and as the domain read it."""

    def __init__(self) -> None:
        ids = count(1)
        self.ledger = Ledger(MemoryStore(), lambda: f"00000000-0000-7000-8000-{next(ids):012d}")
        self.records: list[Record] = []
        self.recorded: list[Recorded] = []
        self._keys = count(1)
        self._random = Random(0)

    def everything(self) -> Before:
        """All that was recorded, as it counts."""
        return findings.everything(self.records)

    def hear(self, command: Command) -> Hearing:
        """Have the command judged by all, and take it."""
        heard_at = len(self.records)
        try:
            decision = posted(command, f"key-{next(self._keys)}")
            self.ledger.rehearse(decision)
        except Invalid:
            return Hearing(command, heard_at)
        poster = Poster(decision.actor.is_board, decision.actor.officer_of)
        facts = decision.decision.facts()
        finding = findings.find(self.records, decision.kind.type, decision.effective_on, facts, poster)
        whole, shuffled = self._verdict(decision, shuffle=False), self._verdict(decision, shuffle=True)
        outcome = self.ledger.take(decision)
        self._read()
        return Hearing(command, heard_at, outcome, finding, whole, shuffled)

    def _verdict(self, decision: Posted, *, shuffle: bool) -> Verdict:
        """What the domain makes of the command when it is given the whole record."""
        past = list(self.recorded)
        if shuffle:
            self._random.shuffle(past)
        facts, corrects = decision.decision, tuple[Recorded, ...]()
        if isinstance(facts, DecisionRectified):
            corrects = tuple(self.recorded[position - 1] for position in findings.chain(self.records, facts.position))
            facts = corrected(facts, corrects).decision if corrects else facts
        return consider(Proposed(facts, decision.effective_on, decision.actor, decision.irregular, corrects), past)

    def _read(self) -> None:
        for stored in self.ledger.store.read(None, after=len(self.records)).records:
            self.recorded.append(read_record(stored))
            tags = (tag for tag in stored.tags if not tag.startswith("command:"))
            self.records.append(naive.read(stored.position, stored.data, tags))


def posted(command: Command, key: str) -> Posted:
    """The command as it reaches the ledger. Raises Invalid."""
    document: dict[str, Any] = {
        "effective_on": command.effective_on.isoformat(),
        "authority": {"body": "Joint Cabinet", "reasons": "Because"},
        "data": command.data,
    }
    if command.irregular:
        document["irregular"] = {"reasons": "It happened"}
    actor = Actor("secretary", frozenset({"board" if command.board else "officer"}), command.borough)
    return Posted.of(command.name, read_body(command.name, document), actor, key)
