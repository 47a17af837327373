"""The rule that nothing changes a concluded contract."""

from __future__ import annotations

from typing import Any

from domain.contract.contract import Contract
from domain.dates import spoken
from domain.decision import Recorded
from domain.fold import Fold
from domain.rule import Broken, Rule, breaking, mending


def concluded(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    contract = fold.get(Contract, decision.contract)
    if contract.concluded_on is None:
        return None
    causes = fold.causes(f"contract:{decision.contract}", ["ContractConcluded"])
    return Broken(f"{contract.title} was concluded on {spoken(contract.concluded_on)}.", causes)


MUST_BE_OPEN = Rule(
    "contract.concluded",
    concluded,
    (breaking("ContractConcluded", by="contract"), mending("ContractRegistered", by="contract")),
)
