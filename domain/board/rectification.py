"""Rectify a decision: correct its facts or its date. The earlier decision stays, and "as known at" still shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from domain.dates import Day
from domain.decision import Decision, Fault
from domain.rule import Kind, Who
from domain.words import Position, Version


class DecisionRectified(Decision):
    """`data`: all the fields of the corrected decision, as they should have been. They name the same objects."""

    # `data_schema`: the schema, of the corrected decision's type, in which `data` is written. Without it no type but this one
    # could ever get a newer schema: its old corrections could no longer be told from new ones. It is the ledger's own note: a
    # command is always in the newest schema, and says nothing of it.

    position: Position
    effective_on: Day | None = None
    data: dict[str, Any] = Field(default_factory=dict)
    data_schema: SkipJsonSchema[Version | None] = None

    def faults(self, on: date) -> Iterator[Fault]:
        if self.data_schema is not None:
            yield Fault(("data_schema",), "leave it out: the ledger notes by itself in which schema a correction is written")


KINDS = (
    Kind(
        "rectify-decision",
        DecisionRectified,
        Who("whoever could post the original"),
        "Correct the facts or the date of an earlier decision. The corrected one is decided under the rules at its own date.",
        schema=2,
    ),
)
