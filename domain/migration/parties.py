"""Who takes part in a migration, and the rules that ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.borough.borough import board, title_of
from domain.decision import Recorded
from domain.fold import Fold
from domain.migration.migration import Migration
from domain.rule import Broken, Reads, Who, breaking

PARTIES: tuple[Reads, ...] = (
    breaking("MigrationProposed", "PartyAdded", "ServiceSeparated", by="migration"),
    # A withdrawal recorded before the migration carries no tag of it, so all withdrawals are read: there are few in any ledger.
    breaking("BoroughWithdrew", by="migration", everywhere=True),
)
"""What makes the parties of a migration."""


def must_be_party(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    if decision.borough in migration.parties:
        return None
    causes = fold.causes(f"migration:{decision.migration}", ["MigrationProposed", "PartyAdded", "ServiceSeparated"])
    message = f"{title_of(fold, decision.borough)} is no party of {migration.title or decision.migration}."
    return Broken(message, causes, who_can=(board("add-party"),))


def parties_of(fold: Fold, decision: Any) -> Iterable[str]:
    return fold.get(Migration, decision.migration).parties


ANY_PARTY = Who("an officer of any party", owners=parties_of, reads=PARTIES)
