"""Queries: what may stand after the question mark of a read. Anything else is refused by its name."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from application.trail import Criteria
from domain.dates import EARLIEST, LATEST, Day
from domain.registry import BY_TYPE
from domain.words import SLUG, ObjectName

MOST = 1_000
_POSITION = re.compile(r"[0-9]{1,15}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        if not _POSITION.fullmatch(value):
            raise ValueError("write a whole number")
        return int(value)
    return value


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        if not _MOMENT.fullmatch(value):
            raise ValueError("write a moment as 2026-07-01T12:00:00Z (and a + as %2B)")
        try:
            moment = datetime.fromisoformat(value.upper())
        except ValueError:
            raise ValueError(f"{value} is no moment of the calendar") from None
        if not EARLIEST.year <= moment.year <= LATEST.year:
            raise ValueError(f"moments run from {EARLIEST.year} to {LATEST.year}")
        return moment
    return value


def _position_or_moment(value: Any) -> Any:
    return _whole(value) if isinstance(value, str) and _POSITION.fullmatch(value) else _moment(value)


def _type(value: Any) -> Any:
    if value not in BY_TYPE:
        raise ValueError(f"there is no decision of type {value}")
    return value


Position = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 10**15 - 1})]
Instant = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
KnownAt = Annotated[
    int | datetime,
    BeforeValidator(_position_or_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer", "minimum": 0}]}),
]
Limit = Annotated[
    int, BeforeValidator(_whole), Field(ge=1, le=MOST), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST})
]
Type = Annotated[str, BeforeValidator(_type), WithJsonSchema({"type": "string", "enum": sorted(BY_TYPE)})]
PathId = Annotated[str, Path(pattern=SLUG, description="The id of an object.")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class At(BaseModel):
    """The two times of a read, and what it must at least have seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    as_of: Day | None = Field(None, description="What counts from this date or before; today when it is left out.")
    known_at: KnownAt | None = Field(None, description="What was recorded by this moment, or up to this position; default now.")
    min_position: Position | None = Field(None, description="Wait, briefly, until the ledger has come to this position.")


class ObjectsPage(At):
    """A page of objects, in the order of their ids."""

    limit: Limit = MOST
    after: Annotated[str, StringConstraints(pattern=SLUG)] | None = Field(None, description="The `next` of the page before.")


class PositionsPage(At):
    """A page of decisions."""

    limit: Limit = 100
    after: Position | None = Field(None, description="The `next` of the page before.")


class Filters(At):
    """Which decisions of the audit trail are asked for. All that is asked must hold."""

    type: list[Type] = Field(default=[], max_length=50, description="A type of decision; of several, any.")
    object: list[ObjectName] = Field(default=[], max_length=20, description="Such as contract:c-1; of several, all.")
    actor: Words | None = Field(None, description="The subject who posted.")
    body: Words | None = Field(None, description="The deciding body, by its whole name, capitals or not.")
    effective_from: Day | None = None
    effective_to: Day | None = None
    recorded_from: Instant | None = None
    recorded_to: Instant | None = None
    q: Words | None = Field(None, description="Words that stand in the record, capitals or not.")

    def criteria(self) -> Criteria:
        """What is asked, in the application's words."""
        ends = [day for day in (self.effective_to, self.as_of) if day is not None]
        return Criteria(
            types=tuple(self.type),
            objects=tuple(self.object),
            actor=self.actor,
            body=self.body,
            effective_from=self.effective_from,
            effective_to=min(ends, default=None),
            recorded_from=self.recorded_from,
            recorded_to=self.recorded_to,
            q=self.q,
        )


class TrailPage(Filters, PositionsPage):
    """A page of the audit trail."""

    order: Literal["asc", "desc"] = "asc"


class FeedFrom(Filters):
    """Where a feed begins, and what it tells."""

    after: Position | None = Field(None, description="Begin after this position; from the first decision when it is left out.")
