"""Parts: what the page of each kind of object shows besides its fields and its decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.visits import Visit
from application.views.contracts import show_contract
from application.views.matrix import matrix
from application.views.view import Document
from domain.borough.borough import Borough
from domain.contract.contract import OPEN_BY_CELL
from domain.migration.migration import BY_AREA
from domain.programme.programme import Area

Context = dict[str, Any]
MOST_CONTRACTS = 50
"""Of an object's contracts, those that its page shows."""


@dataclass(frozen=True, slots=True)
class Related:
    """`template`: of the part, None where there is none. `without`: fields that it shows instead of the list of fields."""

    template: str | None
    context: Callable[[Visit, str, Document], Context]
    without: tuple[str, ...] = ()


def of_borough(visit: Visit, id_: str, found: Document) -> Context:
    """Where it stands in every area, and its contracts."""
    return {
        "cells": matrix(visit.going_on, only_borough=id_),
        **_contracts(visit, f"borough:{id_}", [(id_, area) for area in visit.going_on.fold.all(Area)]),
        "systems": found["systems"],
    }


def of_area(visit: Visit, id_: str, found: Document) -> Context:
    """Where every borough stands in it, the contracts that cover it, its migrations that were not abandoned."""
    return {
        "cells": matrix(visit.going_on, only_area=id_),
        **_contracts(visit, f"area:{id_}", [(borough, id_) for borough in visit.going_on.fold.all(Borough)]),
        "migrations": [key for key, each in visit.going_on.fold.group(BY_AREA, id_) if each.abandoned is None],
    }


def of_contract(visit: Visit, id_: str, found: Document) -> Context:
    """The migrations that wait for it."""
    fold, held = visit.going_on.fold, set(found["boroughs"])
    migrations = (each for area in found["areas"] for each in fold.group(BY_AREA, area)) if found["state"] != "concluded" else ()
    return {"waiting": sorted(key for key, each in migrations if each.is_open and held & (each.parties - each.moved.keys()))}


def of_migration(visit: Visit, id_: str, found: Document) -> Context:
    """Its gates, and where each party stands."""
    gates = visit.questions.gates(id_, visit.at) or []
    of_area = matrix(visit.going_on, only_area=found["area"])
    cells = {cell["borough"]: cell for cell in of_area if cell["migration"] == id_}
    return {
        "closed": [gate for gate in gates if not gate["open"]],
        "opened": [gate for gate in gates if gate["open"]],
        "parties": found["parties"],
        "cells": cells,
        "moved": {each["borough"]: each for each in found["moved"]},
        "cutovers": {each["borough"]: each for each in found["cutovers"]},
        "separated": {each["borough"]: each for each in found["separated"]},
    }


def nothing(visit: Visit, id_: str, found: Document) -> Context:
    return {}


def _contracts(visit: Visit, tag: str, cells: Sequence[tuple[str, str]]) -> Context:
    """Those that go on, by id; in the list of all contracts and in the trail are those that are over."""
    concerned = sorted(visit.going_on.fold.in_groups(OPEN_BY_CELL, cells))
    return {
        "contracts": [show_contract(visit.going_on, id_) for id_ in concerned[:MOST_CONTRACTS]],
        "more_contracts": max(len(concerned) - MOST_CONTRACTS, 0),
        "tag": tag,
    }


RELATED: Mapping[str, Related] = {
    "boroughs": Related("parts/borough.html", of_borough, ("systems", "baselines")),
    "areas": Related("parts/area.html", of_area),
    "contracts": Related("parts/contract.html", of_contract),
    "frameworks": Related(None, nothing),
    "suppliers": Related(None, nothing),
    "migrations": Related("parts/migration.html", of_migration, ("parties", "cutovers", "moved", "separated")),
}
"""By the plural of the kind."""
