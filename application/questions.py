"""Questions: what boards ask beyond how things stand: what blocks, why, what changed, and what if."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from application.changes import changes
from application.differences import COMPARED, differences
from application.explanations import Why, cell_needs, explain_cell, explain_object, object_needs
from application.gates import gate_documents, gates_need
from application.hypotheses import WhatIf, read_what_if
from application.keeping.basis import Basis
from application.keeping.between import Between
from application.keeping.grounds import Grounds
from application.keeping.supposing import supposing
from application.keeping.views import KeptReplay
from application.moment import Moment, Replay, fold_at
from application.reads import VIEWS, Reads
from application.recollection import Recollection
from application.sitting import Invalid, Sitting
from application.touched import SITES, Touched
from application.views.view import Document
from application.what_if import Supposed, changed, suppose
from domain.boundary import Boundary, Extent
from domain.dates import EARLIEST
from domain.decision import Fault, Recorded

Known = datetime | int | None
"""A moment of knowledge: when, or up to which position; None: now."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to another, in both times. What is None is told by the rest: see `Questions.between`."""

    first: date | None = None
    last: date | None = None
    known_first: Known = None
    known_last: Known = None


class Questions:
    """Safe to share between threads. Every method raises Unavailable when the store cannot answer."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._recollection = Recollection()

    def gates(self, migration: str, at: Moment) -> list[Document] | None:
        """Every gate of a migration; None when nobody had proposed it."""
        kept = self._reads.kept(at)
        if kept is None:
            known = self._known(at, lambda known: gates_need(fold_at(at, known), migration))
        else:
            known = Basis(self._reads, kept).known(gates_need(Replay(at, (), kept.fold), migration))
        return gate_documents(known, at, migration) or None

    def why(self, kind: str, id_: str, at: Moment, without: Collection[str] = ()) -> Why:
        """For each field of an object of a kind (a key of VIEWS), but for those `without`, the decisions that cause it."""
        view = VIEWS[kind]
        return explain_object(self._known(at, lambda known: object_needs(view, id_, known, without)), at, view, id_, without)

    def cell(self, borough: str, area: str, at: Moment) -> Document | None:
        """A cell of the matrix with the decisions that cause each of its fields; None when there is none."""
        known = self._known(at, lambda known: cell_needs(fold_at(at, known), borough, area))
        return explain_cell(known, at, borough, area)

    def between(self, period: Period) -> tuple[Moment, Moment]:
        """The two moments of a period.

        Asked about dates alone, both are seen as known at the last moment of knowledge; asked about knowledge alone, each is about
        the day on which that was known. Raises Invalid when it does not say where it begins, or begins after its end.
        """
        if period.first is None and period.known_first is None:
            raise Invalid([Fault(("from",), "say from when: a date here, or a moment of knowledge in known_from")])
        last = self._reads.moment(period.last or self._day(period.known_last), period.known_last)
        known_first = last.position if period.known_first is None else period.known_first
        first = self._reads.moment(period.first or self._day(period.known_first), known_first)
        if first.as_of > last.as_of:
            raise Invalid([Fault(("to",), f"that is before {first.as_of}, from which on changes are asked for")])
        if first.position > last.position:
            raise Invalid([Fault(("known_to",), f"that is before position {first.position}, from which on changes are asked for")])
        return first, last

    def changes(self, first: Moment, last: Moment) -> dict[str, list[Document]]:
        """What differs between two moments, under its heads."""
        replay = self._reads.replay(last)
        if not isinstance(replay, KeptReplay):
            return changes(self._reads.known(last), first, last)
        between = Between(self._reads, first, last)
        known = between.known()
        return changes(known, first, last, replay.fold, between.on_what_lapses(known))

    def read_what_if(self, document: dict[str, Any], at: Moment) -> WhatIf:
        """A what-if question. Raises Invalid."""
        return read_what_if(document, at.as_of)

    def what_if(self, question: WhatIf, at: Moment) -> Supposed:
        """What would follow from hypothetical commands, decided on what was known at a moment."""

        def find(position: int) -> Recorded | None:
            stored = self._reads.record(position) if position <= at.position else None
            return self._recollection.recorded(stored) if stored else None

        # What is decided is never recorded, so it needs no ids.
        sitting = Sitting(self._reads.store, lambda: "", self._recollection, head=at.position)
        if (below := Grounds(self._reads, self._recollection, at).below(question.commands)) is not None:
            sitting.stand_on(*below)
        supposed = suppose(question, sitting, find)
        decided = supposed.decided
        if not decided:
            return replace(supposed, difference={name: [] for name in COMPARED})
        then = replace(at, as_of=question.compared_on)
        new = changed(decided, find)
        touched = Touched(new)
        kept = self._kept(then, new, decided)
        if kept is not None:
            before, after = kept
            return replace(supposed, difference=differences(before, after, touched.scope(before.fold, after.fold)))
        sites = [*self._reads.known(at, SITES), *decided]

        def both(known: Sequence[Recorded]) -> tuple[Replay, Replay]:
            return fold_at(then, known), fold_at(then, [*known, *decided])

        known = self._known(at, lambda known: touched.needs(sites, *both(known)))
        return replace(supposed, difference=differences(*both(known)))

    def _kept(self, then: Moment, new: Sequence[Recorded], decided: Sequence[Recorded]) -> tuple[Replay, Replay] | None:
        """From what is kept of objects, the replays without and with what was decided; None where that does not tell."""
        before = self._reads.replay(then)
        if not isinstance(before, KeptReplay):
            return None
        after = supposing(before, new, decided, lambda boundary: self._reads.known(then, boundary))
        return (before, after) if after else None

    def _day(self, known: Known) -> date | None:
        """The day of a moment of knowledge; None for now."""
        if isinstance(known, datetime) or known is None:
            return known.date() if known else None
        position = min(known, self._reads.store.head())
        return self._reads.recorded_at(position).date() if position else EARLIEST

    def _known(self, at: Moment, needs: Callable[[Sequence[Recorded]], Boundary]) -> list[Recorded]:
        """Read until what was read needs nothing more."""
        extent = Extent()
        known: dict[int, Recorded] = {}
        while missing := extent.missing(needs(list(known.values()))):
            extent.add(missing)
            known |= {recorded.position: recorded for recorded in self._reads.known(at, missing)}
        return list(known.values())
