"""Upcasting: small pure functions that bring the facts of an older schema up to date when they are read.

The stored bytes never change. A function stands here for each (type, schema) that is no longer the newest, and gives the facts of
the schema after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""By event type and the schema that the function reads."""


def upcast(type_: str, schema: int, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts in the newest schema of this type of event."""
    while (upcaster := UPCASTERS.get((type_, schema))) is not None:
        facts, schema = upcaster(facts), schema + 1
    return facts
