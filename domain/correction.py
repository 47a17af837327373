"""The record as it counts: every decision with its newest correction, in the order of its dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.board.rectification import DecisionRectified
from domain.decision import Decision, Recorded
from domain.registry import BY_TYPE
from domain.upcast import upcast


def corrected_by(recorded: Recorded, rectified: DecisionRectified) -> Recorded:
    """The decision as the correction states it. Its position stays: among decisions of one date it keeps its place."""
    kind = BY_TYPE[recorded.type]
    facts = upcast(kind.type, rectified.data_schema or kind.schema, rectified.data)
    decision: Decision = kind.records.model_validate(facts)
    return replace(recorded, decision=decision, effective_on=rectified.effective_on or recorded.effective_on)


def in_order(past: Iterable[Recorded]) -> list[Recorded]:
    """All decisions as they count: the newest correction of each applied (a correction may itself be corrected), by effective
    date, ties by position."""
    decisions = list(past)
    corrections = newest_corrections(decisions)
    if corrections:
        decisions = [as_corrected(recorded, corrections) for recorded in decisions]
    return sorted(decisions, key=lambda recorded: recorded.place)


def newest_corrections(past: Iterable[Recorded]) -> dict[int, Recorded]:
    """The newest correction of each decision that has any, by the position of the decision."""
    corrections: dict[int, Recorded] = {}
    for recorded in past:
        if isinstance(recorded.decision, DecisionRectified):
            known = corrections.get(recorded.decision.position)
            if known is None or known.position < recorded.position:
                corrections[recorded.decision.position] = recorded
    return corrections


def as_corrected(recorded: Recorded, corrections: Mapping[int, Recorded]) -> Recorded:
    """The decision as it counts under these corrections."""
    correction = corrections.get(recorded.position)
    if correction is None:
        return recorded
    rectified = as_corrected(correction, corrections).decision
    assert isinstance(rectified, DecisionRectified)
    return corrected_by(recorded, rectified)
