"""Decision: one immutable event: what was decided, by whom, on whose authority, from which date it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain.dates import Day
from domain.words import Href, Prose, Sha256, Title

# Fields of `data` name objects by these words (commands.md); every decision carries the tag of each object it names.
OBJECT_FIELDS = {
    "area": "area",
    "areas": "area",
    "borough": "borough",
    "boroughs": "borough",
    "claim": "claim",
    "contract": "contract",
    "dispensation": "dispensation",
    "framework": "framework",
    "meeting": "meeting",
    "migration": "migration",
    "note": "note",
    "open_to": "borough",
    "parties": "borough",
    "supplier": "supplier",
    "system": "system",
}
PROGRAMME = "programme:ledger"
"""The tag of what concerns the programme as a whole: one deployment serves one ledger."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a command's own fields, whatever the record holds. `path`: keys from `data` on; empty: the whole body."""

    path: tuple[str | int, ...]
    message: str


class Decision(BaseModel):
    """The facts of one kind of decision. A subclass is named in the past tense; its fields are those of its command."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
    about_programme: ClassVar[bool] = False

    def faults(self, on: date) -> Iterator[Fault]:
        """What is wrong with these fields alone, were they to take effect on `on`. That is no rule, but an invalid command."""
        yield from ()

    def named(self) -> Iterator[str]:
        """The tags of the objects that the fields name."""
        for name, kind in _object_fields(type(self)):
            value = self.__dict__.get(name)
            if isinstance(value, str):
                yield f"{kind}:{value}"
            elif value:
                yield from (f"{kind}:{each}" for each in value)
        if self.about_programme:
            yield PROGRAMME

    def facts(self) -> dict[str, Any]:
        """The fields as the record holds them: JSON values, absent where not stated."""
        return self.model_dump(mode="json", exclude_none=True)


@cache
def _object_fields(kind: type[Decision]) -> tuple[tuple[str, str], ...]:
    """Which fields of a kind of decision name objects, and of which kind."""
    return tuple((name, objects) for name, objects in OBJECT_FIELDS.items() if name in kind.model_fields)


class Evidence(BaseModel):
    """A document that the decision rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: Title
    sha256: Sha256 | None = None
    href: Href | None = None


class Authority(BaseModel):
    """On whose authority: what regulation 7 of the Openness of Local Government Bodies Regulations 2014 asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    body: Title
    met_on: Day | None = None
    minute: Title | None = None
    reasons: Prose
    alternatives: Annotated[tuple[Prose, ...], Field(max_length=50)] = ()
    interests: Annotated[tuple[Prose, ...], Field(max_length=50)] = ()
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=50)] = ()
    exempt: Title | None = Field(default=None, description="The ground on which the meeting excluded the public.")


BOARD = "board"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who posted the command: a pseudonymous subject, its roles and its borough, or none for the joint board.

    `acting_for`: the borough, or "board", for which an operator loads paper history; it is judged as theirs.
    """

    subject: str
    roles: frozenset[str] = frozenset()
    borough: str | None = None
    acting_for: str | None = None

    @property
    def is_board(self) -> bool:
        """Whether this is the joint board's act."""
        return self.acting_for == BOARD if self.acting_for else BOARD in self.roles

    @property
    def officer_of(self) -> str | None:
        """The borough whose officer this is, or None."""
        if self.acting_for:
            return None if self.acting_for == BOARD else self.acting_for
        return self.borough if self.roles & {"officer", "integrator"} else None


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that a decision breaks: its code, a sentence for the board, and why.

    `decisions`: the positions that caused it. `until`: the date on which it opens by itself, where one is known.
    `who_can`: who can open it before, and with which command.
    """

    code: str
    message: str
    decisions: tuple[int, ...] = ()
    until: date | None = None
    who_can: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upset:
    """A recorded decision that another one makes illegal, and the codes of the rules that it then breaks."""

    decision: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Irregular:
    """What an irregular decision broke itself, and which recorded decisions it upset."""

    reasons: str
    broken: tuple[BrokenRule, ...] = ()
    upset: tuple[Upset, ...] = ()


NOT_RECORDED = 2**63 - 1
"""The position of a decision that is only proposed: after everything recorded that counts from the same date."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision in its place: recorded at `position` (or proposed), and counting from `effective_on`."""

    position: int
    decision: Decision
    effective_on: date
    actor: Actor
    tags: frozenset[str]
    irregular: Irregular | None = None
    id: str = field(default="", compare=False)

    @property
    def type(self) -> str:
        return type(self.decision).__name__

    @property
    def place(self) -> tuple[date, int]:
        """Where it stands in the order in which decisions count: by date, ties by position."""
        return (self.effective_on, self.position)

    def tagged(self, kind: str) -> list[str]:
        """Its tags of one kind of object."""
        return [tag for tag in self.tags if tag.startswith(f"{kind}:")]
