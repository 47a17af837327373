"""Deciding again: a recorded decision, put as a command to the ledger as it stood just before.

What the ledger would record must be what it did record: the same facts and dates, about the same objects, irregular or not in
exactly the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

from application.posted import Posted, faults
from application.recollection import Recollection
from application.record import document_of, read_record
from application.sitting import Invalid, Refusal, Sitting
from application.verifying.alone import was_in_order, was_not_upset
from application.verifying.finding import Finding, Wrong
from application.verifying.index import ExportStore, Index, Lines
from application.verifying.source import Source
from domain.board.rectification import DecisionRectified
from domain.boundary import Boundary, Extent
from domain.decision import Authority, BrokenRule, Decision, Irregular, Recorded
from domain.judgement import Proposed, Verdict, carried, consider, foresee
from domain.registry import BY_TYPE
from domain.upcast import upcast

REMEMBERED = 8_000
NO_ID = "00000000-0000-7000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Share:
    """`positions`: to decide again. `standing`: of which decision it is asked how it stood when which position was recorded: that
    decision itself, or one that counts before it."""

    index: Index
    source: Source
    positions: Sequence[int] = ()
    standing: Sequence[tuple[int, int]] = ()


def redecide(share: Share) -> list[Finding]:
    """Decide these again, each as of just before it was recorded."""
    lines = Lines(share.index, share.source)
    redeciding = _Redeciding(lines, ExportStore(share.index, lines), share.index)
    upset = [known_at for position, known_at in share.standing if not redeciding.stood(position, known_at)]
    return [finding for position in (*dict.fromkeys(upset), *share.positions) for finding in redeciding.of(position)]


class _Redeciding:
    def __init__(self, lines: Lines, store: ExportStore, index: Index) -> None:
        self._lines = lines
        self._store = store
        self._size = len(index)
        self._irregular = index.irregular
        self._recollection = Recollection(records=REMEMBERED, objects=REMEMBERED)
        self._recorded = lru_cache(maxsize=REMEMBERED)(lines.recorded)

    def stood(self, position: int, known_at: int) -> bool:
        """Whether a decision was in order by what was known once another one, or it itself, was recorded."""

        def known(boundary: Boundary) -> Iterator[Recorded]:
            return map(self._recorded, self._store.positions(boundary, 0, known_at))

        recorded = self._recorded(position)
        if position == known_at:
            return was_in_order(recorded, known)
        return was_not_upset(recorded, known, self._named(position, known_at))

    def _named(self, position: int, known_at: int) -> Collection[str]:
        """The rules that irregular records name as broken by a decision, as of then."""
        irregular = map(self._recorded, takewhile(lambda each: each <= known_at, self._irregular))
        return carried(irregular).get(position, ())

    def of(self, position: int) -> Iterator[Finding]:
        """What is wrong with the decision at a position, and with those recorded together with it."""
        stored = self._lines.stored(position)
        recorded = read_record(stored)
        document = document_of(stored.data)
        if BY_TYPE[recorded.type].follows:
            yield from self._follows(recorded, document["causation_id"])
            return
        try:
            broken, decisions = self._decided(recorded, document)
        except Invalid as fault:
            yield Finding(Wrong.DECIDED_OTHERWISE, f"Position {position} could not have been posted: {fault}.", position)
            return
        if broken:
            listed = "; ".join(f"{each.code}: {each.message}" for each in broken)
            yield Finding(Wrong.RULE_BROKEN, f"Position {position} ({recorded.type}) breaks rules: {listed}", position)
        for at, decided in enumerate(decisions, start=position):
            yield from self._compared(at, decided)

    def _decided(self, recorded: Recorded, document: Mapping[str, Any]) -> tuple[Sequence[BrokenRule], Sequence[Recorded]]:
        """What the command breaks, or the decisions that it leads to, as of just before it was recorded. Raises Invalid."""
        decision, reasons = self._as_posted(recorded.decision), None if recorded.irregular is None else recorded.irregular.reasons
        kind, authority = BY_TYPE[recorded.type], Authority.model_validate(document["authority"])
        if isinstance(decision, DecisionRectified):
            posted = Posted(kind, recorded.effective_on, authority, decision, recorded.actor, "again", reasons)
            outcome = Sitting(self._store, lambda: NO_ID, self._recollection, head=recorded.position - 1).decide(posted)
            return (outcome.broken, ()) if isinstance(outcome, Refusal) else ((), outcome.decisions)
        found = list(faults(decision, recorded.effective_on))
        if found:
            raise Invalid(found)
        verdict = self._verdict(Proposed(decision, recorded.effective_on, recorded.actor, reasons), recorded)
        return verdict.broken, verdict.decisions

    def _verdict(self, proposed: Proposed, recorded: Recorded) -> Verdict:
        """As a sitting comes to its verdict; but what the decision turned out to concern is known, so that it is read at once."""
        extent = Extent(foresee(proposed, recorded.tags))
        while True:
            found = self._store.positions(extent.boundary(), 0, recorded.position - 1)
            verdict = consider(proposed, [self._recorded(position) for position in found])
            missing = extent.missing(verdict.needs)
            if not missing:
                return verdict
            extent.add(missing)

    def _compared(self, position: int, decided: Recorded) -> Iterator[Finding]:
        """How a record differs from what is decided now."""
        known = read_record(self._lines.stored(position)) if position <= self._size else None
        if (
            known is None
            or known.effective_on != decided.effective_on
            or self._as_posted(known.decision) != self._as_posted(decided.decision)
        ):
            stands = "nothing" if known is None else f"another decision ({known.type})"
            sentence = f"At position {position} a {decided.type} of {decided.effective_on} should stand, and {stands} does."
            yield Finding(Wrong.DECIDED_OTHERWISE, sentence, position)
            return
        if known.tags != decided.tags:
            sentence = f"Position {position} concerns {_listed(decided.tags)}; it says that it concerns {_listed(known.tags)}."
            yield Finding(Wrong.TAGS_WRONG, sentence, position)
        if _named(known.irregular) != _named(decided.irregular):
            sentence = f"Position {position} names {_words(known.irregular)}; it breaks and upsets {_words(decided.irregular)}."
            yield Finding(Wrong.RULE_FALSELY_NAMED, sentence, position)

    def _as_posted(self, decision: Decision) -> Decision:
        """The facts as a command states them: of a correction in the newest schema, without the ledger's note which that is."""
        if not isinstance(decision, DecisionRectified) or not 0 < decision.position <= self._size:
            return decision
        kind = BY_TYPE[self._lines.stored(decision.position).type]
        facts = upcast(kind.type, decision.data_schema or kind.schema, decision.data)
        if kind.records is DecisionRectified:
            facts = self._as_posted(DecisionRectified.model_validate(facts)).facts()
        return decision.model_copy(update={"data": facts, "data_schema": None})

    def _follows(self, recorded: Recorded, causation_id: str) -> Iterator[Finding]:
        """One that the ledger records with another: that one is decided again too, and must have led to it."""
        position = recorded.position - 1
        stored = self._lines.stored(position) if position else None
        if stored is None or document_of(stored.data)["causation_id"] != causation_id:
            sentence = f"Position {recorded.position} ({recorded.type}) is recorded without the decision that it follows from."
            yield Finding(Wrong.RULE_BROKEN, sentence, recorded.position)


def _named(irregular: Irregular | None) -> object:
    """What an irregular record names, but for the sentences."""
    if irregular is None:
        return None
    return {(each.code, each.decisions) for each in irregular.broken}, {(each.decision, each.codes) for each in irregular.upset}


def _words(irregular: Irregular | None) -> str:
    if irregular is None:
        return "no rule"
    upset = [f"{code} of position {each.decision}" for each in irregular.upset for code in each.codes]
    return ", ".join([*(each.code for each in irregular.broken), *upset])


def _listed(tags: frozenset[str]) -> str:
    return ", ".join(sorted(tags))
