"""Vary a contract: its title, value, areas or holders. Areas and holders are given as they will be from then on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.contract.consent import consent_rule
from domain.contract.contract import CONCERNED, HOLDERS, Contract, concerned, note_concerned
from domain.contract.moved import area_already_moved_rule
from domain.contract.openness import MUST_BE_OPEN
from domain.decision import Decision, Fault, Recorded
from domain.fold import Fold
from domain.money import Money
from domain.rule import Kind
from domain.state import replace
from domain.words import Id, Ids, Title


class ContractVaried(Decision):
    contract: Id
    title: Title | None = None
    annual_value: Money | None = None
    areas: Ids | None = None
    boroughs: Ids | None = None

    def faults(self, on: date) -> Iterator[Fault]:
        if (self.title, self.annual_value, self.areas, self.boroughs) == (None, None, None, None):
            yield Fault((), "state at least one of title, annual_value, areas and boroughs")


def varied(fold: Fold, decision: ContractVaried) -> Contract:
    """The contract as the variation would leave it."""
    contract = fold.get(Contract, decision.contract)
    return replace(
        contract,
        title=decision.title or contract.title,
        annual_value=contract.annual_value if decision.annual_value is None else decision.annual_value,
        areas=decision.areas or contract.areas,
        boroughs=decision.boroughs or contract.boroughs,
    )


def newly_covered(fold: Fold, decision: ContractVaried) -> set[tuple[str, str]]:
    """The pairs (borough, area) that the variation adds."""
    before, after = fold.get(Contract, decision.contract), varied(fold, decision)
    return {(borough, area) for borough in after.boroughs for area in after.areas} - {
        (borough, area) for borough in before.boroughs for area in before.areas
    }


def vary(fold: Fold, decision: ContractVaried, recorded: Recorded) -> None:
    before, contract = fold.get(Contract, decision.contract), varied(fold, decision)
    titled_by = before.titled_by if contract.title == before.title else recorded.position
    restates = decision.title or decision.areas or decision.boroughs
    noted = replace(
        contract,
        titled_by=titled_by,
        restated_by=(*before.restated_by, recorded.position) if restates else before.restated_by,
        concerned=note_concerned(contract, recorded),
    )
    fold.put(Contract, decision.contract, noted)


KINDS = (
    Kind(
        "vary-contract",
        ContractVaried,
        HOLDERS,
        "Vary a contract's title, value, areas or holders.",
        rules=(MUST_BE_OPEN, area_already_moved_rule(newly_covered), consent_rule(varied)),
        effect=vary,
        concerns=concerned,
        concerns_reads=CONCERNED,
    ),
)
