"""The court: each command is taken by a ledger in memory, beside what the naive judge and the domain make of it on the whole
record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from application.correcting import corrected
from application.keeping.kept import KEEPINGS
from application.ledger import Ledger, Outcome
from application.posted import Posted
from application.record import read_record
from application.sitting import Invalid
from application.submission import read_body
from domain.board.rectification import DecisionRectified
from domain.correction import in_order
from domain.decision import NOT_RECORDED, Actor, Recorded
from domain.fold import Fold
from domain.ground import Ground
from domain.judgement import Proposed, Verdict, carried, consider
from domain.layer import Layer
from domain.registry import folded
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

    `whole`: the domain's verdict on the whole record; `shuffled`: on the whole record in another order; `grounded`: on the fold of
    what counts before some date, and the rest of the record.
    `heard_at`: the head of the record before it.
    """

    command: Command
    heard_at: int
    outcome: Outcome | None = None
    finding: Finding = field(default_factory=lambda: Finding(frozenset()))
    whole: Verdict = field(default_factory=lambda: Verdict(frozenset(), ()))
    shuffled: Verdict = field(default_factory=lambda: Verdict(frozenset(), ()))
    grounded: Verdict = field(default_factory=lambda: Verdict(frozenset(), ()))

    @property
    def refusal(self) -> findings.Codes:
        """What the command should be refused with, by the naive judge; nothing if it should be recorded."""
        return self.finding.refusal(irregular=self.command.irregular, by_board=self.command.board)


class Noted(Fold):
    """A fold that tells of no other causes than those that are noted with what is kept."""

    __slots__ = ()

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        asked = frozenset(types)
        assert asked <= KEEPINGS[tag.partition(":")[0]].noted, (tag, sorted(asked))
        return super().causes(tag, asked)


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
        proposed = self._proposed(decision)
        whole, grounded = consider(proposed, self.recorded), consider(proposed, self.recorded, self._ground(proposed))
        shuffled = consider(proposed, self._random.sample(self.recorded, len(self.recorded)))
        outcome = self.ledger.take(decision)
        self._read()
        return Hearing(command, heard_at, outcome, finding, whole, shuffled, grounded)

    def _proposed(self, decision: Posted) -> Proposed:
        facts, corrects = decision.decision, tuple[Recorded, ...]()
        if isinstance(facts, DecisionRectified):
            corrects = tuple(self.recorded[position - 1] for position in findings.chain(self.records, facts.position))
            facts = corrected(facts, corrects).decision if corrects else facts
        return Proposed(facts, decision.effective_on, decision.actor, decision.irregular, corrects)

    def _ground(self, proposed: Proposed) -> Ground:
        """One from before all that may count otherwise, by a few days or by years."""
        counting, corrected = in_order(self.recorded), {each.position for each in proposed.corrects}
        dates = [
            proposed.effective_on,
            *(each.effective_on for each in (*proposed.corrects, *counting) if each.position in corrected),
        ]
        if isinstance(proposed.decision, DecisionRectified) and proposed.corrects:
            becoming = Recorded(NOT_RECORDED, proposed.decision, proposed.effective_on, proposed.actor, frozenset())
            dates += [each.effective_on for each in in_order([*proposed.corrects, becoming])]
        since = min(dates) - timedelta(days=self._random.choice((0, 0, 1, 50, 1000)))
        fold = folded((each for each in counting if each.effective_on < since), Noted())
        return Ground(since, Layer(fold), lambda position: carried(self.recorded).get(position, ()))

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
