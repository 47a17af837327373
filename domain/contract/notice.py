"""Give notice on a contract: it then ends on the date of the notice."""

from __future__ import annotations

from domain.contract.contract import CONCERNED, HOLDERS, OF_THE_CONTRACT, Contract, concerned, note_concerned
from domain.contract.openness import MUST_BE_OPEN
from domain.dates import Day, days_later, spoken
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.rule import Broken, Kind, Rule
from domain.state import replace
from domain.words import Id


class NoticeGiven(Decision):
    contract: Id
    ends_on: Day


def too_short(fold: Fold, decision: NoticeGiven, at: Recorded) -> Broken | None:
    contract = fold.get(Contract, decision.contract)
    earliest = days_later(at.effective_on, contract.notice_days)
    if decision.ends_on >= earliest:
        return None
    message = (
        f"{contract.title} asks {contract.notice_days} days of notice: given on {spoken(at.effective_on)}, it can end on "
        f"{spoken(earliest)} at the earliest, not on {spoken(decision.ends_on)}."
    )
    return Broken(message, fold.causes(f"contract:{decision.contract}", ["ContractRegistered"]))


def after_end(fold: Fold, decision: NoticeGiven, at: Recorded) -> Broken | None:
    contract = fold.get(Contract, decision.contract)
    if contract.ends_on is None or decision.ends_on <= contract.end:
        return None
    causes = fold.causes(f"contract:{decision.contract}", ["ContractRegistered", "ContractExtended", "NoticeGiven"])
    return Broken(f"{contract.title} ends on {spoken(contract.end)} in any case, before the date of this notice.", causes)


def give(fold: Fold, decision: NoticeGiven, recorded: Recorded) -> None:
    contract = fold.get(Contract, decision.contract)
    ends_on = min(decision.ends_on, contract.notice_ends_on or decision.ends_on)
    noticed = replace(contract, notice_ends_on=ends_on, concerned=note_concerned(contract, recorded))
    fold.put(Contract, decision.contract, noticed)


KINDS = (
    Kind(
        "give-notice",
        NoticeGiven,
        HOLDERS,
        "Give the supplier notice that the contract ends on a date.",
        rules=(
            MUST_BE_OPEN,
            Rule("contract.notice-too-short", too_short, (OF_THE_CONTRACT,)),
            Rule("contract.notice-after-end", after_end, (OF_THE_CONTRACT,)),
        ),
        effect=give,
        concerns=concerned,
        concerns_reads=CONCERNED,
    ),
)
