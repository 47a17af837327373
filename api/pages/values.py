"""Values: the fields of objects and decisions as a page can show them: each with the form in which it is best read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.names import label
from domain.decision import OBJECT_FIELDS

MONEY = frozenset(
    {"annual_value", "exit_cost", "consented", "ceiling", "called_off", "target_annual_saving", "amount", "value", "annual_cost"}
)
OBJECTS: Mapping[str, str] = {
    **OBJECT_FIELDS,
    "contracts": "contract",
    "frameworks": "framework",
    "adopted": "borough",
    "approved_by": "borough",
    "objected_by": "borough",
}
"""Fields that name objects, and of which kind."""
DECISIONS = frozenset({"decision", "position"})
PROSE = frozenset({"text", "reasons"})


@dataclass(frozen=True, slots=True)
class Value:
    """`form`: how it is shown: nothing, text, prose, day, money, flag, thing, things, decision, texts or rows.

    `shown`: what; for a thing its tag, for rows a list of the fields of each.
    """

    form: str
    shown: Any = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its value. `because`: the decisions that cause it. `was`: its value at the moment compared with, if another."""

    field: str
    label: str
    value: Value
    because: Sequence[int] = ()
    was: Value | None = None


def value_of(name: str, value: Any) -> Value:
    """A JSON value of a field."""
    match value:
        case None | "" | []:
            return Value("nothing")
        case bool():
            return Value("flag", value)
        case int():
            return Value("decision" if name in DECISIONS else "text", value)
        case str():
            return _said(name, value)
        case dict():
            return Value("rows", [_row(value)])
        case [{}, *_]:
            return Value("rows", [_row(each) for each in value])
    kind = OBJECTS.get(name)
    return Value("things", [f"{kind}:{each}" for each in value]) if kind else Value("texts", [str(each) for each in value])


def _said(name: str, value: str) -> Value:
    if name in OBJECTS:
        return Value("thing", f"{OBJECTS[name]}:{value}")
    if name.endswith("_on") or name == "on":
        return Value("day", value)
    if name in MONEY:
        return Value("money", value)
    return Value("prose" if name in PROSE else "text", value)


def _row(row: Mapping[str, Any]) -> list[Fact]:
    return [Fact(key, label(key), value_of(key, each)) for key, each in row.items()]


def facts(
    shown: Mapping[str, Any],
    without: Iterable[str],
    why: Mapping[str, Sequence[int]],
    before: Mapping[str, Any] | None = None,
) -> list[Fact]:
    """The fields of an object but for some. `before`: the object at the moment compared with; None when nothing is compared."""
    left_out = frozenset(without)
    found = []
    for name, value in shown.items():
        if name in left_out:
            continue
        is_changed = before is not None and before.get(name) != value
        was = value_of(name, before.get(name)) if before is not None and is_changed else None
        found.append(Fact(name, label(name), value_of(name, value), why.get(name, ()), was))
    return found
