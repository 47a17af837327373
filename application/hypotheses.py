"""Hypotheses: a what-if question as somebody asks it: commands as they would be posted, with less said about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from application.posted import Posted
from application.sitting import Invalid
from application.submission import UnknownCommand, faults_in, read_body
from domain.dates import Day
from domain.decision import BOARD, Actor, Authority, Fault
from domain.words import Id

MOST = 200
"""At most so many commands in one question."""
UNSAID = Actor("nobody")
"""Posts a command of which the question does not say for whom it is posted."""
ON_NO_AUTHORITY: Mapping[str, Any] = Authority(body="What if", reasons="Nobody decided this.").model_dump(exclude_none=True)


class Hypothesis(BaseModel):
    """A command as a batch has it, but that only `command` and `data` must be said.

    `effective_on`: the question's date, or today, unless said. `for`: a borough, or "board": it is then judged as posted by them,
    and otherwise as posted by somebody who may. A `key` is passed over, so that lines of a batch can be asked about as they are.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    command: str
    acting_for: Id | None = Field(None, alias="for")
    key: str | None = None


class Question(BaseModel):
    """`as_of`: the date as of which differences are asked for; left out, the latest of today and of the commands' dates."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    as_of: Day | None = None
    commands: Annotated[tuple[Hypothesis, ...], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A question that was read. `commands` in the order of posting; `compared_on`: the date as of which differences are told."""

    commands: tuple[Posted, ...]
    compared_on: date


def read_what_if(document: dict[str, Any], today: date) -> WhatIf:
    """Raises Invalid with every fault, each with its path from the root of the question."""
    try:
        question = Question.model_validate(document)
    except ValidationError as error:
        raise Invalid(faults_in(error)) from None
    commands: list[Posted] = []
    faults: list[Fault] = []
    for n, hypothesis in enumerate(question.commands):
        try:
            commands.append(_read(n, hypothesis, question.as_of or today))
        except Invalid as invalid:
            faults += [Fault(("commands", n, *fault.path), fault.message) for fault in invalid.faults]
        except UnknownCommand as unknown:
            faults.append(Fault(("commands", n, "command"), str(unknown)))
    if faults:
        raise Invalid(faults)
    latest = max(command.effective_on for command in commands)
    return WhatIf(tuple(commands), question.as_of or max(today, latest))


def _read(n: int, hypothesis: Hypothesis, on: date) -> Posted:
    said = {"effective_on": on.isoformat(), "authority": dict(ON_NO_AUTHORITY), **(hypothesis.model_extra or {})}
    body = read_body(hypothesis.command, said)
    actor = UNSAID if hypothesis.acting_for is None else acting_for(hypothesis.acting_for)
    # No recorded command can have this key: a key has no blanks.
    return Posted.of(hypothesis.command, body, actor, f"what if {n}")


def acting_for(whom: str) -> Actor:
    """Somebody who posts for a borough or the board."""
    return Actor(UNSAID.subject, frozenset({"board"}) if whom == BOARD else frozenset({"officer"}), acting_for=whom)
