"""Extend a contract by one of its options."""

from __future__ import annotations

from domain.borough.borough import title_of
from domain.contract.consent import consent_rule
from domain.contract.contract import CONCERNED, HOLDERS, OF_THE_CONTRACT, Contract, concerned, note_concerned
from domain.contract.openness import MUST_BE_OPEN
from domain.dates import spoken
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.migration import BY_AREA
from domain.rule import Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id, Months, listed


class ContractExtended(Decision):
    contract: Id
    months: Months


def extended(fold: Fold, decision: ContractExtended) -> Contract:
    """The contract as the extension would leave it."""
    contract = fold.get(Contract, decision.contract)
    return replace(contract, used=(*contract.used, decision.months))


def no_such_option(fold: Fold, decision: ContractExtended, at: Recorded) -> Broken | None:
    contract = fold.get(Contract, decision.contract)
    causes = fold.causes(f"contract:{decision.contract}", ["ContractRegistered", "ContractExtended", "NoticeGiven"])
    if decision.months not in contract.unused:
        options = listed([str(months) for months in contract.unused])
        left = f"options of {options} months are left" if options else "no option is left"
        return Broken(f"{contract.title} has no option to extend by {decision.months} months: {left}.", causes)
    if at.effective_on > contract.end:
        return Broken(f"{contract.title} ended on {spoken(contract.end)}: an ended contract cannot be extended.", causes)
    return None


def extends_past_cutover(fold: Fold, decision: ContractExtended, at: Recorded) -> Broken | None:
    contract = extended(fold, decision)
    late = [
        (borough, migration, migration.cutovers[borough])
        for _, migration in sorted(found for area in set(contract.areas) for found in fold.group(BY_AREA, area))
        if migration.abandoned is None
        for borough in contract.boroughs
        if borough in migration.cutovers and not migration.is_settled(borough)
        if migration.cutovers[borough].on < contract.end
    ]
    if not late:
        return None
    cutovers = listed([f"{title_of(fold, b)} to {m.title} on {spoken(cutover.on)}" for b, m, cutover in late])
    message = f"{contract.title} would run to {spoken(contract.end)}, past the cutover of {cutovers}."
    who = tuple(f"an officer of {borough}, with schedule-cutover" for borough, _, _ in late)
    return Broken(message, tuple(sorted({cutover.position for _, _, cutover in late})), who_can=who)


def extend(fold: Fold, decision: ContractExtended, recorded: Recorded) -> None:
    contract = extended(fold, decision)
    extended_by = (*contract.extended_by, recorded.position)
    fold.put(Contract, decision.contract, replace(contract, extended_by=extended_by, concerned=note_concerned(contract, recorded)))


KINDS = (
    Kind(
        "extend-contract",
        ContractExtended,
        HOLDERS,
        "Extend a contract by one of its options.",
        rules=(
            MUST_BE_OPEN,
            Rule("contract.no-such-option", no_such_option, (OF_THE_CONTRACT,)),
            Rule(
                "contract.extends-past-cutover",
                extends_past_cutover,
                (
                    OF_THE_CONTRACT,
                    breaking("CutoverScheduled", "ServiceSeparated", by="borough area"),
                    mending("BoroughMoved", by="borough area"),
                    mending("MigrationProposed", "MigrationAbandoned", by="area"),
                ),
            ),
            consent_rule(extended),
        ),
        effect=extend,
        concerns=concerned,
        concerns_reads=CONCERNED,
    ),
)
