"""Upcasting: small pure functions that bring the facts of an older schema up to date when they are read.

The stored bytes never change. A function stands here for each (type, schema) that is no longer the newest, and gives the facts of
the schema after it: docs/decisions/0013 tells how to write one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


def _in_the_first_schema(rectified: dict[str, Any]) -> dict[str, Any]:
    """Until corrections noted in which schema they are written, there was one of each type: the first."""
    return {**rectified, "data_schema": 1}


UPCASTERS: Mapping[tuple[str, int], Upcaster] = MappingProxyType({("DecisionRectified", 1): _in_the_first_schema})
"""By event type and the schema that the function reads."""


def upcast(type_: str, schema: int, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts in the newest schema of this type of event. `schema`: the one that they are written in, from 1 on."""
    while (upcaster := UPCASTERS.get((type_, schema))) is not None:
        facts, schema = upcaster(facts), schema + 1
    return facts
