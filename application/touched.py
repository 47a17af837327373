"""Touched: of a whole record, the part on which everything rests that some decisions could change in the views that span objects.

Folded with and without the decisions, this part shows the same differences as the whole would: what it leaves out is told alike
with them and without them. Which migrations are touched follows from what the rules of their steps declare that they read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from application.gates import of_migration
from application.moment import Replay
from application.next_steps import NOBODY, Step, needs_of, next_steps
from domain.boundary import Boundary, Item
from domain.contract.contract import Contract
from domain.dates import EARLIEST, LATEST
from domain.decision import NOT_RECORDED, Decision, Recorded
from domain.fold import Fold
from domain.framework.call_off import FrameworkAdopted
from domain.framework.framework import Framework
from domain.influence import Influence, affected_rules
from domain.migration.cutover import CutoverScheduled
from domain.migration.merge import ServiceMerged
from domain.migration.move import BoroughMoved
from domain.migration.propose import MigrationProposed, PartyAdded
from domain.migration.separation import ServiceSeparated
from domain.migration.specification import SpecificationApproved
from domain.reach import RECTIFIED

SITES: Boundary = frozenset({Item(frozenset({"MigrationProposed", "PartyAdded"}))})
"""What tells which migrations there are, in which areas, of whom. Corrections name the same objects, so they tell no other."""
GENERAL = frozenset(
    {
        "BoroughJoined",
        "BoroughWithdrew",
        "LeadTimesSet",
        "MeetingCancelled",
        "MeetingMoved",
        "MeetingPlanned",
        "PrinciplesAdopted",
        "ProgrammeStarted",
        "ServiceAreaDefined",
    }
)
"""What shows in the views of every area, borough or deadline: few in any ledger."""
OF_EVERY_DEADLINE = frozenset({"LeadTimesSet", "MeetingCancelled", "MeetingMoved", "MeetingPlanned"})
"""They change which meeting can still act, on each deadline that there is."""
WHOLE = ("claim", "contract", "dispensation", "framework", "migration")
"""The kinds of object that have tens of decisions, and are read whole where they are touched."""


@dataclass(frozen=True, slots=True)
class Touched:
    """`changed`: the decisions that are new, and those that they correct. `sites`: what `SITES` names, and the new ones."""

    changed: Sequence[Recorded]
    sites: Sequence[Recorded]
    _found: dict[frozenset[str], Mapping[str, _Site]] = field(default_factory=dict)

    def needs(self, before: Replay, after: Replay) -> Boundary:
        """What must be known to tell the difference, as far as replays of it without and with the new decisions tell."""
        if any(recorded.type in OF_EVERY_DEADLINE for recorded in self.changed):
            return frozenset({Item()})
        areas = self._areas(before.fold, after.fold)
        needs = {Item(GENERAL | {RECTIFIED}), *self._own_needs()}
        sites = self._sites(frozenset(areas))
        areas |= {site.area for site in sites.values()}
        # The matrix and the forecast ask what keeps each party, even where the service moved or merged without it.
        steps = [step for id_, site in sites.items() for step in site.always(id_)]
        for replay in (before, after):
            following = [step for id_ in sites for step in next_steps(replay.fold, id_, replay.moment.as_of)]
            needs |= needs_of([*steps, *following], replay)
            needs |= {item for id_ in sites for item in of_migration(replay.fold, id_)}
        needs |= {Item(frozenset({"BaselineDeclared", "FrameworkAwarded", RECTIFIED}), frozenset({area})) for area in areas}
        for id_, framework in after.fold.all(Framework).items():
            if not areas.isdisjoint(_areas_of(framework)):
                needs.add(Item(tags=frozenset({f"framework:{id_}"})))
        return frozenset(needs)

    def _own_needs(self) -> Iterator[Item]:
        for recorded in self.changed:
            yield Item(frozenset({recorded.type, RECTIFIED}), recorded.tags)
            for kind in WHOLE:
                yield from (Item(tags=frozenset({tag})) for tag in recorded.tagged(kind))
            for borough in recorded.tagged("borough"):
                yield Item(frozenset({"WithdrawalNoticeGiven", RECTIFIED}), frozenset({borough}))

    def _areas(self, *folds: Fold) -> set[str]:
        """The areas that the decisions concern, and all those of the contracts and frameworks that they concern: a variation may
        have changed a contract's areas, and a framework is called off in each of its own."""
        areas = {tag for recorded in self.changed for tag in recorded.tagged("area")}
        for fold in folds:
            for id_ in self._ids("contract"):
                areas |= {tag for tag in fold.get(Contract, id_).concerned if tag.startswith("area:")}
            for id_ in self._ids("framework"):
                areas |= _areas_of(fold.get(Framework, id_))
        return areas

    def _ids(self, kind: str) -> set[str]:
        return {tag.partition(":")[2] for recorded in self.changed for tag in recorded.tagged(kind)}

    def _sites(self, areas: frozenset[str]) -> Mapping[str, _Site]:
        """The migrations in those areas, those concerned, and those of which a rule reads one of the decisions."""
        if areas not in self._found:
            tags = {tag for recorded in self.changed for tag in recorded.tags}
            influences = [Influence(recorded, (date.min, 0), corrected=True) for recorded in self.changed]
            self._found[areas] = {
                id_: site
                for id_, site in _by_migration(self.sites).items()
                if site.area in areas
                or f"migration:{id_}" in tags
                or any(affected_rules(influences, step) for step in site.steps(id_))
            }
        return self._found[areas]


