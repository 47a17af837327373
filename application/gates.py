"""Gates: for one migration, every condition of its next steps: open or closed, why, by which decisions, until when, who can act.

A gate is a rule of a step that could come next, judged as it would be if the step were posted. So it says of a closed gate what
a refusal would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from application.moment import Moment, Replay, fold_at
from application.next_steps import Step, needs_of, next_steps, steps_of
from application.open_gates import say_open
from application.views.view import Document, day
from application.why import Question, causes
from domain.board.dispensation import Dispensation
from domain.boundary import Boundary, Item
from domain.dates import spoken
from domain.decision import Recorded
from domain.fold import Fold
from domain.judgement import judge
from domain.migration.migration import Migration
from domain.reach import RECTIFIED, RULES
from domain.rule import STRUCTURAL, Rule
from domain.words import listed


@dataclass(frozen=True, slots=True)
class Place:
    """Which gate: the rule's code, the step before which it stands, and whose step it is (None: of all parties together)."""

    borough: str | None
    step: str
    code: str
    framework: str | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """How a gate stands. `until`: the date on which it opens, or the last on which it is open, where one is known."""

    open: bool
    message: str
    until: date | None = None
    who_can: tuple[str, ...] = ()


def gates(replay: Replay, migration: str) -> dict[Place, Gate]:
    """Every gate of a migration at a moment, in the order of its steps and of their rules; none when nobody proposed it yet.

    Reads what `gates_need` names.
    """
    if replay.fold.registered(f"migration:{migration}") is None:
        return {}
    steps = next_steps(replay.fold, migration, replay.moment.as_of)
    return {place: gate for step in steps for place, gate in _gates_of(replay, step).items()}


def gates_need(replay: Replay, migration: str) -> Boundary:
    """The decisions on which the gates rest, as far as this replay tells: with them in the fold it may name more.

    They are those of the migration, the frameworks for its area, and whatever the rules of its next steps declare that they read.
    """
    return needs_of(next_steps(replay.fold, migration, replay.moment.as_of), replay) | of_migration(replay.fold, migration)


def of_migration(fold: Fold, migration: str) -> Boundary:
    """The decisions of a migration, and those that tell which frameworks there are for its area."""
    area = f"area:{fold.get(Migration, migration).area}"
    offered = frozenset({"FrameworkAwarded", "FrameworkEnded", "ServiceAreaDefined", RECTIFIED})
    return frozenset({Item(tags=frozenset({f"migration:{migration}"})), Item(offered, frozenset({area}))})


def gate_documents(known: Sequence[Recorded], moment: Moment, migration: str) -> list[Document]:
    """The gates as JSON, each with the decisions that make it so; a gate before several steps of a party is told once.

    `known`: what `gates_need` names, as stored.
    """
    replay = fold_at(moment, known)
    standing = gates(replay, migration)
    steps = next_steps(replay.fold, migration, moment.as_of) if standing else ()
    why = causes(known, moment, [_question(migration, step) for step in steps])
    told: dict[tuple[str, str | None, str | None, Gate], Document] = {}
    for place, gate in standing.items():
        framework = place.framework if place.code.startswith("framework.") else None
        document = told.setdefault((place.code, place.borough, framework, gate), _document(place, framework, gate))
        document["steps"].append(place.step)
        document["decisions"] = sorted({*document["decisions"], *why[place]})
    return list(told.values())


def _document(place: Place, framework: str | None, gate: Gate) -> Document:
    document: Document = {
        "code": place.code,
        "borough": place.borough,
        "steps": [],
        "open": gate.open,
        "message": gate.message,
        "decisions": [],
        "until": day(gate.until),
        "who_can": list(gate.who_can),
    }
    return {**document, "framework": framework} if framework else document


def _gates_of(replay: Replay, step: Step) -> dict[Place, Gate]:
    taken = step.taken(replay.fold, replay.moment.as_of)
    return {
        Place(step.borough, step.command, rule.code, step.framework): _gate(replay.fold, rule, step, taken)
        for rule in RULES[taken.type]
        if rule.code not in STRUCTURAL
    }


def _question(migration: str, asked: Step) -> Question[Place]:
    """The gates of one step, wherever such a step is a next one: the approval of another version, for one, is no other step."""

    def answer(replay: Replay) -> dict[Place, Gate]:
        steps = steps_of(replay.fold, migration, asked.borough, replay.moment.as_of)
        same = (step for step in steps if step.name == asked.name)
        return {place: gate for step in same for place, gate in _gates_of(replay, step).items()}

    return answer


def _gate(fold: Fold, rule: Rule, step: Step, taken: Recorded) -> Gate:
    closed = judge(fold, taken, (rule,))
    if closed:
        return Gate(False, closed[0].message, closed[0].until, closed[0].who_can)
    found = rule.judge(fold, taken)
    if found is None:
        message, until = say_open(fold, rule.code, step.decision)
        return Gate(True, message, until)
    return _dispensed(fold, rule, found.message, taken)


def _dispensed(fold: Fold, rule: Rule, message: str, taken: Recorded) -> Gate:
    opening = {id_: each for id_, each in sorted(fold.all(Dispensation).items()) if each.opens(rule.code, taken)}
    until = max(each.expires_on for each in opening.values() if each.expires_on)
    names = listed(list(opening))
    return Gate(True, f"{message} The board's dispensation {names} opens this gate until {spoken(until)}.", until)
