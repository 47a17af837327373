"""Level: where the scenarios take place. The same text is told to the domain in memory, and to the service over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Poster:
    """Who posts: roles, the borough of an officer, and for an operator whose paper history it is."""

    subject: str
    roles: tuple[str, ...]
    borough: str | None = None
    acting_for: str | None = None


def officer(borough: str) -> Poster:
    return Poster(f"officer-of-{borough}", ("officer",), borough)


BOARD = Poster("clerk-of-the-joint-board", ("board",))


def operator(acting_for: str) -> Poster:
    return Poster("operator", ("operator",), acting_for=acting_for)


@dataclass(frozen=True)
class Command:
    """A command as it is posted. `body`: effective_on, authority, data, perhaps irregular."""

    name: str
    poster: Poster
    key: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Recorded:
    """What was recorded: (position, type) of each decision. `irregular`: what it broke and upset, as the receipt shows it."""

    decisions: tuple[tuple[int, str], ...]
    replayed: bool = False
    irregular: dict[str, Any] | None = None


@dataclass(frozen=True)
class Refused:
    """The rules that it breaks, each as the answer shows it: code, message, decisions, until, who_can."""

    broken: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SentBack:
    """The command itself is at fault, whatever the record holds. `problem`: invalid or key-reused."""

    problem: str
    messages: tuple[str, ...] = ()


Outcome = Recorded | Refused | SentBack


@dataclass(frozen=True)
class Moment:
    """As of a date, as known at a position (today and now, where not stated)."""

    as_of: str | None = None
    known_at: int | None = None


@dataclass(frozen=True)
class Told:
    """One decision as the audit trail shows it."""

    position: int
    type: str
    document: dict[str, Any] = field(repr=False)

    @property
    def tags(self) -> list[str]:
        return [each["tag"] for each in self.document["objects"]]


def question_of(commands: Sequence[Command], as_of: str) -> dict[str, Any]:
    """What-if, in the form in which it is asked."""
    return {"as_of": as_of, "commands": [{"command": each.name, **each.body} for each in commands]}


class Level(Protocol):
    def post(self, command: Command) -> Outcome: ...

    def enter(self, history: Sequence[Command]) -> list[Outcome]:
        """What officers and the board decided before, in one go."""

    def head(self) -> int: ...

    def trail(self) -> Sequence[Told]:
        """Every decision, in the order in which it was recorded."""

    def told(self, position: int) -> Told: ...

    def state(self, kind: str, id_: str, at: Moment) -> str | None:
        """How an object stands: the word of its state, or None if it is not known at that moment."""

    def stage(self, borough: str, area: str, at: Moment) -> str:
        """Where a borough stands in an area, in the matrix."""

    def listing(self, kind: str, at: Moment) -> list[dict[str, Any]]:
        """Every object of a kind, as it stands."""

    def benefits(self, at: Moment) -> list[dict[str, Any]]:
        """The figures of each area and borough."""

    def deadlines(self, at: Moment, within: str) -> list[dict[str, Any]]:
        """What is to be decided within a period from the moment's date on."""

    def irregularities(self) -> list[int]:
        """The positions of all decisions on the page of irregularities."""

    def load(self, lines: Iterable[bytes]) -> None:
        """Take the lines of a paper history, of which none may be refused."""

    def gates(self, migration: str, at: Moment) -> list[dict[str, Any]]:
        """Every gate of a migration."""

    def why(self, kind: str, id_: str, at: Moment) -> dict[str, list[int]]:
        """For each field of an object, the decisions that cause it."""

    def changes(self, first: Moment, last: Moment) -> dict[str, list[dict[str, Any]]]:
        """What differs between two moments, by head."""

    def what_if(self, commands: Sequence[Command], as_of: str) -> tuple[list[Outcome], dict[str, list[dict[str, Any]]]]:
        """What would become of commands, and by view what would differ."""
