"""Submission: from the bytes that somebody sends to a well-formed command, or every fault in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from application.posted import BODIES, CommandBody, Key, Posted
from application.sitting import Invalid
from domain.authority import NOT_YOURS
from domain.decision import BOARD, Actor, BrokenRule, Fault
from domain.words import Id

_KEY = TypeAdapter(Key)
_ID = TypeAdapter(Id)


class Malformed(Exception):
    """The bytes are not what they should be: not JSON, or no object."""


class UnknownCommand(Exception):
    """No command has this name."""


class Forbidden(Exception):
    """The role or borough of whoever posts may not do this at all, whatever the record holds."""

    def __init__(self, broken: BrokenRule) -> None:
        super().__init__(broken.message)
        self.broken = (broken,)


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object that the bytes hold. Raises Malformed."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as fault:
        raise Malformed(f"This is not JSON: {fault}.") from None
    if not isinstance(document, dict):
        raise Malformed("A command is a JSON object.")
    return document


def read_body(command: str, document: dict[str, Any]) -> CommandBody[Any]:
    """The body of a command. Raises UnknownCommand; Invalid with every field at fault."""
    body = BODIES.get(command)
    if body is None:
        raise UnknownCommand(f"There is no command {command!r}.")
    try:
        return body.model_validate(document)
    except ValidationError as error:
        raise Invalid(faults_in(error)) from None


def faults_in(error: ValidationError) -> tuple[Fault, ...]:
    """What pydantic found, as faults with their paths from the body's root."""
    return tuple(Fault(each["loc"], _sentence(each["type"], each["msg"])) for each in error.errors(include_url=False))


def _sentence(type_: str, message: str) -> str:
    if type_ == "extra_forbidden":
        return "there is no such field here"
    if type_ == "missing":
        return "this field is required"
    return message.removeprefix("Value error, ")


def read_key(key: str | None) -> str:
    """An idempotency key. Raises Invalid."""
    try:
        return _KEY.validate_python(key)
    except ValidationError:
        raise Invalid([Fault(("key",), "an idempotency key of 1 to 128 visible ASCII characters is required")]) from None


def read_line(line: bytes, actor: Actor) -> Posted:
    """One line of a batch: `command`, `key`, perhaps `for`, and the command's body.

    Raises Malformed, UnknownCommand, Forbidden, Invalid.
    """
    document = parse(line)
    command = document.pop("command", None)
    key = read_key(document.pop("key", None))
    acting_for = document.pop("for", None)
    if not isinstance(command, str):
        raise Invalid([Fault(("command",), "name the command, such as register-contract")])
    body = read_body(command, document)
    return Posted.of(command, body, acting(actor, acting_for), key)


def acting(actor: Actor, acting_for: object) -> Actor:
    """The actor, on behalf of the borough or board that a line names. Raises Forbidden, Invalid."""
    if acting_for is None:
        return actor
    if "operator" not in actor.roles:
        message = "Only an operator loads what a borough or the board decided: leave out `for`."
        raise Forbidden(BrokenRule(NOT_YOURS, message, who_can=("an operator, in a batch",)))
    if acting_for == BOARD:
        return replace(actor, acting_for=BOARD)
    try:
        return replace(actor, acting_for=_ID.validate_python(acting_for))
    except ValidationError:
        raise Invalid([Fault(("for",), 'name a borough, or "board"')]) from None
