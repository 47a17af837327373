"""Next steps: what could be decided next about a migration: for each party, and for all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from application.moment import Replay
from domain.boundary import Boundary
from domain.contract.contract import DECISIONS as CONTRACT_DECISIONS
from domain.decision import NOT_RECORDED, Actor, Decision, Recorded
from domain.fold import Fold
from domain.framework.call_off import FrameworkAdopted
from domain.framework.framework import Framework
from domain.migration.cutover import CutoverScheduled
from domain.migration.merge import ServiceMerged
from domain.migration.migration import Migration
from domain.migration.move import BoroughMoved
from domain.migration.separation import ServiceSeparated
from domain.migration.specification import SpecificationApproved
from domain.reach import RECTIFIED, Reach, to_read_whole
from domain.registry import kind_of

NOBODY = Actor("nobody")


@dataclass(frozen=True, slots=True)
class Step:
    """A decision that could come next. `borough`: whose step it is, None for all parties together."""

    decision: Decision
    borough: str | None = None

    @property
    def command(self) -> str:
        return kind_of(self.decision).command

    @property
    def name(self) -> tuple[str | None, str, str | None]:
        """What makes it the same step whatever else is decided: whose it is, the command, and the framework."""
        return (self.borough, self.command, self.framework)

    @property
    def framework(self) -> str | None:
        """The framework that a call-off would be from."""
        return self.decision.framework if isinstance(self.decision, FrameworkAdopted) else None

    def taken(self, fold: Fold, on: date) -> Recorded:
        """The step as if it were decided on a date, with the tag of every object that it would concern."""
        tags = {*self.decision.named(), *kind_of(self.decision).concerns(fold, self.decision)}
        return Recorded(NOT_RECORDED, self.decision, on, NOBODY, frozenset(tags))


def next_steps(fold: Fold, id_: str, on: date) -> Iterator[Step]:
    """The steps of each party, by its id, then those of all together.

    Before the merger a party approves the specification, calls off, schedules its cutover and moves; after it, it can only
    separate. What a party has done it need not do again: so no step breaks a rule of identity.
    """
    for borough in sorted(fold.get(Migration, id_).parties):
        yield from steps_of(fold, id_, borough, on)
    yield from steps_of(fold, id_, None, on)


def steps_of(fold: Fold, id_: str, borough: str | None, on: date) -> Iterator[Step]:
    """The next steps of one party, or of all together (None)."""
    migration = fold.get(Migration, id_)
    if borough is None:
        if migration.merged is None:
            yield Step(ServiceMerged(migration=id_, place="one place", single_case_load=False))
    elif borough not in migration.parties:
        return
    elif migration.merged is not None:
        yield Step(ServiceSeparated(migration=id_, borough=borough), borough)
    elif not migration.is_settled(borough):
        yield from _steps_to_move(fold, id_, borough, on)


def _steps_to_move(fold: Fold, id_: str, borough: str, on: date) -> Iterator[Step]:
    migration = fold.get(Migration, id_)
    specification = migration.specification
    if specification is not None and borough not in migration.approvals:
        yield Step(SpecificationApproved(migration=id_, version=specification.version, borough=borough), borough)
    if migration.needs_framework and borough not in migration.adopted:
        for framework, lot in _lots(fold, migration.area):
            call_off = FrameworkAdopted(framework=framework, lot=lot, borough=borough, migration=id_, value=Decimal(0))
            yield Step(call_off, borough)
    if borough not in migration.cutovers:
        yield Step(CutoverScheduled(migration=id_, borough=borough, cutover_on=on), borough)
    yield Step(BoroughMoved(migration=id_, borough=borough), borough)


def _lots(fold: Fold, area: str) -> Iterator[tuple[str, str]]:
    """For each framework with a lot for the area, the first such lot."""
    for id_, framework in sorted(fold.all(Framework).items()):
        lots = sorted(lot for lot, terms in framework.lots.items() if terms.area == area)
        if lots:
            yield id_, lots[0]


def needs_of(steps: Iterable[Step], replay: Replay) -> Boundary:
    """What the rules of these steps declare that they read, as far as this replay tells: with it in the fold they may read more."""
    reach = Reach(replay.fold)
    for step in steps:
        reach.own(kind_of(step.decision), step.taken(replay.fold, replay.moment.as_of).tags)
    for contract in to_read_whole(replay.decisions):
        reach.add((*CONTRACT_DECISIONS, RECTIFIED), frozenset({contract}))
    return reach.boundary()
