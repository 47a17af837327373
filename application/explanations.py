"""Explanations: for each field of an object, and of a cell of the matrix, the decisions that cause its value, and no others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from application.moment import Moment, Replay, extent_of, fold_at
from application.next_steps import Step, needs_of
from application.views.contracts import SUPPLIERS, taken_over
from application.views.matrix import matrix
from application.views.view import Document, View
from application.why import causes
from domain.boundary import Boundary, Item
from domain.decision import Decision, Recorded
from domain.migration.merge import ServiceMerged
from domain.migration.migration import Migration
from domain.migration.move import BoroughMoved
from domain.reach import RECTIFIED

Why = dict[str, list[int]]
"""By the name of a field, positions in ascending order."""
ELSEWHERE = frozenset({"PrinciplesAdopted", "BoroughWithdrew", RECTIFIED})
"""What changes objects that it need not name: read for every object; there are few in any ledger."""

OF_AN_AREA = frozenset({"MigrationProposed", "PartyAdded", "MigrationAbandoned", "ServiceAreaDefined"})
"""What tells which migrations an area has."""


def object_needs(view: View, id_: str, known: Sequence[Recorded], without: Collection[str] = ()) -> Boundary:
    """The decisions that the fields of one object rest on, as far as those known tell: with them it may name more.

    `without`: fields of which nobody asks why.
    """
    own = extent_of(view.types_but_for(without), f"{view.kind}:{id_}") | {Item(ELSEWHERE)}
    if view is not SUPPLIERS:
        return own
    return own | taken_over(each for each in known if f"{view.kind}:{id_}" in each.tags)


def explain_object(known: Sequence[Recorded], at: Moment, view: View, id_: str, without: Collection[str] = ()) -> Why:
    """Why each field of an object is as it is, but for some; empty when it was not registered.

    `known`: what `object_needs` names, as stored. The object's own `decisions` are all that concern it, and need no why.
    """

    def fields(replay: Replay) -> Mapping[str, Any]:
        shown = view.fields(replay, id_) if id_ in view.ids(replay) else {}
        return {name: value for name, value in shown.items() if name not in without}

    return _why(known, at, fields)


def cell_needs(replay: Replay, borough: str, area: str) -> Boundary:
    """The decisions that a cell of the matrix rests on, as far as this replay tells: with them in the fold it may name more.

    They are those of the area's migrations, who is a member, and whatever the rules of the borough's next step read.
    """
    migrations = [id_ for id_, migration in replay.fold.all(Migration).items() if migration.area == area]
    steps: list[Decision] = [BoroughMoved(migration=id_, borough=borough) for id_ in migrations]
    steps += [ServiceMerged(migration=id_, place="one place", single_case_load=False) for id_ in migrations]
    return needs_of(map(Step, steps), replay).union(
        (Item(tags=frozenset({f"migration:{id_}"})) for id_ in migrations),
        {
            Item(OF_AN_AREA | {RECTIFIED}, frozenset({f"area:{area}"})),
            Item(frozenset({"BoroughJoined", RECTIFIED}), frozenset({f"borough:{borough}"})),
            Item(frozenset({"BoroughWithdrew", RECTIFIED})),
        },
    )


def explain_cell(known: Sequence[Recorded], at: Moment, borough: str, area: str) -> Document | None:
    """A cell of the matrix and, under `why`, the decisions that cause each of its fields; None when there is no such cell.

    `known`: what `cell_needs` names, as stored.
    """

    def cell(replay: Replay) -> Mapping[str, Any]:
        return next((item for item in matrix(replay) if (item["borough"], item["area"]) == (borough, area)), {})

    shown = cell(fold_at(at, known))
    return {**shown, "why": _why(known, at, cell)} if shown else None


def _why(known: Sequence[Recorded], at: Moment, fields: Callable[[Replay], Mapping[str, Any]]) -> Why:
    return {name: list(positions) for name, positions in causes(known, at, [fields]).items()}
