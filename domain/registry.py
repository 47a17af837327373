"""Registry: every kind of decision, found in the modules of the aggregates' folders that hold a table KINDS.

To add a command, add one module with its event, rules and effect to the folder of its aggregate; routes, OpenAPI, command line
and batch read it from here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import domain
from domain.decision import PROGRAMME, Decision, Recorded
from domain.fold import Fold
from domain.rule import STRUCTURAL, Kind


def _kinds() -> Iterator[Kind]:
    for found in sorted(pkgutil.walk_packages(domain.__path__, "domain."), key=lambda module: module.name):
        if found.name.count(".") == 2:  # domain.contract.conclude, for one: the aggregates' folders and nothing beside them
            yield from getattr(importlib.import_module(found.name), "KINDS", ())


KINDS: tuple[Kind, ...] = tuple(_kinds())
BY_TYPE: Mapping[str, Kind] = MappingProxyType({kind.type: kind for kind in KINDS})
BY_COMMAND: Mapping[str, Kind] = MappingProxyType({kind.command: kind for kind in KINDS if not kind.follows})
REGISTRARS: Mapping[str, str] = MappingProxyType({kind.registers: kind.type for kind in KINDS if kind.registers})
"""The event that registers each kind of object."""

EVERYWHERE = ("borough.withdrawn",)
PASSED_ONLY_AS_IRREGULAR = frozenset({"history.contradicts-later", "rectification.breaks-rule"})
GATES = frozenset(rule.code for kind in KINDS for rule in kind.rules).union(EVERYWHERE) - STRUCTURAL
"""The codes of rules that a dispensation can open."""


def kind_of(decision: Decision) -> Kind:
    """The kind of a decision."""
    return BY_TYPE[type(decision).__name__]


def apply(fold: Fold, recorded: Recorded) -> None:
    """Take one more decision into the fold. They are applied in the order in which they count."""
    kind = BY_TYPE[recorded.type]
    tag = registered_tag(kind, recorded.decision)
    if tag is not None:
        fold.register(tag, recorded.position)
    kind.effect(fold, recorded.decision, recorded)
    fold.trace(recorded)


def folded(decisions: Iterable[Recorded], fold: Fold | None = None) -> Fold:
    """The fold of these decisions, in the order in which they count; or this fold, once they are taken into it."""
    fold = Fold() if fold is None else fold
    for recorded in decisions:
        apply(fold, recorded)
    return fold


def registered_tag(kind: Kind, decision: Decision) -> str | None:
    """The tag of the object that a decision of this kind registers, or None."""
    if kind.registers is None:
        return None
    return PROGRAMME if kind.registers == "programme" else f"{kind.registers}:{getattr(decision, kind.registers)}"
