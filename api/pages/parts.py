"""Parts: what the page of each kind of object shows besides its fields and its decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.visits import Visit
from application.benefits import benefits
from application.views.contracts import show_contract
from application.views.view import Document
from domain.contract.contract import Contract
from domain.migration.migration import Migration

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Related:
    """`template`: of the part, None where there is none. `without`: fields that it shows instead of the list of fields."""

    template: str | None
    context: Callable[[Visit, str, Document], Context]
    without: tuple[str, ...] = ()


def of_borough(visit: Visit, id_: str, found: Document) -> Context:
    """Where it stands in every area, its contracts, and what it saves."""
    return {
        "cells": [cell for cell in visit.reads.matrix(visit.at) if cell["borough"] == id_],
        "contracts": _contracts(visit, lambda contract: id_ in contract.boroughs),
        "savings": [row for row in benefits(visit.replay) if row["borough"] == id_],
        "systems": found["systems"],
    }


def of_area(visit: Visit, id_: str, found: Document) -> Context:
    """Where every borough stands in it, the contracts that cover it, its migrations."""
    migrations = visit.replay.fold.all(Migration)
    return {
        "cells": [cell for cell in visit.reads.matrix(visit.at) if cell["area"] == id_],
        "contracts": _contracts(visit, lambda contract: id_ in contract.areas),
        "migrations": [key for key in sorted(migrations) if migrations[key].area == id_],
    }


def of_contract(visit: Visit, id_: str, found: Document) -> Context:
    """The migrations that wait for it."""
    migrations = visit.replay.fold.all(Migration)
    held = set(found["boroughs"])
    waiting = [
        key
        for key, each in sorted(migrations.items())
        if each.area in found["areas"] and each.is_open and (held & (each.parties - each.moved.keys()))
    ]
    return {"waiting": waiting if found["state"] != "concluded" else []}


def of_migration(visit: Visit, id_: str, found: Document) -> Context:
    """Its gates, where each party stands, and what it saves."""
    gates = visit.questions.gates(id_, visit.at) or []
    cells = {cell["borough"]: cell for cell in visit.reads.matrix(visit.at) if cell["migration"] == id_}
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


def _contracts(visit: Visit, concerns: Callable[[Contract], bool]) -> list[Document]:
    contracts = visit.replay.fold.all(Contract)
    return [show_contract(visit.replay, id_) for id_ in sorted(contracts) if concerns(contracts[id_])]


RELATED: Mapping[str, Related] = {
    "boroughs": Related("parts/borough.html", of_borough, ("systems", "baselines")),
    "areas": Related("parts/area.html", of_area),
    "contracts": Related("parts/contract.html", of_contract),
    "frameworks": Related(None, nothing),
    "suppliers": Related(None, nothing),
    "migrations": Related("parts/migration.html", of_migration, ("parties", "cutovers", "moved", "separated")),
}
"""By the plural of the kind."""
