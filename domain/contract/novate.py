"""Novate a contract: another supplier takes it over on the same terms."""

from __future__ import annotations

from domain.contract.contract import CONCERNED, HOLDERS, Contract, concerned, note_concerned
from domain.contract.openness import MUST_BE_OPEN
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.rule import Kind
from domain.state import replace
from domain.words import Id


class ContractNovated(Decision):
    contract: Id
    supplier: Id


def novate(fold: Fold, decision: ContractNovated, recorded: Recorded) -> None:
    contract = replace(fold.get(Contract, decision.contract), supplier=decision.supplier)
    fold.put(Contract, decision.contract, replace(contract, concerned=note_concerned(contract, recorded)))


KINDS = (
    Kind(
        "novate-contract",
        ContractNovated,
        HOLDERS,
        "Another supplier takes the contract over.",
        rules=(MUST_BE_OPEN,),
        effect=novate,
        concerns=concerned,
        concerns_reads=CONCERNED,
    ),
)
