"""Influence: which rules of which later decisions a new or corrected decision could upset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.decision import Recorded
from domain.reach import READERS, Reader, by_kind, shared
from domain.rule import Rule


@dataclass(frozen=True, slots=True)
class Influence:
    """A decision that is new, or counts otherwise than before, from the place `since` on."""

    decision: Recorded
    since: tuple[date, int]
    corrected: bool


def _by_pair() -> Mapping[tuple[str, str], list[Reader]]:
    pairs: dict[tuple[str, str], list[Reader]] = {}
    for read, readers in READERS.items():
        for reader in readers:
            pairs.setdefault((read, reader.type), []).append(reader)
    return pairs


_READERS = _by_pair()


def affected_rules(influences: Sequence[Influence], later: Recorded) -> list[Rule]:
    """The rules of a later decision that read one of the influences, in the order in which they are listed."""
    rules: dict[str, Rule] = {}
    for influence in influences:
        if later.position == influence.decision.position or later.place <= influence.since:
            continue
        objects = by_kind(influence.decision.tags)
        for reader in _READERS.get((influence.decision.type, later.type), ()):
            if (influence.corrected or not reader.reads.mends) and any(
                choice <= later.tags for choice in shared(reader.reads.by, objects, inverse=True)
            ):
                rules[f"{reader.rule.code} {reader.rule.check.__name__}"] = reader.rule
    return list(rules.values())
