"""What makes a view: which decisions it folds, and how one object of it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from application.moment import Replay

Document = dict[str, Any]
"""JSON values by name: money as "125000.00", dates as YYYY-MM-DD, None where nothing is known."""


@dataclass(frozen=True, slots=True)
class View:
    """`kind`: of the object, in the singular. `types`: the decisions that make its state. `ids`: which objects there are.

    `fields`: what there is to show of one but for its decisions, of which an object may have ten thousands. `apart`: by field,
    those of the types on which it alone rests.
    """

    kind: str
    types: frozenset[str]
    fields: Callable[[Replay, str], Document]
    ids: Callable[[Replay], Iterable[str]]
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def types_but_for(self, fields: Iterable[str]) -> frozenset[str]:
        """The decisions that make the other fields."""
        return self.types.difference(*(self.apart.get(field, ()) for field in fields))

    def show(self, replay: Replay, id_: str) -> Document:
        """One object with the positions of all its decisions."""
        return {**self.fields(replay, id_), "decisions": made_by(replay, f"{self.kind}:{id_}")}


def money(amount: Decimal | None) -> str | None:
    """An amount as JSON has it."""
    return None if amount is None else f"{amount:.2f}"


def day(value: Any) -> str | None:
    """A date as JSON has it."""
    return None if value is None else value.isoformat()


def registered(kind: str, states: type) -> Callable[[Replay], list[str]]:
    """The ids of the objects of one kind that were registered by then."""
    return lambda replay: sorted(id_ for id_ in replay.fold.all(states) if replay.fold.registered(f"{kind}:{id_}") is not None)


def made_by(replay: Replay, tag: str) -> list[int]:
    """The positions of the decisions that made an object so, in ascending order."""
    return sorted(replay.fold.decisions(tag))
