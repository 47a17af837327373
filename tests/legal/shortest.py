"""The shortest story that still breaks a promise, for whoever has to find out why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.legal.commands import Command
from tests.legal.programmes import programme, retold
from tests.legal.promises import broken_promise


@dataclass(frozen=True)
class Failure:
    """A promise that a programme's last command found broken, and how."""

    promise: str
    complaint: Any
    commands: tuple[Command, ...]

    def __str__(self) -> str:
        story = "\n".join(f"  {command}" for command in self.commands)
        return f"{self.promise}\n  {self.complaint}\nafter\n{story}"


def failure_of(seed: int, length: int) -> Failure | None:
    """The first broken promise of a programme, told as briefly as can be."""
    heard: list[Command] = []
    for court, hearing in programme(seed, length):
        heard.append(hearing.command)
        broken = broken_promise(court, hearing)
        if broken is not None:
            return shortest(Failure(*broken, tuple(heard)))
    return None


def shortest(failure: Failure) -> Failure:
    """The same failure with as many commands left out as possible: large pieces first, then single ones, over and over."""
    size = len(failure.commands) // 2
    while size:
        briefer = _without(failure, size)
        size = len(briefer.commands) // 2 if size == 1 and briefer is not failure else size // 2 if briefer is failure else size
        failure = briefer
    return failure


def _without(failure: Failure, size: int) -> Failure:
    """The failure without one piece of this size; itself where every piece is needed."""
    for start in range(0, len(failure.commands) - 1, size):
        rest = (*failure.commands[:start], *failure.commands[start + size :])
        briefer = _retold(rest)
        if briefer is not None and briefer.promise == failure.promise:
            return briefer
    return failure


def _retold(commands: Sequence[Command]) -> Failure | None:
    heard: list[Command] = []
    for court, hearing in retold(commands):
        heard.append(hearing.command)
        broken = broken_promise(court, hearing)
        if broken is not None:
            return Failure(*broken, tuple(heard))
    return None
