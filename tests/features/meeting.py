"""Meeting: what a scenario's sentences are said to. It posts commands, and remembers what came of the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from domain.registry import BY_COMMAND
from tests.features.level import Command, Level, Outcome, Poster, Recorded

T = TypeVar("T")
REASONS = "As the scenario says."


@dataclass
class Meeting:
    """`on`: the date of the last decision; a sentence without a date is about the same day.

    `unseen`: the last outcome, while no sentence has looked at it. What is told as given, or as one of several things that
    happen, has to be recorded: so the next command asks for that, and so does the end of the scenario.
    `head` and `head_before`: how many decisions there should be by now, and how many before the last command.
    """

    level: Level
    on: str = "2026-01-01"
    command: Command | None = None
    outcome: Outcome | None = None
    unseen: Outcome | None = None
    earlier: Recorded | None = None
    head: int = 0
    head_before: int = 0
    latest: dict[str, str] = field(default_factory=dict)
    keys: int = 0

    def decide(
        self,
        name: str,
        poster: Poster,
        data: dict[str, Any],
        *,
        on: str | None = None,
        because: str | None = None,
        body: str = "Joint Cabinet",
        minute: str | None = None,
    ) -> None:
        """Post a command on a decision. `because`: the board's reasons for recording it as irregular."""
        self.on = on or self.on
        authority: dict[str, Any] = {"body": body, "reasons": REASONS}
        if minute is not None:
            authority["minute"] = minute
        content: dict[str, Any] = {"effective_on": self.on, "authority": authority, "data": self._resolved(name, data)}
        if because is not None:
            content["irregular"] = {"reasons": because}
        self.keys += 1
        self.post(Command(name, poster, f"key-{self.keys}", content))

    def decide_all(self, poster: Poster, decisions: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Post commands that all go through, on the date of the last decision."""
        self.require_recorded()
        authority = {"body": "Joint Cabinet", "reasons": REASONS}
        commands = []
        for name, data in decisions:
            self.keys += 1
            content = {"effective_on": self.on, "authority": authority, "data": data}
            commands.append(Command(name, poster, f"key-{self.keys}", content))
        for outcome in self.level.post_all(commands):
            assert isinstance(outcome, Recorded), outcome
            self.head += len(outcome.decisions)

    def post(self, command: Command) -> None:
        self.require_recorded()
        self.head_before = self.head
        self.command = command
        self.outcome = self.unseen = self.level.post(command)
        if isinstance(self.outcome, Recorded) and not self.outcome.replayed:
            self.head += len(self.outcome.decisions)

    def require_recorded(self) -> None:
        """A command that nobody said anything about went through."""
        assert self.unseen is None or isinstance(self.unseen, Recorded), (self.command, self.unseen)
        self.unseen = None

    def came_to(self, kind: type[T]) -> T:
        """What came of the last command, which the sentence says is of this kind."""
        assert isinstance(self.outcome, kind), self.outcome
        self.unseen = None
        return self.outcome

    def _resolved(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        """The data with "the contract" replaced by the one last registered, and likewise for a migration."""
        for kind in ("contract", "migration"):
            if data.get(kind) == f"the-{kind}":
                data = {**data, kind: self.latest[kind]}
        registers = BY_COMMAND[name].registers
        if registers is not None and registers in data:
            self.latest[registers] = data[registers]
        return data
