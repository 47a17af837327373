"""Differences: what two replays of one date tell differently, in each of the views that span objects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from application.benefits import benefits
from application.deadlines import deadlines
from application.forecast import forecast
from application.gates import gates
from application.moment import Replay
from application.touched import Scope
from application.views.matrix import matrix
from application.views.view import Document, day
from domain.fold import Fold, State
from domain.migration.migration import Migration

HORIZON = timedelta(days=5 * 365)
"""How far ahead deadlines are compared."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A view that is compared item by item. `keys`: the fields that name an item. `items`: of one replay, at least those that the
    other does not tell alike, and that are in scope (None: all)."""

    keys: tuple[str, ...]
    items: Callable[[Replay, Replay, Scope | None], Iterable[Document]]


def differences(before: Replay, after: Replay, scope: Scope | None = None) -> dict[str, list[Document]]:
    """By the name of each view its items that differ, each with its keys, and as it was `before` and `after` (None: not there).

    `scope`: nothing beyond can differ. Reads what those views read.
    """
    return {name: _differing(view, before, after, scope) for name, view in COMPARED.items()}


def _differing(view: Compared, before: Replay, after: Replay, scope: Scope | None) -> list[Document]:
    was, becomes = _by_key(view, before, after, scope), _by_key(view, after, before, scope)
    return [
        {**dict(zip(view.keys, key, strict=True)), "before": was.get(key), "after": becomes.get(key)}
        for key in sorted({*was, *becomes}, key=lambda key: [str(each or "") for each in key])
        if was.get(key) != becomes.get(key)
    ]


def _by_key(view: Compared, replay: Replay, other: Replay, scope: Scope | None) -> dict[tuple[str | None, ...], Document]:
    return {
        tuple(item[key] for key in view.keys): {name: value for name, value in item.items() if name not in view.keys}
        for item in view.items(replay, other, scope)
    }


def _gates(replay: Replay, other: Replay, scope: Scope | None) -> Iterable[Document]:
    """The gates of every migration. A step that is gone was taken, or cannot be any more: so its gates are gone with it."""
    for migration in sorted(scope.migrations if scope else replay.fold.all(Migration)):
        for place, gate in gates(replay, migration).items():
            yield {
                "migration": migration,
                "borough": place.borough,
                "step": place.step,
                "code": place.code,
                "framework": place.framework,
                "open": gate.open,
                "message": gate.message,
                "until": day(gate.until),
                "who_can": list(gate.who_can),
            }


def _deadlines(replay: Replay, other: Replay, scope: Scope | None) -> Iterable[Document]:
    if scope is not None:
        replay, other = (Replay(each.moment, (), _Listing(each.fold, scope.due)) for each in (replay, other))
    return deadlines(replay, replay.moment.as_of + HORIZON, other)


class _Listing(Fold):
    """Another fold that lists only some objects of some classes."""

    __slots__ = ("_fold", "_listed")

    def __init__(self, fold: Fold, listed: Mapping[type, Collection[str]]) -> None:
        super().__init__()
        self._fold = fold
        self._listed = listed

    def all(self, kind: type[State]) -> Mapping[str, State]:
        if kind not in self._listed:
            return self._fold.all(kind)
        return {id_: self._fold.get(kind, id_) for id_ in self._listed[kind]}

    def get(self, kind: type[State], id_: str) -> State:
        return self._fold.get(kind, id_)

    def registered(self, tag: str) -> int | None:
        return self._fold.registered(tag)

    def causes(self, tag: str, types: Iterable[str]) -> tuple[int, ...]:
        return self._fold.causes(tag, types)


COMPARED: Mapping[str, Compared] = MappingProxyType(
    {
        "matrix": Compared(("borough", "area"), lambda replay, _, scope: matrix(replay, only_cells=scope.cells if scope else None)),
        "gates": Compared(("migration", "borough", "step", "framework", "code"), _gates),
        "forecast": Compared(("migration",), lambda replay, _, scope: forecast(replay, scope.migrations if scope else None)),
        "benefits": Compared(("area", "borough"), lambda replay, _, scope: benefits(replay, scope.areas if scope else None)),
        "deadlines": Compared(("object", "kind", "which"), _deadlines),
    }
)
"""The views that are compared, by name."""
