"""Which contracts bind a borough to its own supplier in the area of a migration."""

from __future__ import annotations

from collections.abc import Iterator

from domain.contract.contract import OPEN_BY_CELL, Contract
from domain.fold import Fold
from domain.migration.migration import Migration
from domain.rule import Reads, breaking, mending

BINDING: tuple[Reads, ...] = (
    breaking("ContractRegistered", "ContractVaried", "ContractExtended", "NoticeGiven", by="borough area"),
    mending("ContractConcluded", "ContractNovated", by="borough area"),
    breaking("MigrationProposed", "PartyAdded", by="migration"),
    mending("ServiceSeparated", by="migration"),
    mending("BoroughWithdrew", by="migration", everywhere=True),
)
"""What `binding_contracts` reads."""


def binding_contracts(fold: Fold, migration: str, borough: str) -> Iterator[tuple[str, Contract]]:
    """The open contracts of the borough in the area that the migration merges, but for those that every party holds.

    A contract that every party holds is shared already: the merger need not wait for its end.
    """
    merging = fold.get(Migration, migration)
    for id_, contract in fold.group(OPEN_BY_CELL, (borough, merging.area)):
        if not merging.parties <= set(contract.boroughs):
            yield id_, contract
