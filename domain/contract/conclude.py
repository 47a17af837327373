"""Conclude a contract, naturally: by expiry, by termination after notice, or by mutual agreement."""

from __future__ import annotations

from enum import StrEnum

from domain.contract.contract import CONCERNED, HOLDERS, OF_THE_CONTRACT, Contract, concerned, manage, note_concerned
from domain.contract.openness import MUST_BE_OPEN
from domain.dates import spoken
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.money import Money
from domain.rule import Broken, Kind, Rule
from domain.state import replace
from domain.words import Id


class Manner(StrEnum):
    EXPIRY = "expiry"
    TERMINATION = "termination"
    MUTUAL = "mutual"


class ContractConcluded(Decision):
    contract: Id
    manner: Manner
    exit_cost: Money | None = None


def not_ended(fold: Fold, decision: ContractConcluded, at: Recorded) -> Broken | None:
    contract = fold.get(Contract, decision.contract)
    if decision.manner is not Manner.EXPIRY or contract.ends_on is None or at.effective_on >= contract.end:
        return None
    causes = fold.causes(f"contract:{decision.contract}", ["ContractRegistered", "ContractExtended", "NoticeGiven"])
    message = f"{contract.title} runs to {spoken(contract.end)} and cannot conclude by expiry before."
    who = manage(fold, decision.contract, "give-notice")
    return Broken(message, causes, until=contract.end, who_can=who)


def lacks_notice(fold: Fold, decision: ContractConcluded, at: Recorded) -> Broken | None:
    contract = fold.get(Contract, decision.contract)
    if decision.manner is not Manner.TERMINATION or contract.notice_ends_on is not None:
        return None
    message = f"{contract.title} asks {contract.notice_days} days of notice, and none was given."
    causes = fold.causes(f"contract:{decision.contract}", ["ContractRegistered"])
    return Broken(message, causes, who_can=manage(fold, decision.contract, "give-notice"))


def before_notice(fold: Fold, decision: ContractConcluded, at: Recorded) -> Broken | None:
    contract = fold.get(Contract, decision.contract)
    notice_ends_on = contract.notice_ends_on
    if decision.manner is not Manner.TERMINATION or notice_ends_on is None or at.effective_on >= notice_ends_on:
        return None
    message = f"Notice on {contract.title} was given for {spoken(notice_ends_on)}, which has not come."
    causes = fold.causes(f"contract:{decision.contract}", ["NoticeGiven"])
    return Broken(message, causes, until=notice_ends_on)


def conclude(fold: Fold, decision: ContractConcluded, recorded: Recorded) -> None:
    contract = fold.get(Contract, decision.contract)
    concluded = replace(
        contract,
        concluded_on=recorded.effective_on,
        manner=decision.manner.value,
        exit_cost=decision.exit_cost,
        concerned=note_concerned(contract, recorded),
    )
    fold.put(Contract, decision.contract, concluded)


KINDS = (
    Kind(
        "conclude-contract",
        ContractConcluded,
        HOLDERS,
        "Conclude a contract: by expiry, by termination after notice, or by mutual agreement.",
        rules=(
            MUST_BE_OPEN,
            Rule("contract.not-ended", not_ended, (OF_THE_CONTRACT,)),
            Rule("contract.notice-required", lacks_notice, (OF_THE_CONTRACT,)),
            Rule("contract.notice-too-short", before_notice, (OF_THE_CONTRACT,)),
        ),
        effect=conclude,
        concerns=concerned,
        concerns_reads=CONCERNED,
    ),
)
