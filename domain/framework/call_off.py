"""Call off: a borough adopts a lot of a framework for a migration."""

from __future__ import annotations

from collections.abc import Iterable

from domain.borough.borough import board, title_of
from domain.dates import spoken
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.framework.framework import CallOff, Framework
from domain.migration.migration import Migration
from domain.migration.parties import PARTIES, must_be_party
from domain.migration.specification import SPECIFICATION, not_agreed
from domain.money import Money, pounds
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id


class FrameworkAdopted(Decision):
    framework: Id
    lot: Id
    borough: Id
    migration: Id
    value: Money


def unknown_lot(fold: Fold, decision: FrameworkAdopted, at: Recorded) -> Broken | None:
    framework = fold.get(Framework, decision.framework)
    if not framework.lots or decision.lot in framework.lots:
        return None
    causes = fold.causes(f"framework:{decision.framework}", ["FrameworkAwarded"])
    return Broken(f"{framework.title} has no lot {decision.lot}.", causes)


def expired(fold: Fold, decision: FrameworkAdopted, at: Recorded) -> Broken | None:
    framework = fold.get(Framework, decision.framework)
    if framework.starts_on is None or framework.ends_on is None:
        return None
    causes = fold.causes(f"framework:{decision.framework}", ["FrameworkAwarded", "FrameworkEnded"])
    who = (board("award-framework"),)
    if framework.ended_on is not None:
        return Broken(f"{framework.title} was ended on {spoken(framework.ended_on)}.", causes, who_can=who)
    if at.effective_on > framework.ends_on:
        return Broken(f"{framework.title} ended on {spoken(framework.ends_on)}.", causes, who_can=who)
    if at.effective_on < framework.starts_on:
        message = f"{framework.title} starts on {spoken(framework.starts_on)}."
        return Broken(message, causes, until=framework.starts_on)
    return None


def not_open(fold: Fold, decision: FrameworkAdopted, at: Recorded) -> Broken | None:
    framework = fold.get(Framework, decision.framework)
    migration = fold.get(Migration, decision.migration)
    causes = fold.causes(f"framework:{decision.framework}", ["FrameworkAwarded"])
    if decision.borough not in framework.open_to:
        return Broken(f"{framework.title} is not open to {title_of(fold, decision.borough)}.", causes)
    lot = framework.lots.get(decision.lot)
    if lot is not None and migration.area and lot.area != migration.area:
        causes += fold.causes(f"migration:{decision.migration}", ["MigrationProposed"])
        message = f"Lot {decision.lot} of {framework.title} is for {lot.area}, and {migration.title} merges {migration.area}."
        return Broken(message, tuple(sorted(set(causes))))
    return None


def ceiling_exceeded(fold: Fold, decision: FrameworkAdopted, at: Recorded) -> Broken | None:
    framework = fold.get(Framework, decision.framework)
    total = framework.called_off + decision.value
    if total <= framework.ceiling:
        return None
    message = (
        f"{framework.title} has a ceiling of {pounds(framework.ceiling)}, {pounds(framework.called_off)} of it called off: "
        f"{pounds(decision.value)} more is too much."
    )
    awarded = fold.causes(f"framework:{decision.framework}", ["FrameworkAwarded"])
    return Broken(message, tuple(sorted({*awarded, *(call_off.position for call_off in framework.call_offs)})))


def adopt(fold: Fold, decision: FrameworkAdopted, recorded: Recorded) -> None:
    framework = fold.get(Framework, decision.framework)
    call_off = CallOff(decision.borough, decision.lot, decision.migration, decision.value, recorded.position)
    fold.put(Framework, decision.framework, replace(framework, call_offs=(*framework.call_offs, call_off)))
    migration = fold.get(Migration, decision.migration)
    adopted = {**migration.adopted, decision.borough: recorded.position}
    fold.put(Migration, decision.migration, replace(migration, adopted=adopted))


def lot_and_area(fold: Fold, decision: FrameworkAdopted) -> Iterable[str]:
    """A call-off concerns the area of the migration and the supplier of the lot."""
    migration = fold.get(Migration, decision.migration)
    if migration.area:
        yield f"area:{migration.area}"
    lot = fold.get(Framework, decision.framework).lots.get(decision.lot)
    if lot is not None:
        yield f"supplier:{lot.supplier}"


AWARDED = mending("FrameworkAwarded", by="framework")

KINDS = (
    Kind(
        "call-off",
        FrameworkAdopted,
        OWN_BOROUGH,
        "Adopt a lot of a framework for a migration.",
        rules=(
            Rule("unknown.subject", unknown_lot, (AWARDED,)),
            Rule("framework.expired", expired, (AWARDED, breaking("FrameworkEnded", by="framework"))),
            Rule("framework.not-open", not_open, (AWARDED, mending("MigrationProposed", by="migration"))),
            Rule("party.unknown", must_be_party, PARTIES),
            Rule("framework.specification-not-agreed", not_agreed, SPECIFICATION),
            Rule("framework.ceiling-exceeded", ceiling_exceeded, (AWARDED, breaking("FrameworkAdopted", by="framework"))),
        ),
        effect=adopt,
        concerns=lot_and_area,
        concerns_reads=(AWARDED, mending("MigrationProposed", by="migration")),
    ),
)
