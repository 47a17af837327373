"""Agree the specification: case by case, on the common principles, by every party of the migration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from domain.borough.borough import title_of
from domain.borough.principles import ENDORSEMENT, not_endorsed
from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.migration.migration import (
    PROPOSED,
    Migration,
    Specification,
    area_and_parties,
    area_of,
)
from domain.migration.parties import ANY_PARTY, PARTIES, must_be_party
from domain.migration.phase import UNFINISHED
from domain.rule import OWN_BOROUGH, Broken, Day, Kind, Reads, Rule, breaking, mending
from domain.state import replace
from domain.words import Href, Id, Sha256, Title, Version, listed


def _each_once(principles: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(principles)) != len(principles):
        raise ValueError("name each principle only once")
    return principles


class SpecificationProposed(Decision):
    migration: Id
    version: Version
    title: Title
    sha256: Sha256
    href: Href | None = None
    principles: Annotated[tuple[Title, ...], Field(max_length=100), AfterValidator(_each_once)] = ()


class SpecificationApproved(Decision):
    migration: Id
    version: Version
    borough: Id


class SpecificationObjected(Decision):
    migration: Id
    version: Version
    borough: Id


class SpecificationAgreed(Decision):
    migration: Id
    version: Version


SPECIFICATION: tuple[Reads, ...] = (
    *PARTIES,
    breaking("SpecificationProposed", "SpecificationObjected", by="migration"),
    mending("SpecificationApproved", by="migration"),
)
"""What an agreement is made of."""


def not_next(fold: Fold, decision: SpecificationProposed, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    newest = migration.specification.version if migration.specification else 0
    if decision.version == newest + 1:
        return None
    causes = (migration.specification.position,) if migration.specification else ()
    message = f"The next version of the specification for {migration.title or decision.migration} is {newest + 1}."
    return Broken(message, causes)


def not_current(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    title = migration.title or decision.migration
    who = ("an officer of any party, with propose-specification",)
    if migration.specification is None:
        return Broken(f"No specification for {title} has been proposed.", who_can=who)
    current = migration.specification
    if decision.version == current.version:
        return None
    message = f"Version {decision.version} is not the current specification for {title}: version {current.version} is."
    return Broken(message, (current.position,))


def not_agreed(fold: Fold, decision: Any, at: Recorded) -> Broken | None:
    """Whether a present party has yet to approve the current specification."""
    migration = fold.get(Migration, decision.migration)
    if migration.is_agreed:
        return None
    title = migration.title or decision.migration
    if migration.specification is None:
        return Broken(f"No specification for {title} has been proposed.", who_can=("any party, with propose-specification",))
    missing = sorted(migration.parties - migration.approvals.keys())
    names = listed([title_of(fold, borough) for borough in missing])
    message = f"Version {migration.specification.version} of the specification for {title} awaits the approval of {names}."
    objections = [migration.objections[borough] for borough in missing if borough in migration.objections]
    causes = tuple(sorted({migration.specification.position, *objections}))
    return Broken(message, causes, who_can=tuple(f"an officer of {b}, with approve-specification" for b in missing))


def _not_agreed_version(fold: Fold, decision: SpecificationAgreed, at: Recorded) -> Broken | None:
    return not_current(fold, decision, at) or not_agreed(fold, decision, at)


def approved_already(fold: Fold, decision: SpecificationApproved, at: Recorded) -> Broken | None:
    migration = fold.get(Migration, decision.migration)
    current = migration.specification
    if current is None or decision.version != current.version or decision.borough not in migration.approvals:
        return None
    message = f"{title_of(fold, decision.borough)} has approved version {decision.version} already."
    return Broken(message, (migration.approvals[decision.borough],))


def endorsement_missing(fold: Fold, decision: SpecificationApproved, at: Recorded) -> Broken | None:
    return not_endorsed(fold, decision.borough, at)


def propose(fold: Fold, decision: SpecificationProposed, recorded: Recorded) -> None:
    # It supersedes the version before, and needs every approval anew.
    specification = Specification(decision.version, decision.title, decision.sha256, recorded.position)
    migration = replace(fold.get(Migration, decision.migration), specification=specification, approvals={}, objections={})
    fold.put(Migration, decision.migration, migration)


def _is_current(migration: Migration, decision: SpecificationApproved | SpecificationObjected) -> bool:
    # One on another version may stand in the record as irregular: it says nothing about the version on the table.
    return migration.specification is not None and migration.specification.version == decision.version


def approve(fold: Fold, decision: SpecificationApproved, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    if not _is_current(migration, decision):
        return
    approvals = {**migration.approvals, decision.borough: recorded.position}
    objections = {borough: at for borough, at in migration.objections.items() if borough != decision.borough}
    fold.put(Migration, decision.migration, replace(migration, approvals=approvals, objections=objections))


def object_(fold: Fold, decision: SpecificationObjected, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    if not _is_current(migration, decision):
        return
    approvals = {borough: at for borough, at in migration.approvals.items() if borough != decision.borough}
    objections = {**migration.objections, decision.borough: recorded.position}
    fold.put(Migration, decision.migration, replace(migration, approvals=approvals, objections=objections))


def agreement(days: Iterable[Day], approval: Recorded) -> Iterator[tuple[Decision, date]]:
    """The agreement that the approval completes, in whatever order approvals were entered.

    It counts from the first date, not before the approval's own, at whose end every party has approved (whatever else is said on
    that day was entered before it); unless that agreement is recorded already.
    """
    assert isinstance(approval.decision, SpecificationApproved)
    completed = SpecificationAgreed(migration=approval.decision.migration, version=approval.decision.version)
    since: date | None = None
    for on, decided, fold in days:
        migration = fold.get(Migration, completed.migration)
        if migration.is_agreed and migration.specification is not None and migration.specification.version == completed.version:
            since = since or on
            if any(recorded.decision == completed for recorded in decided):
                return
        elif since is not None:
            break
    if since is not None:
        yield completed, since


CURRENT = (breaking("SpecificationProposed", by="migration"),)
APPROVER = "migration borough"

KINDS = (
    Kind(
        "propose-specification",
        SpecificationProposed,
        ANY_PARTY,
        "Propose the next version of the specification. It supersedes the one before.",
        rules=(Rule("specification.not-current", not_next, CURRENT), *UNFINISHED),
        effect=propose,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
    Kind(
        "approve-specification",
        SpecificationApproved,
        OWN_BOROUGH,
        "Approve the current specification for one borough. The approval that completes the set records the agreement.",
        rules=(
            Rule("specification.not-current", not_current, CURRENT),
            Rule("party.unknown", must_be_party, PARTIES),
            Rule("principles.not-endorsed", endorsement_missing, ENDORSEMENT),
            Rule(
                "already.exists",
                approved_already,
                (
                    breaking("SpecificationApproved", by=APPROVER),
                    mending("SpecificationObjected", by=APPROVER),
                    breaking("SpecificationProposed", by="migration"),
                ),
            ),
        ),
        effect=approve,
        concerns=area_of,
        concerns_reads=(*PROPOSED, *SPECIFICATION, breaking("SpecificationAgreed", by="migration")),
        completes=agreement,
    ),
    Kind(
        "object-to-specification",
        SpecificationObjected,
        OWN_BOROUGH,
        "Object to the current specification for one borough. It withdraws the borough's approval.",
        rules=(Rule("specification.not-current", not_current, CURRENT), Rule("party.unknown", must_be_party, PARTIES)),
        effect=object_,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
    Kind(
        "",
        SpecificationAgreed,
        ANY_PARTY,
        "Recorded with the approval that completes the set: every party has approved the current specification.",
        rules=(Rule("specification.not-agreed", _not_agreed_version, SPECIFICATION),),
        concerns=area_and_parties,
        concerns_reads=PARTIES,
        follows=True,
    ),
)
