"""Claim a benefit, and accept or dispute it. A realised saving is one that every party accepted; figures are never blended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from domain.borough.borough import title_of
from domain.decision import Decision, Recorded
from domain.fold import Fold, Grouping
from domain.migration.migration import PROPOSED, Migration, area_of
from domain.migration.parties import PARTIES
from domain.money import Money
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id, Year


class BenefitClaimed(Decision):
    claim: Id
    migration: Id
    borough: Id
    year: Year
    amount: Money


class BenefitAccepted(Decision):
    claim: Id
    borough: Id
    amount: Money | None = None


class BenefitDisputed(Decision):
    claim: Id
    borough: Id
    amount: Money | None = None


Answer = BenefitAccepted | BenefitDisputed


@dataclass(frozen=True, slots=True)
class Answered:
    """One party's answer. `amount`: what a disputing party holds to be right, where it says so."""

    accepted: bool
    amount: Decimal | None
    position: int


@dataclass(frozen=True)
class Claim:
    migration: str = ""
    area: str = ""
    borough: str = ""
    year: int = 0
    amount: Decimal = Decimal(0)
    answers: Mapping[str, Answered] = field(default_factory=dict)
    position: int = 0


BY_YEAR = Grouping(Claim, lambda claim: ((claim.borough, claim.area, claim.year),))
"""Claims by borough, area and year: there should be one of each."""


def claimant_not_moved(fold: Fold, decision: BenefitClaimed, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    if decision.borough in migration.moved or decision.borough in migration.separated:
        return None
    title = migration.title or decision.migration
    causes = fold.causes(f"migration:{decision.migration}", ["MigrationProposed"])
    message = f"{title_of(fold, decision.borough)} has not moved to {title}, so it can have saved nothing by it."
    return Broken(message, causes, who_can=(f"an officer of {decision.borough}, with move-borough",))


def counted_twice(fold: Fold, decision: BenefitClaimed, at: Recorded) -> Broken | None:
    area = fold.get(Migration, decision.migration).area
    same = [claim for id_, claim in fold.group(BY_YEAR, (decision.borough, area, decision.year)) if id_ != decision.claim]
    if not same:
        return None
    message = f"{title_of(fold, decision.borough)} has claimed a saving in {area} for {decision.year} already."
    return Broken(message, tuple(claim.position for claim in same))


def no_other_party(fold: Fold, decision: Answer, at: Recorded) -> Broken | None:
    claim = fold.get(Claim, decision.claim)
    migration = fold.get(Migration, claim.migration)
    if decision.borough == claim.borough:
        return Broken(f"{title_of(fold, decision.borough)} made this claim: the other parties answer it.", (claim.position,))
    if decision.borough in migration.parties:
        return None
    message = f"{title_of(fold, decision.borough)} is no party of {migration.title or claim.migration}."
    return Broken(message, fold.causes(f"migration:{claim.migration}", ["MigrationProposed", "PartyAdded", "ServiceSeparated"]))


def answered_already(fold: Fold, decision: Answer, at: Recorded) -> Broken | None:
    answer = fold.get(Claim, decision.claim).answers.get(decision.borough)
    if answer is None:
        return None
    verb = "accepted" if answer.accepted else "disputed"
    return Broken(f"{title_of(fold, decision.borough)} has {verb} this claim already.", (answer.position,))


def claim(fold: Fold, decision: BenefitClaimed, recorded: Recorded) -> None:
    # The area from the tags: the claim may lie within a boundary that the migration's proposal does not.
    area = fold.get(Migration, decision.migration).area or next(iter(recorded.tagged("area")), ":").partition(":")[2]
    known = fold.get(Claim, decision.claim)
    claimed = replace(known, migration=decision.migration, area=area, borough=decision.borough, year=decision.year)
    fold.put(Claim, decision.claim, replace(claimed, amount=decision.amount, position=recorded.position))


def answer(fold: Fold, decision: Answer, recorded: Recorded) -> None:
    known = fold.get(Claim, decision.claim)
    answered = Answered(isinstance(decision, BenefitAccepted), decision.amount, recorded.position)
    fold.put(Claim, decision.claim, replace(known, answers={**known.answers, decision.borough: answered}))


def claimed_in(fold: Fold, decision: Answer) -> Iterable[str]:
    """An answer concerns the migration and area of the claim, and the claimant."""
    known = fold.get(Claim, decision.claim)
    if known.migration:
        yield from (f"migration:{known.migration}", f"borough:{known.borough}")
        if known.area:
            yield f"area:{known.area}"


ANSWERING = (
    Rule("party.unknown", no_other_party, (*PARTIES, mending("BenefitClaimed", by="claim"))),
    Rule(
        "benefit.already-answered",
        answered_already,
        (breaking("BenefitAccepted", "BenefitDisputed", by="claim borough"),),
    ),
)
CLAIMED = (mending("BenefitClaimed", by="claim"),)

KINDS = (
    Kind(
        "claim-benefit",
        BenefitClaimed,
        OWN_BOROUGH,
        "Claim what a borough saved by a migration in one year.",
        rules=(
            Rule(
                "parties.not-moved",
                claimant_not_moved,
                (
                    mending("BoroughMoved", "ServiceSeparated", by="migration borough"),
                    breaking("BoroughWithdrew", by="borough"),
                    *PROPOSED,
                ),
            ),
            Rule("benefit.counted-twice", counted_twice, (breaking("BenefitClaimed", by="borough area"), *PROPOSED)),
        ),
        effect=claim,
        concerns=area_of,
        concerns_reads=PROPOSED,
        registers="claim",
    ),
    Kind(
        "accept-benefit",
        BenefitAccepted,
        OWN_BOROUGH,
        "Accept another party's claim.",
        rules=ANSWERING,
        effect=answer,
        concerns=claimed_in,
        concerns_reads=CLAIMED,
    ),
    Kind(
        "dispute-benefit",
        BenefitDisputed,
        OWN_BOROUGH,
        "Dispute another party's claim, and say what would be right.",
        rules=ANSWERING,
        effect=answer,
        concerns=claimed_in,
        concerns_reads=CLAIMED,
    ),
)
