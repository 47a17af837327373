"""Supposing: a what-if question in an address: so a link to the page is the question. Nothing is recorded.

Each change stands in the address as `c`, a command in JSON as a batch has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import orjson
from fastapi import APIRouter
from pydantic import ConfigDict, Field, field_validator
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.pages.fields import Field as FormField
from api.pages.fields import Maker
from api.pages.filled import body_of, faults_by_field, rows_in
from api.pages.moments import Asked
from api.pages.names import Names
from api.pages.origins import Form
from api.pages.saying import STAGES, day_in_words, money_in_words
from api.pages.visits import Answer, Reception, Visit
from api.problems import Problem, invalid, problem_of
from application.posted import Posted
from application.sentences import sentence
from application.sitting import Decided, Invalid
from application.views.view import Document
from application.what_if import Outcome, Supposed
from domain.dates import Day
from domain.decision import Fault
from domain.registry import BY_COMMAND

MOST_CHANGES = 10
LONGEST = 6_000
"""Characters of all changes together: longer addresses are cut off on their way."""
EFFECTIVE = FormField("effective_on", "From which date it would count", "day", True)
HEADINGS: Mapping[str, str] = MappingProxyType(
    {"matrix": "The matrix", "gates": "Gates", "forecast": "The forecast", "benefits": "Savings", "deadlines": "Deadlines"}
)
FIGURES = ("target", "claimed", "accepted", "disputed", "baseline")


class AskedWhatIf(Asked):
    """`c`: the changes. `command`: of the change that is being made."""

    model_config = ConfigDict(frozen=True, extra="allow")
    c: list[str] = Field(default_factory=list, max_length=MOST_CHANGES)
    command: str | None = None
    on: Day | None = Field(None, description="As of when the difference is asked for.")

    @field_validator("c")
    @classmethod
    def _fits(cls, changes: list[str]) -> list[str]:
        if sum(map(len, changes)) > LONGEST:
            raise ValueError(f"the changes are longer than {LONGEST:,} characters together: take one away")
        return changes


@dataclass(frozen=True, slots=True)
class Told:
    """A change and what would become of it. `without`: all other changes, as they stand in the address."""

    sentence: str
    effective_on: str
    is_decided: bool
    detail: Mapping[str, Any]
    without: list[str]


def add_supposing(router: APIRouter, reception: Reception) -> None:
    """Add `/what-if` and `/what-if/add`."""

    async def add(request: Request) -> Response:
        return await reception.answer(request, lambda visit: _added(visit, request), AskedWhatIf)

    router.add_api_route("/what-if", reception.route(what_if, AskedWhatIf))
    router.add_api_route("/what-if/add", add)


def what_if(visit: Visit) -> Answer:
    """The changes, what would become of each, and the difference that all of them would make. Raises the problem `invalid`."""
    asked = visit.asked
    assert isinstance(asked, AskedWhatIf)
    context: dict[str, Any] = {
        "changes": [],
        "kinds": _kinds(),
        "c": asked.c,
        "is_full": len(asked.c) >= MOST_CHANGES,
        "on": asked.on,
    }
    if asked.c:
        document: dict[str, Any] = {"commands": [_read(change, n) for n, change in enumerate(asked.c)]}
        if asked.on is not None:
            document["as_of"] = asked.on.isoformat()
        try:
            question = visit.questions.read_what_if(document, visit.at)
        except Invalid as fault:
            raise invalid(fault.faults, "query") from None
        supposed = visit.questions.what_if(question, visit.at)
        pairs = zip(question.commands, supposed.outcomes, strict=True)
        context["changes"] = [
            _told(visit, posted, outcome, [c for m, c in enumerate(asked.c) if m != n]) for n, (posted, outcome) in enumerate(pairs)
        ]
        context["compared_on"] = question.compared_on
        context["differences"] = _differences(supposed, visit.names)
    return Answer("what_if.html", context)


def _read(change: str, number: int) -> dict[str, Any]:
    try:
        document = orjson.loads(change)
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise invalid([Fault(("c", number), "is no command in JSON")], "query")
    return document


def _told(visit: Visit, posted: Posted, outcome: Outcome, without: list[str]) -> Told:
    said = sentence(visit.replay.fold, posted.decision)
    on = posted.effective_on.isoformat()
    if isinstance(outcome, Decided):
        return Told(said, on, True, {"decisions": outcome.decisions}, without)
    problem = problem_of(outcome)
    detail = {"broken": problem.members.get("broken_rules", ()), "errors": problem.members.get("errors", ())}
    return Told(said, on, False, detail, without)


def _kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """The commands that can be supposed, by what they are about."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, kind in BY_COMMAND.items():
        group = kind.records.__module__.split(".")[1]
        groups.setdefault(group, []).append((name, name.replace("-", " ").capitalize()))
    return sorted(groups.items())


