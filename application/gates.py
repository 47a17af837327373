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
from application.views.migrations import MIGRATIONS
from application.views.view import Document, day
from application.why import Question, causes
from domain.board.dispensation import Dispensation, is_dispensed
from domain.boundary import Boundary, Item
from domain.dates import spoken
from domain.decision import Recorded
from domain.fold import Fold
from domain.judgement import DISPENSE
from domain.migration.migration import Migration
from domain.programme.areas import AreaKind
from domain.programme.programme import Area
from domain.reach import RECTIFIED, RULES
from domain.registry import kind_of
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

    They are those that make the migration what it is, the frameworks for its area, and whatever the rules of its next steps declare
    that they read; but which systems the parties run only where it merges their IT organisations.
    """
    fold = replay.fold
    needs = needs_of(next_steps(fold, migration, replay.moment.as_of), replay)
    if fold.get(Area, fold.get(Migration, migration).area).kind != AreaKind.ORGANISATION:
        needs = frozenset(Item(item.types - SYSTEMS, item.tags) for item in needs)
    own = MIGRATIONS.types_but_for(["claims"]) | {RECTIFIED}
    return needs | {Item(own, frozenset({f"migration:{migration}"})), _offered(fold, migration)}


SYSTEMS = frozenset({"SystemDeclared", "SystemRetired"})


def of_migration(fold: Fold, migration: str) -> Boundary:
    """The decisions on a migration, and those that tell which frameworks there are for its area."""
    return frozenset({Item(tags=frozenset({f"migration:{migration}"})), _offered(fold, migration)})


def _offered(fold: Fold, migration: str) -> Item:
    offered = frozenset({"FrameworkAwarded", "FrameworkEnded", "ServiceAreaDefined", RECTIFIED})
    return Item(offered, frozenset({f"area:{fold.get(Migration, migration).area}"}))


def gate_documents(known: Sequence[Recorded], moment: Moment, migration: str) -> list[Document]:
    """The gates as JSON, each with the decisions that make it so; a gate before several steps of a party is told once.

    `known`: what `gates_need` names, as stored.
    """
    replay = fold_at(moment, known)
    standing = gates(replay, migration)
    steps = list(next_steps(replay.fold, migration, moment.as_of)) if standing else []
    why = causes(known, moment, [_question(migration, step, rule) for step in steps for rule in _rules_of(step)])
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
    return {_place(step, rule): _gate(replay.fold, rule, step, taken) for rule in _rules_of(step)}


def _rules_of(step: Step) -> list[Rule]:
    return [rule for rule in RULES[kind_of(step.decision).type] if rule.code not in STRUCTURAL]


def _place(step: Step, rule: Rule) -> Place:
    return Place(step.borough, step.command, rule.code, step.framework)


def _question(migration: str, asked: Step, rule: Rule) -> Question[Place]:
    """One gate of a step, wherever such a step is a next one: the approval of another version, for one, is no other step."""

    def answer(replay: Replay) -> dict[Place, Gate]:
        on = replay.moment.as_of
        same = (step for step in steps_of(replay.fold, migration, asked.borough, on) if step.name == asked.name)
        return {_place(step, rule): _gate(replay.fold, rule, step, step.taken(replay.fold, on)) for step in same}

    return answer


def _gate(fold: Fold, rule: Rule, step: Step, taken: Recorded) -> Gate:
    broken = rule.judge(fold, taken)
    if broken is None:
        message, until = say_open(fold, rule.code, step.decision)
        return Gate(True, message, until)
    if is_dispensed(fold, rule.code, taken):
        return _dispensed(fold, rule, broken.message, taken)
    return Gate(False, broken.message, broken.until, (*broken.who_can, DISPENSE))


def _dispensed(fold: Fold, rule: Rule, message: str, taken: Recorded) -> Gate:
    opening = {id_: each for id_, each in sorted(fold.all(Dispensation).items()) if each.opens(rule.code, taken)}
    until = max(each.expires_on for each in opening.values() if each.expires_on)
    names = listed(list(opening))
    return Gate(True, f"{message} The board's dispensation {names} opens this gate until {spoken(until)}.", until)
