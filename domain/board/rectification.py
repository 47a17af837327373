"""Rectify a decision: correct its facts or its date. The earlier decision stays, and "as known at" still shows it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from domain.dates import Day
from domain.decision import Decision
from domain.rule import Kind, Who
from domain.words import Position


class DecisionRectified(Decision):
    """`data`: all the fields of the corrected decision, as they should have been. They name the same objects."""

    position: Position
    effective_on: Day | None = None
    data: dict[str, Any] = Field(default_factory=dict)


KINDS = (
    Kind(
        "rectify-decision",
        DecisionRectified,
        Who("whoever could post the original"),
        "Correct the facts or the date of an earlier decision. The corrected one is decided under the rules at its own date.",
    ),
)
