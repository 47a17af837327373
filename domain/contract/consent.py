"""Consent to a contract, and the rule that larger contracts need it while the boroughs merge.

Source: sections 24 and 27 of the Local Government and Public Involvement in Health Act 2007; rules.md gives the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from domain.contract.contract import BY_CELL, BY_SUPPLIER, DECISIONS, Contract, concerned
from domain.dates import spoken
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.money import Money, pounds, to_pence
from domain.programme.programme import Programme
from domain.rule import BOARD_ONLY, Broken, Check, Kind, Rule, breaking, mending
from domain.words import Id

DAYS_IN_A_YEAR = Decimal("365.25")


class ContractConsented(Decision):
    contract: Id
    amount: Money


@dataclass(frozen=True, slots=True)
class Consents:
    """What the board consented to for one contract: amounts by the decision's position. They add up."""

    amounts: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))


def consent(fold: Fold, decision: ContractConsented, recorded: Recorded) -> None:
    consents = fold.get(Consents, decision.contract)
    amounts = {**consents.amounts, recorded.position: decision.amount}
    fold.put(Consents, decision.contract, Consents(amounts))


@lru_cache(maxsize=10_000)  # one contract counts with many others, over and over
def whole_life_value(annual_value: Decimal, starts_on: date, end: date) -> Decimal:
    """Annual value times the years from start to end, both inclusive, rounded to pence, half to even."""
    return to_pence(annual_value * ((end - starts_on).days + 1) / DAYS_IN_A_YEAR)


def value_of(contract: Contract) -> Decimal:
    """What a registered contract costs over its whole life, as things stand."""
    if contract.starts_on is None:
        raise ValueError("only a registered contract has a value")
    return max(whole_life_value(contract.annual_value, contract.starts_on, contract.end), Decimal(0))


def adds_up(fold: Fold, id_: str, contract: Contract, since: date) -> dict[str, Contract]:
    """The other contracts that count with this one: of the same kind and any of its holders, started since, and
    of the same supplier or in a shared area."""
    near: dict[str, Contract] = {}
    for borough in contract.boroughs:
        near.update(fold.group(BY_SUPPLIER, (borough, contract.supplier)))
        for area in contract.areas:
            near.update(fold.group(BY_CELL, (borough, area)))
    return {
        other_id: other
        for other_id, other in near.items()
        if other_id != id_ and other.starts_on is not None and other.starts_on >= since and other.kind == contract.kind
    }


def lacks_consent(becoming: Any) -> Check:
    """The rule for one kind of decision; `becoming(fold, decision)` is the contract as the decision would leave it."""

    def check(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
        contract: Contract | None = becoming(fold, decision)
        threshold = Programme.of(fold).thresholds.get(contract.kind) if contract else None
        if contract is None or threshold is None:
            return None
        own, consents = value_of(contract), fold.get(Consents, decision.contract)
        if consents.total >= own:
            return None
        others = adds_up(fold, decision.contract, contract, threshold.counts_from_on)
        total = own + sum((value_of(other) for other in others.values()), Decimal(0))
        if total <= threshold.amount:
            return None
        message = (
            f"{contract.title or decision.contract} is worth {pounds(own)} over its whole life and comes to {pounds(total)} "
            f"with those that count with it since {spoken(threshold.counts_from_on)}; above {pounds(threshold.amount)} the "
            f"board must consent, and has consented to {pounds(consents.total)} so far."
        )
        registered = {p for id_ in others for p in fold.causes(f"contract:{id_}", ["ContractRegistered", "ContractVaried"])}
        causes = tuple(sorted({threshold.position, *registered, *consents.amounts}))
        return Broken(message, causes, who_can=("the joint board, with consent-to-contract",))

    return check


Tells = Callable[[Fold, Any], bool]


def needs_no_consent(becoming: Any) -> Tells:
    """Whether no contract of this kind needs consent. The kind is said when a contract is registered, and stays."""

    def idles(fold: Fold, decision: Any) -> bool:
        contract: Contract | None = becoming(fold, decision)
        return contract is None or Programme.of(fold).thresholds.get(contract.kind) is None

    return idles


def has_all_consents(becoming: Any) -> Tells:
    """Whether the contract has all the consent that it could need, whatever other contracts come to."""

    def spares(fold: Fold, decision: Any) -> bool:
        contract: Contract | None = becoming(fold, decision)
        if contract is None or contract.starts_on is None:
            return True
        return fold.get(Consents, decision.contract).total >= value_of(contract)

    return spares


def consent_rule(becoming: Any) -> Rule:
    """`contract.consent-required`, for a decision that leaves the contract as `becoming` says."""
    counted = ("ContractRegistered", "ContractVaried", "ContractExtended", "ContractNovated")
    thresholds = breaking("ConsentThresholdSet", by="programme")
    consented = mending("ContractConsented", by="contract")
    return Rule(
        "contract.consent-required",
        lacks_consent(becoming),
        (thresholds, breaking(*DECISIONS, by="contract")),
        further=(
            consented,
            breaking(*counted, by="borough area"),
            breaking(*counted, by="borough supplier"),
            mending("NoticeGiven", by="borough area"),
            mending("NoticeGiven", by="borough supplier"),
        ),
        asks=lambda fold: bool(Programme.of(fold).thresholds),
        spares=has_all_consents(becoming),
        settling=(consented,),
        idles=needs_no_consent(becoming),
        idling=(thresholds, breaking("ContractRegistered", by="contract")),
    )


KINDS = (
    Kind(
        "consent-to-contract",
        ContractConsented,
        BOARD_ONLY,
        "Consent to a contract up to an amount. The contract need not be registered yet; consents add up.",
        effect=consent,
        concerns=concerned,
        concerns_reads=(breaking("ContractRegistered", "ContractVaried", "ContractNovated", by="contract"),),
        need_not_exist=frozenset({"contract"}),
    ),
)
