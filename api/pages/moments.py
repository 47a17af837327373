"""Moments: the moment that a page shows, and the one that it is compared with, as they stand in its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.queries import KnownAt
from application.moment import Moment
from domain.dates import EARLIEST, LATEST, Day

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _end_of_day(value: Any) -> Any:
    """A day of knowledge is what was known when it ended, as people mean it."""
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value} is no day of the calendar") from None
        if not EARLIEST <= day <= LATEST:
            raise ValueError(f"dates run from {EARLIEST} to {LATEST}")
        return datetime.combine(day, time.max, UTC)
    return value


Known = Annotated[KnownAt, BeforeValidator(_end_of_day)]
"""A position, a moment, or a day: what was known when it ended."""


class Asked(BaseModel):
    """What every page may be asked. A form that is sent with an empty field asks nothing by it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    as_of: Day | None = None
    known_at: Known | None = None
    compare: Day | None = Field(None, description="The date that the page's own is compared with.")


@dataclass(frozen=True)
class Shown:
    """The moment of a page. `asked`: the words of its address that say so, kept by every link on the page."""

    at: Moment
    asked: dict[str, str]
    today: date
    compare: Moment | None = None

    def link(self, path: str, **more: object) -> str:
        """The address of another page at this moment. What is None or empty is left out; `as_of=None` leads back to today."""
        query = self._query(more) if more else self._kept
        path, mark, fragment = path.partition("#")
        joint = "&" if "?" in path else "?"
        return f"{path}{joint}{query}{mark}{fragment}" if query else f"{path}{mark}{fragment}"

    @cached_property
    def _kept(self) -> str:
        """What most links end with, and a page has thousands of them."""
        return self._query({})

    def _query(self, more: Mapping[str, object]) -> str:
        words = {**self.asked, **{name: value for name, value in more.items() if value != ""}}
        return urlencode({name: value for name, value in words.items() if value is not None}, doseq=True)

    @property
    def is_now(self) -> bool:
        return self.at.as_of == self.today and self.at.position == self.at.head
