"""Ways to have a view: every answer of the read side at a moment, had in one way or another. Whatever the way, they are the same.

To put another way under the properties of `test_ways.py` (views that are stored, views that are rebuilt), add it to WAYS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from api.ics import ics
from application.benefits import benefits
from application.deadline_calendar import deadline_calendar, window_of
from application.deadlines import deadlines
from application.forecast import forecast
from application.gates import gate_documents
from application.moment import Moment, Replay
from application.period import end_of
from application.ports import Store
from application.questions import Questions
from application.reads import VIEWS, Reads
from application.recollection import Recollection
from application.views.irregularities import irregularities
from application.views.matrix import matrix
from application.views.programme import PROGRAMMES
from application.views.view import View
from domain.board.rectification import DecisionRectified
from domain.decision import Recorded
from domain.fold import Fold
from domain.programme.programme import LEDGER
from domain.registry import BY_TYPE, apply
from tests.replay.asking import PlainTrail
from tests.replay.part import Part

Documents = Mapping[str, Any]
"""What is answered, by the name of the view: `contracts`, `contracts/k-1`, `migrations/desktops/gates`, `deadlines.ics`, …"""
Way = Callable[[Store, Moment], Documents]
"""Has every view of a ledger at a moment. One that tells only how things stand today may set its clock to the moment's date, and
feed a ledger of its own with what the given one holds up to the moment's position."""
AHEAD = "P1Y"


def served(store: Store, at: Moment) -> Documents:
    """As the service answers: of each object no more is read than its view names."""
    return dict(answered(Reads(store, PlainTrail(store), lambda: date.max), at))


def live(store: Store, at: Moment) -> Documents:
    """As the service answers when it is asked neither as of when nor as known when: today is the moment's date."""
    recorded = Part(store, set(range(1, at.position + 1)))
    reads = Reads(recorded, PlainTrail(recorded), lambda: at.as_of)
    return dict(answered(reads, reads.moment()))


WAYS: Mapping[str, Way] = MappingProxyType({"served": served, "live": live})
"""Every way but the one by hand, with which they are compared."""


def by_hand(store: Store, at: Moment) -> Documents:
    """The views of one fold of the whole record, corrected and sorted here, decision by decision: too slow to ship."""
    recollection = Recollection()
    known = [recollection.recorded(stored) for stored in store.stream(None) if stored.position <= at.position]
    everything = _as_they_count(known)
    decisions = [each for each in everything if each.effective_on <= at.as_of]
    fold = Fold()
    for each in decisions:
        apply(fold, each)
    reads = Reads(store, PlainTrail(store), lambda: date.max)
    ahead = tuple(each for each in everything if each.effective_on > at.as_of)
    return dict(_of_replay(Replay(at, tuple(decisions), fold, ahead), known, reads))


def spoken_of(store: Store, at: Moment) -> set[int]:
    """The positions of what was recorded by the moment's position, but for what nobody had said of that it counts by its date.

    A decision and its corrections stand together: without what it corrects, a correction says nothing.
    """
    recollection = Recollection()
    known = {each.position: recollection.recorded(each) for each in store.stream(None) if each.position <= at.position}
    together: dict[int, set[int]] = {}
    for position, recorded in known.items():
        root = recorded
        while isinstance(root.decision, DecisionRectified):
            root = known[root.decision.position]
        together.setdefault(root.position, set()).add(position)
    return set().union(*(each for each in together.values() if any(_says(known[one], at.as_of) for one in each)))


def _says(recorded: Recorded, by: date) -> bool:
    """Whether a decision counts by a date, or says so of what it corrects, or of what the corrected correction corrects."""
    if recorded.effective_on <= by:
        return True
    facts: Any = recorded.decision.model_dump(mode="json")
    while facts is not None:
        if str(facts.get("effective_on") or date.max) <= by.isoformat():
            return True
        facts = facts.get("data")
    return False


def _as_they_count(known: Iterable[Recorded]) -> list[Recorded]:
    """Newest first: what a correction says, the corrected decision reads, unless a newer one said so. Then by date and position."""
    reads: dict[int, Recorded] = {}
    for recorded in sorted(known, key=lambda each: -each.position):
        counts = reads.setdefault(recorded.position, recorded)
        if isinstance(counts.decision, DecisionRectified):
            corrected = next(each for each in known if each.position == counts.decision.position)
            facts = BY_TYPE[corrected.type].records.model_validate(counts.decision.data)
            since = counts.decision.effective_on or corrected.effective_on
            reads.setdefault(corrected.position, replace(corrected, decision=facts, effective_on=since))
    in_order: list[Recorded] = []
    for counts in reads.values():
        at = sum((each.effective_on, each.position) < (counts.effective_on, counts.position) for each in in_order)
        in_order.insert(at, counts)
    return in_order


def answered(reads: Reads, at: Moment) -> Iterator[tuple[str, Any]]:
    """Every answer of a read side at a moment, by the name of the view."""
    asked = Questions(reads)
    for plural, view in VIEWS.items():
        listed = reads.listing(plural, at)
        yield plural, listed
        for id_ in (each[view.kind] for each in listed):
            yield f"{plural}/{id_}", reads.one(plural, id_, at)
    for migration in (each["migration"] for each in reads.listing("migrations", at)):
        yield f"migrations/{migration}/gates", asked.gates(migration, at)
    yield "programme", reads.programme(at)
    yield "matrix", reads.matrix(at)
    yield "irregularities", reads.irregularities(at)
    yield from outlook(reads.replay(at), reads)


def _of_replay(replay: Replay, known: list[Recorded], reads: Reads) -> Iterator[tuple[str, Any]]:
    for plural, view in VIEWS.items():
        ids = list(view.ids(replay))
        shown = [{**view.show(replay, id_), "decisions": _made_by(replay, known, view, id_)} for id_ in ids]
        yield plural, shown
        yield from ((f"{plural}/{id_}", document) for id_, document in zip(ids, shown, strict=True))
    for migration in VIEWS["migrations"].ids(replay):
        yield f"migrations/{migration}/gates", gate_documents(known, replay.moment, migration)
    yield "programme", PROGRAMMES.show(replay, LEDGER) if PROGRAMMES.ids(replay) else None
    yield "matrix", matrix(replay)
    yield "irregularities", irregularities(replay.decisions)
    yield from outlook(replay, reads)


def _made_by(replay: Replay, known: list[Recorded], view: View, id_: str) -> list[int]:
    """The decisions on an object, of the kinds that its view folds, with all their corrections; as far as they count by then."""
    made = {each.position for each in known if each.type in view.types and f"{view.kind}:{id_}" in each.tags}
    for each in sorted(known, key=lambda each: each.position):
        if isinstance(each.decision, DecisionRectified) and each.decision.position in made:
            made.add(each.position)
    return sorted(made & {each.position for each in replay.decisions})


def outlook(replay: Replay, reads: Reads) -> Iterator[tuple[str, Any]]:
    """What lies ahead, and what has come of it."""
    until = end_of(AHEAD, replay.moment.as_of)
    yield "forecast", forecast(replay)
    yield "benefits", benefits(replay)
    yield "deadlines", deadlines(replay, until)
    yield "deadlines.ics", ics(deadline_calendar(replay, window_of(replay.moment.as_of, until)), reads.recorded_at)
