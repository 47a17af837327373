"""How what is kept stands: how far it has come, and what is in the building."""

from __future__ import annotations

from application.keeping.kept import KEEPINGS
from application.keeping.views import KeptSoFar
from infrastructure.postgres.reading import Reader
from infrastructure.postgres.views.layout import BUILDING, BUILT, SERVING, generations


def kept_so_far(reader: Reader) -> KeptSoFar:
    """Raises Unavailable."""
    found = reader.ask(generations)
    serving = {each.kind: each.position for each in found if each.state == SERVING}
    position = min(serving.values()) if serving.keys() >= KEEPINGS.keys() else None
    return KeptSoFar(position, {each.kind: each.left for each in found if each.state in (BUILDING, BUILT)})
