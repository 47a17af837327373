"""Differences: what two replays of one date tell differently, in each of the views that span objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from application.benefits import benefits
from application.deadlines import deadlines
from application.forecast import forecast
from application.gates import gates
from application.moment import Replay
from application.views.matrix import matrix
from application.views.view import Document, day
from domain.migration.migration import Migration

HORIZON = timedelta(days=5 * 365)
"""How far ahead deadlines are compared."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A view that is compared item by item. `keys`: the fields that name an item. `items`: of one replay, at least those that the
    other does not tell alike."""

    keys: tuple[str, ...]
    items: Callable[[Replay, Replay], Iterable[Document]]


def differences(before: Replay, after: Replay) -> dict[str, list[Document]]:
    """By the name of each view its items that differ, each with its keys, and as it was `before` and `after` (None: not there).

    Reads what those views read.
    """
    return {name: _differing(view, before, after) for name, view in COMPARED.items()}


def _differing(view: Compared, before: Replay, after: Replay) -> list[Document]:
    was, becomes = _by_key(view, before, after), _by_key(view, after, before)
    return [
        {**dict(zip(view.keys, key, strict=True)), "before": was.get(key), "after": becomes.get(key)}
        for key in sorted({*was, *becomes}, key=lambda key: [str(each or "") for each in key])
        if was.get(key) != becomes.get(key)
    ]


def _by_key(view: Compared, replay: Replay, other: Replay) -> dict[tuple[str | None, ...], Document]:
    return {
        tuple(item[key] for key in view.keys): {name: value for name, value in item.items() if name not in view.keys}
        for item in view.items(replay, other)
    }


def _gates(replay: Replay) -> Iterable[Document]:
    """The gates of every migration. A step that is gone was taken, or cannot be any more: so its gates are gone with it."""
    for migration in sorted(replay.fold.all(Migration)):
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


COMPARED: Mapping[str, Compared] = MappingProxyType(
    {
        "matrix": Compared(("borough", "area"), lambda replay, _: matrix(replay)),
        "gates": Compared(("migration", "borough", "step", "framework", "code"), lambda replay, _: _gates(replay)),
        "forecast": Compared(("migration",), lambda replay, _: forecast(replay)),
        "benefits": Compared(("area", "borough"), lambda replay, _: benefits(replay)),
        "deadlines": Compared(
            ("object", "kind", "which"), lambda replay, other: deadlines(replay, replay.moment.as_of + HORIZON, other)
        ),
    }
)
"""The views that are compared, by name."""
