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

    `given`: whether the scenario is still telling what was decided before. That is entered as paper history is, in one go and
    no sooner than somebody looks at the ledger.
    `unseen`: the last outcome, while no sentence has looked at it. What happens and is followed by something else that happens
    has to be recorded: so the next command asks for that, and so does the end of the scenario.
    `head` and `head_before`: how many decisions there should be by now, and how many before the last command.
    """

    _level: Level
    on: str = "2026-01-01"
    given: bool = False
    command: Command | None = None
    outcome: Outcome | None = None
    unseen: Outcome | None = None
    earlier: Recorded | None = None
    head: int = 0
    head_before: int = 0
    latest: dict[str, str] = field(default_factory=dict)
    keys: int = 0
    _history: list[Command] = field(default_factory=list)

    @property
    def level(self) -> Level:
        """The level, with all that was given on record."""
        if self._history:
            history, self._history = self._history, []
            for command, outcome in zip(history, self._level.enter(history), strict=True):
                assert isinstance(outcome, Recorded), (command, outcome)
                self.head += len(outcome.decisions)
        return self._level

    @level.setter
    def level(self, level: Level) -> None:
        self._level = level

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
        command = Command(name, poster, f"key-{self.keys}", content)
        if self.given:
            self.require_recorded()
            self._history.append(command)
        else:
            self.post(command)

    def post(self, command: Command) -> None:
        self.require_recorded()
        level = self.level
        self.head_before = self.head
        self.command = command
        self.outcome = self.unseen = level.post(command)
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
