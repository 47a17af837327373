"""Posted: a command as somebody posted it, checked for form but not yet decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Generic, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, StringConstraints, create_model

from domain.board.dispensation import DispensationGranted
from domain.dates import Day
from domain.decision import Actor, Authority, Decision, Fault
from domain.registry import BY_COMMAND, GATES, kind_of
from domain.rule import Kind
from domain.words import Prose

D = TypeVar("D", bound=Decision)
Key = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=128, pattern=r"^[!-~]+$")]
"""An idempotency key: 1 to 128 visible characters. Keys belong to the subject who posts."""


class IrregularRequest(BaseModel):
    """Record the decision although gates are closed: for the board, which says why."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    reasons: Prose


class CommandBody(BaseModel, Generic[D]):
    """A command: from which date it counts, on whose authority, and what is decided."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    effective_on: Day
    authority: Authority
    data: D
    irregular: IrregularRequest | None = None


def _named_body(kind: Kind) -> type[CommandBody[Any]]:
    name = "".join(word.capitalize() for word in kind.command.split("-"))
    return create_model(name, __base__=CommandBody[kind.records], __doc__=kind.summary)  # type: ignore[name-defined]  # made at run time


BODIES: Mapping[str, type[CommandBody[Any]]] = MappingProxyType(
    {command: _named_body(kind) for command, kind in BY_COMMAND.items()}
)
"""The model of each command's body, by the command's name."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A well-formed command, who posted it, and how.

    `key`: the idempotency key. `if_match`: refuse if anything in the boundary is later than this position.
    """

    kind: Kind
    effective_on: date
    authority: Authority
    decision: Decision
    actor: Actor
    key: str
    irregular: str | None = None
    if_match: int | None = None
    correlation_id: str | None = None

    @classmethod
    def of(
        cls,
        command: str,
        body: CommandBody[Any],
        actor: Actor,
        key: str,
        *,
        if_match: int | None = None,
        correlation_id: str | None = None,
    ) -> Posted:
        return cls(
            kind=BY_COMMAND[command],
            effective_on=body.effective_on,
            authority=body.authority,
            decision=body.data,
            actor=actor,
            key=key,
            irregular=body.irregular.reasons if body.irregular else None,
            if_match=if_match,
            correlation_id=correlation_id,
        )

    @property
    def key_tag(self) -> str:
        """The tag by which a repeat of the command finds what was recorded the first time."""
        subject = self.actor.subject.replace("%", "%25").replace(":", "%3A")  # or a:b with the key c would be a with the key b:c
        return f"command:{subject}:{self.key}"

    @property
    def digest(self) -> str:
        """What makes two commands the same: SHA-256 over the command, for whom, and its whole body."""
        content = {
            "authority": self.authority.model_dump(mode="json", exclude_none=True),
            "command": self.kind.command,
            "data": self.decision.facts(),
            "effective_on": self.effective_on.isoformat(),
            "for": self.actor.acting_for,
            "irregular": self.irregular,
        }
        return "sha256:" + hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def faults(decision: Decision, effective_on: date) -> Iterator[Fault]:
    """What is wrong with a decision's own fields, whatever the record holds; each with its path within `data`."""
    yield from decision.faults(effective_on)
    if isinstance(decision, DispensationGranted) and decision.gate not in GATES:
        yield Fault(("gate",), f"{decision.gate} is not the code of a gate: a rule that a dispensation can open")


def same_objects(corrected: Decision, original: Decision) -> bool:
    """Whether a correction names the same objects as the original, of the same kind of decision."""
    return kind_of(corrected) is kind_of(original) and set(corrected.named()) == set(original.named())
