"""How what is kept stands: how far it has come, and what is in the building."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from application.keeping.kept import KEEPINGS
from infrastructure.postgres.reading import Reader
from infrastructure.postgres.views.layout import BUILDING, BUILT, SERVING, generations


@dataclass(frozen=True, slots=True)
class Standing:
    """`position`: to which decision what serves has come; None when it does not yet. `building`: by kind, how many are left."""

    position: int | None
    building: Mapping[str, int]


def standing(reader: Reader) -> Standing:
    """Raises Unavailable."""
    found = reader.ask(generations)
    serving = {each.kind: each.position for each in found if each.state == SERVING}
    position = min(serving.values()) if serving.keys() >= KEEPINGS.keys() else None
    return Standing(position, {each.kind: each.left for each in found if each.state in (BUILDING, BUILT)})
