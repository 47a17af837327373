"""Saying: values as pages say them: dates, money, stages, moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from api.pages.names import label, type_in_words
from domain.dates import spoken
from domain.money import pounds

LONDON = ZoneInfo("Europe/London")
STAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "own": ("Own service", "grey"),
        "proposed": ("Proposed", "yellow"),
        "agreed": ("Agreed", "light-blue"),
        "adopted": ("Called off", "turquoise"),
        "scheduled": ("Scheduled", "purple"),
        "moved": ("Moved", "blue"),
        "merged": ("Merged", "green"),
        "separated": ("Separated", "orange"),
    }
)
"""Each stage in words, and the colour of its tag."""
STATES: Mapping[str, str] = MappingProxyType(
    {
        "open": "blue",
        "noticed": "yellow",
        "concluded": "grey",
        "member": "green",
        "leaving": "yellow",
        "withdrawn": "grey",
        "ended": "grey",
        "proposed": "yellow",
        "agreed": "light-blue",
        "moving": "blue",
        "merged": "green",
        "separated": "orange",
        "paused": "red",
        "abandoned": "grey",
        "supplying": "blue",
        "past": "grey",
        "defined": "blue",
        "started": "green",
    }
)
"""The colour of each state's tag."""


def day_in_words(value: Any) -> str:
    """A date, or its ISO form, as boards say it; empty for None."""
    if value is None or value == "":
        return ""
    return spoken(value if isinstance(value, date) else date.fromisoformat(value))


def moment_in_words(value: Any) -> str:
    """A moment, or its ISO form, in London's time: 1 July 2026 at 14:05."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    there = moment.astimezone(LONDON)
    return f"{spoken(there.date())} at {there:%H:%M}"


def money_in_words(value: Any) -> str:
    """An amount in pounds; empty for None."""
    return "" if value is None or value == "" else pounds(Decimal(value))


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "day": day_in_words,
        "moment": moment_in_words,
        "money": money_in_words,
        "label": label,
        "type_in_words": type_in_words,
        "stage": lambda stage: STAGES[stage][0],
        "stage_colour": lambda stage: STAGES[stage][1],
        "state_colour": lambda state: STATES.get(state, "grey"),
        "command_in_words": lambda command: command.replace("-", " "),
        "sentence": lambda words: words[:1].upper() + words[1:],
        "count": lambda number, one, many: f"{number:,} {one if number == 1 else many}",
    }
)
"""By the name that templates use."""
