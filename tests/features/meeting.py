"""Meeting: what a scenario's sentences are said to. It posts commands, and remembers what came of the last one."""

from __future__ import annotations

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
    """

    level: Level
    on: str = "2026-01-01"
    command: Command | None = None
    outcome: Outcome | None = None
    unseen: Outcome | None = None
    earlier: Recorded | None = None
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

    def post(self, command: Command) -> None:
        self.require_recorded()
        self.head_before = self.level.head()
        self.command = command
        self.outcome = self.unseen = self.level.post(command)

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