@dataclass(slots=True)
class _Site:
    """Where a migration takes place, and who was ever a party of it."""

    area: str = ""
    boroughs: set[str] = field(default_factory=set)

    def always(self, id_: str) -> Iterator[Step]:
        """The steps whose rules are asked about whether or not they are next."""
        for borough in sorted(self.boroughs):
            yield Step(SpecificationApproved(migration=id_, version=1, borough=borough))
            yield Step(BoroughMoved(migration=id_, borough=borough))
        yield Step(_merger(id_))

    def steps(self, id_: str) -> Iterator[Recorded]:
        """A step of each kind that could be the next: only their kinds and tags matter here."""
        for borough in sorted(self.boroughs):
            tags = frozenset({f"migration:{id_}", f"borough:{borough}", self.area})
            yield _step(SpecificationApproved(migration=id_, version=1, borough=borough), tags)
            yield _step(FrameworkAdopted(migration=id_, borough=borough, framework="any", lot="any", value=Decimal(0)), tags)
            yield _step(CutoverScheduled(migration=id_, borough=borough, cutover_on=EARLIEST), tags)
            yield _step(BoroughMoved(migration=id_, borough=borough), tags)
            yield _step(ServiceSeparated(migration=id_, borough=borough), tags)
        everyone = {f"borough:{borough}" for borough in self.boroughs}
        yield _step(_merger(id_), frozenset({f"migration:{id_}", self.area, *everyone}))


def _merger(migration: str) -> ServiceMerged:
    return ServiceMerged(migration=migration, place="one place", single_case_load=False)


def _step(decision: Decision, tags: frozenset[str]) -> Recorded:
    return Recorded(NOT_RECORDED, decision, LATEST, NOBODY, tags)


def _areas_of(framework: Framework) -> set[str]:
    return {f"area:{lot.area}" for lot in framework.lots.values()}


def _by_migration(sites: Iterable[Recorded]) -> Mapping[str, _Site]:
    found: dict[str, _Site] = {}
    for recorded in sites:
        match recorded.decision:
            case MigrationProposed() as proposed:
                site = found.setdefault(proposed.migration, _Site())
                site.area = f"area:{proposed.area}"
                site.boroughs |= set(proposed.parties)
            case PartyAdded() as added:
                found.setdefault(added.migration, _Site()).boroughs.add(added.borough)
    return found
