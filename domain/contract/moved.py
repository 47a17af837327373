"""The rule that a borough takes on no contract of its own in an area that it has moved out of its own systems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.borough.borough import title_of
from domain.contract.contract import Contract
from domain.decision import Recorded
from domain.fold import Fold
from domain.migration.migration import BY_AREA
from domain.rule import Broken, Rule, breaking, mending
from domain.words import listed

Covers = Callable[[Fold, Any], set[tuple[str, str]]]
"""The pairs (borough, area) that a decision newly brings under a contract."""


def area_already_moved_rule(covers: Covers) -> Rule:
    """`contract.area-already-moved`, for a decision that newly brings the pairs of `covers` under a contract."""

    def area_already_moved(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
        holders = set(decision.boroughs or fold.get(Contract, decision.contract).boroughs)
        found = [
            (borough, migration, migration.moved[borough].position)
            for borough, area in sorted(covers(fold, decision))
            for _, migration in fold.group(BY_AREA, area)
            if migration.is_settled(borough) and not migration.parties <= holders
        ]
        if not found:
            return None
        moves = listed([f"{title_of(fold, borough)} has moved to {migration.title}" for borough, migration, _ in found])
        message = f"{moves}: a contract there must be held by every party of the migration."
        return Broken(message, tuple(sorted({position for _, _, position in found})))

    return Rule(
        "contract.area-already-moved",
        area_already_moved,
        (
            breaking("BoroughMoved", by="borough area"),
            breaking("MigrationProposed", "PartyAdded", by="area"),
            mending("ServiceSeparated", by="area"),
            mending("BoroughWithdrew", by="area", everywhere=True),
            breaking("ContractRegistered", "ContractVaried", by="contract"),
        ),
        idles=lambda fold, decision: not (decision.areas or decision.boroughs),
    )
