"""Move a borough: it leaves its own systems in an area for the shared service."""

from __future__ import annotations

from typing import Any

from domain.borough.borough import title_of
from domain.dates import spoken
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.binding import BINDING, binding_contracts
from domain.migration.migration import PROPOSED, Event, Migration, area_of
from domain.migration.parties import PARTIES, must_be_party
from domain.migration.phase import UNDER_WAY
from domain.migration.specification import SPECIFICATION, not_agreed
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id, listed


class BoroughMoved(Decision):
    migration: Id
    borough: Id


def moved_already(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    move = migration.moved.get(decision.borough)
    if move is None:
        return None
    title = migration.title or decision.migration
    return Broken(f"{title_of(fold, decision.borough)} moved to {title} on {spoken(move.on)} already.", (move.position,))


def contracts_not_concluded(fold: Fold, decision: BoroughMoved, at: Recorded) -> Broken | None:
    """The rule the programme lives by: no borough moves while a contract of its own in that area goes on."""
    binding = dict(binding_contracts(fold, decision.migration, decision.borough))
    if not binding:
        return None
    migration = fold.get(Migration, decision.migration)
    running = listed(
        [
            f'"{c.title}" runs to {spoken(c.end)} (decision {", ".join(map(str, fold.causes(f"contract:{i}", RUNS)))})'
            for i, c in binding.items()
        ]
    )
    title = migration.title or decision.migration
    message = (
        f"{title_of(fold, decision.borough)} cannot move to {title} on {spoken(at.effective_on)}: {running}. "
        "Conclude it first, choose a later date, or ask the joint board for a dispensation."
    )
    causes = {cause for id_ in binding for cause in fold.causes(f"contract:{id_}", RUNS)}
    who = tuple(sorted({f"an officer of {b}, with conclude-contract" for c in binding.values() for b in c.boroughs}))
    return Broken(message, tuple(sorted(causes)), until=max(c.end for c in binding.values()), who_can=who)


RUNS = ("ContractRegistered", "ContractVaried", "ContractExtended", "NoticeGiven")


def framework_not_adopted(fold: Fold, decision: BoroughMoved, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    if not migration.needs_framework or decision.borough in migration.adopted:
        return None
    title = migration.title or decision.migration
    message = f"{title_of(fold, decision.borough)} has called off no framework for {title}, which needs one."
    causes = fold.causes(f"migration:{decision.migration}", ["MigrationProposed"])
    return Broken(message, causes, who_can=(f"an officer of {decision.borough}, with call-off",))


def move(fold: Fold, decision: BoroughMoved, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    moved = {**migration.moved, decision.borough: Event(recorded.effective_on, recorded.position)}
    fold.put(Migration, decision.migration, replace(migration, moved=moved))


MOVER = "migration borough"
NOT_MOVED = Rule(
    "already.exists",
    moved_already,
    (breaking("BoroughMoved", by=MOVER), mending("ServiceSeparated", by=MOVER)),
)

KINDS = (
    Kind(
        "move-borough",
        BoroughMoved,
        OWN_BOROUGH,
        "Move a borough from its own systems to the shared service.",
        rules=(
            Rule("specification.not-agreed", not_agreed, SPECIFICATION),
            *UNDER_WAY,
            Rule("party.unknown", must_be_party, PARTIES),
            NOT_MOVED,
            Rule("contracts.not-concluded", contracts_not_concluded, BINDING),
            Rule(
                "framework.not-adopted",
                framework_not_adopted,
                (
                    breaking("MigrationProposed", by="migration"),
                    mending("FrameworkAdopted", by=MOVER),
                    breaking("ServiceSeparated", by=MOVER),
                    breaking("BoroughWithdrew", by="borough"),
                ),
            ),
        ),
        effect=move,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
)
