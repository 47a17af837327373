"""Set the consent threshold: from its date on, larger contracts need the board's consent.

It is the rule that a direction under section 24 of the Local Government and Public Involvement in Health Act 2007 lays on
merging councils; off until a threshold is set.
"""

from __future__ import annotations

from enum import StrEnum

from domain.dates import Day
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.money import Money
from domain.programme.programme import LEDGER, Programme, Threshold
from domain.rule import BOARD_ONLY, Kind
from domain.state import replace


class Spending(StrEnum):
    """What a contract's money is for. Each has its own threshold."""

    REVENUE = "revenue"
    CAPITAL = "capital"


class ConsentThresholdSet(Decision):
    about_programme = True
    kind: Spending
    amount: Money
    counts_from_on: Day


def set_threshold(fold: Fold, decision: ConsentThresholdSet, recorded: Recorded) -> None:
    programme = Programme.of(fold)
    threshold = Threshold(decision.amount, decision.counts_from_on, recorded.position)
    thresholds = {**programme.thresholds, decision.kind.value: threshold}
    fold.put(Programme, LEDGER, replace(programme, thresholds=thresholds))


KINDS = (
    Kind(
        "set-consent-threshold",
        ConsentThresholdSet,
        BOARD_ONLY,
        "Set the value above which contracts of a kind need the board's consent, and since when they add up.",
        effect=set_threshold,
    ),
)
