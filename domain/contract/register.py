"""Register a contract: an agreement of one or more boroughs with a supplier that covers service areas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.contract.consent import consent_rule
from domain.contract.contract import Contract, note_concerned
from domain.contract.moved import area_already_moved_rule
from domain.dates import Day
from domain.decision import Decision, Fault, Recorded
from domain.fold import Fold
from domain.money import Money
from domain.programme.threshold import Spending
from domain.rule import Kind, Who
from domain.state import replace
from domain.words import Days, Id, Ids, Months, Title


class ExtensionOption(BaseModel):
    """An option to extend the contract once by so many months."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    months: Months


class ContractRegistered(Decision):
    contract: Id
    title: Title
    supplier: Id
    boroughs: Ids
    areas: Ids
    kind: Spending
    starts_on: Day
    ends_on: Day
    annual_value: Money
    notice_days: Days
    extensions: Annotated[tuple[ExtensionOption, ...], Field(max_length=50)] = ()
    reference: Title | None = None

    def faults(self, on: date) -> Iterator[Fault]:
        if self.ends_on < self.starts_on:
            yield Fault(("ends_on",), f"the contract cannot end before it starts, on {self.starts_on}")


def registered_as(fold: Fold, decision: ContractRegistered) -> Contract:
    """The contract that the decision registers."""
    return Contract(
        title=decision.title,
        supplier=decision.supplier,
        boroughs=decision.boroughs,
        areas=decision.areas,
        kind=decision.kind.value,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        annual_value=decision.annual_value,
        notice_days=decision.notice_days,
        extensions=tuple(option.months for option in decision.extensions),
        reference=decision.reference,
    )


def register(fold: Fold, decision: ContractRegistered, recorded: Recorded) -> None:
    contract = registered_as(fold, decision)
    fold.put(Contract, decision.contract, replace(contract, concerned=note_concerned(contract, recorded)))


KINDS = (
    Kind(
        "register-contract",
        ContractRegistered,
        Who("an officer of one of the holders", owners=lambda fold, decision: decision.boroughs),
        "Register a contract of one or more boroughs with a supplier.",
        rules=(
            area_already_moved_rule(lambda fold, decision: {(b, a) for b in decision.boroughs for a in decision.areas}),
            consent_rule(registered_as),
        ),
        effect=register,
        registers="contract",
    ),
)