def _added(visit: Visit, request: Request) -> Answer | Response:
    """The form of one more change; or, once it is well-formed, the question with it."""
    asked = visit.asked
    assert isinstance(asked, AskedWhatIf)
    command = asked.command or ""
    if command not in BY_COMMAND:
        raise Problem("unknown-command", f"There is no command {command[:60]!r}.")
    form: Form = {}
    for name, value in request.query_params.multi_items():
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    rows = rows_in(form)
    if "add" in form:
        rows[form["add"][0]] = rows.get(form["add"][0], 0) + 1
    fields = Maker(visit.replay.fold, visit.names).of_command(command, rows)
    faults: list[tuple[str, str]] = []
    if "go" in form and "add" not in form:
        change = {"command": command, "data": {}, **body_of([EFFECTIVE, *fields], form)}
        try:
            visit.questions.read_what_if({"commands": [change]}, visit.at)
        except Invalid as fault:
            inner = [Fault(each.path[2:], each.message) for each in fault.faults]
            faults = faults_by_field(inner, [EFFECTIVE, *fields])
        else:
            return RedirectResponse(visit.shown.link("/what-if", c=[*asked.c, orjson.dumps(change).decode()], on=asked.on), 303)
    form.setdefault("effective_on", [visit.at.as_of.isoformat()])
    context = {"command": command, "kind": BY_COMMAND[command], "fields": fields, "form": form, "faults": faults}
    return Answer("what_if_add.html", {**context, "c": asked.c, "on": asked.on, "effective": EFFECTIVE}, 422 if faults else 200)


def _differences(supposed: Supposed, names: Names) -> list[tuple[str, list[Mapping[str, str]]]]:
    """By heading, what differs: of each line what it is about, as it is, and as it would be."""
    told: list[tuple[str, list[Mapping[str, str]]]] = []
    for name, heading in HEADINGS.items():
        lines: list[Mapping[str, str]] = [
            {"what": _what(item, names), "before": SAID[name](item["before"]), "after": SAID[name](item["after"])}
            for item in supposed.difference[name]
            if not _is_of_no_matter(item)
        ]
        told.append((heading, [line for line in lines if line["before"] != line["after"]]))
    return told


def _is_of_no_matter(item: Document) -> bool:
    """An open gate that goes with its step, or comes with it, stood in nobody's way."""
    gate = item["before"] or item["after"]
    return (item["before"] is None or item["after"] is None) and gate.get("open") is True


def _what(item: Document, names: Names) -> str:
    """What a line is about: the objects that name it."""
    if "object" in item:
        return names.thing(str(item["object"])).title
    parts = [names.title(kind, item[kind]) for kind in ("migration", "area", "borough") if item.get(kind)]
    if item.get("step"):
        parts.append(f"before {item['step']}")
    return ", ".join(parts)


def _said_stage(cell: Document | None) -> str:
    if cell is None:
        return "not there"
    blocked = len(cell["blocked_by"])
    gates = f", {blocked} {'gate' if blocked == 1 else 'gates'} closed" if blocked else ""
    since = f" since {day_in_words(cell['since'])}" if cell["since"] else ""
    return f"{STAGES[cell['stage']][0]}{since}{gates}"


def _said_gate(gate: Document | None) -> str:
    if gate is None:
        return "not in the way: the step was taken, or cannot come next"
    return f"{'open' if gate['open'] else 'closed'}: {gate['message']}"


def _said_forecast(item: Document | None) -> str:
    if item is None:
        return "no open migration"
    if item["earliest_on"]:
        return f"{'merged on' if item['merged_on'] else 'at the earliest on'} {day_in_words(item['earliest_on'])}"
    missing = " ".join(each["message"] for each in item["missing"])
    return f"no date yet. {missing}".strip()


def _said_savings(item: Document | None) -> str:
    if item is None:
        return "nothing declared"
    return "; ".join(f"{name} {money_in_words(item[name])}" for name in FIGURES if item[name] is not None)


def _said_deadline(item: Document | None) -> str:
    return "none" if item is None else f"{day_in_words(item['on'])}: {item['title']}"


SAID: Mapping[str, Callable[[Document | None], str]] = MappingProxyType(
    {
        "matrix": _said_stage,
        "gates": _said_gate,
        "forecast": _said_forecast,
        "benefits": _said_savings,
        "deadlines": _said_deadline,
    }
)
