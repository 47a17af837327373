"""Touched: of a whole record, the part on which everything rests that some decisions could change in the views that span objects.

Folded with and without the decisions, this part shows the same differences as the whole would: what it leaves out is told alike
with them and without them. Which migrations are touched follows from what the rules of their steps declare that they read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from application.gates import of_migration
from application.moment import Replay
from application.next_steps import Step, needs_of, next_steps
from domain.board.dispensation import Dispensation
from domain.borough.borough import Borough
from domain.boundary import Boundary, Item
from domain.contract.contract import Contract
from domain.decision import Recorded
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.migration.merge import ServiceMerged
from domain.migration.migration import Migration
from domain.migration.move import BoroughMoved
from domain.migration.propose import MigrationProposed, PartyAdded
from domain.migration.specification import SpecificationApproved
from domain.reach import READERS, RECTIFIED, by_kind, shared

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
STEPS = frozenset(
    {"BoroughMoved", "CutoverScheduled", "FrameworkAdopted", "ServiceMerged", "ServiceSeparated", "SpecificationApproved"}
)
"""What can be the next step of a migration."""
DUE: Mapping[str, type] = MappingProxyType(
    {"borough": Borough, "contract": Contract, "dispensation": Dispensation, "framework": Framework, "migration": Migration}
)
"""The kinds of object that have deadlines."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What two folds can tell differently. `cells`: of borough and area. `due`: by class, the ids of what may have deadlines."""

    migrations: frozenset[str]
    cells: frozenset[tuple[str, str]]
    areas: frozenset[str]
    due: Mapping[type, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Touched:
    """`changed`: the decisions that are new, and those that they correct, as recorded."""

    changed: Sequence[Recorded]

    def scope(self, before: Fold, after: Fold) -> Scope | None:
        """What can differ between the views of two folds, without and with the new decisions; None where everything can."""
        if any(recorded.type in GENERAL for recorded in self.changed):
            return None
        standing = [*before.all(Migration).items(), *after.all(Migration).items()]
        sites = self._among({id_: _Site(f"area:{each.area}", set(each.every_party)) for id_, each in standing}, before, after)
        cells = {(borough, each.area) for id_, each in standing if id_ in sites for borough in each.every_party}
        areas = {area for _, area in cells} | self._ids("area")
        due = {kind: frozenset(self._ids(name)) for name, kind in DUE.items()}
        return Scope(frozenset(sites), frozenset(cells), frozenset(areas), due)

    def needs(self, sites: Iterable[Recorded], before: Replay, after: Replay) -> Boundary:
        """What must be known to tell the difference, as far as replays of it without and with the new decisions tell.

        `sites`: what `SITES` names, and the new ones.
        """
        if any(recorded.type in OF_EVERY_DEADLINE for recorded in self.changed):
            return frozenset({Item()})
        areas = self._areas(before.fold, after.fold)
        needs = {Item(GENERAL | {RECTIFIED}), *self._own_needs()}
        known = _by_migration(sites)
        # A cell of the matrix shows the newest migration of its area: another one may have been that before.
        beside = {id_: site for id_, site in known.items() if site.area in areas}
        touched = {**beside, **self._among(known, before.fold, after.fold)}
        areas |= {site.area for site in touched.values()}
        # The matrix and the forecast ask what keeps each party, even where the service moved or merged without it.
        steps = [step for id_, site in touched.items() for step in site.always(id_)]
        for replay in (before, after):
            following = [step for id_ in touched for step in next_steps(replay.fold, id_, replay.moment.as_of)]
            needs |= needs_of([*steps, *following], replay)
            needs |= {item for id_ in touched for item in of_migration(replay.fold, id_)}
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
        return {id_ for recorded in self.changed for id_ in _ids_of(recorded, kind)}

    def _among(self, sites: Mapping[str, _Site], *folds: Fold) -> Mapping[str, _Site]:
        """The migrations concerned, those of which a step has a rule that reads one of the decisions, and those that could call off
        from a framework concerned."""
        choices = {frozenset((f"migration:{id_}",)) for id_ in self._ids("migration")}
        choices |= {
            frozenset((area,)) for fold in folds for id_ in self._ids("framework") for area in _areas_of(fold.get(Framework, id_))
        }
        for recorded in self.changed:
            contracts = [fold.get(Contract, id_) for fold in folds for id_ in _ids_of(recorded, "contract")]
            objects = by_kind(recorded.tags.union(*(contract.concerned for contract in contracts)))
            for bys in {reader.reads.by for reader in READERS[recorded.type] if reader.type in STEPS}:
                choices.update(shared(bys, objects, inverse=True))
        return {id_: site for id_, site in sites.items() if any(choice <= site.tags(id_) for choice in choices)}


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
        yield Step(ServiceMerged(migration=id_, place="one place", single_case_load=False))

    def tags(self, id_: str) -> frozenset[str]:
        """The tags that any of its steps could carry."""
        return frozenset({f"migration:{id_}", self.area, *(f"borough:{borough}" for borough in self.boroughs)})


def _ids_of(recorded: Recorded, kind: str) -> list[str]:
    return [tag.partition(":")[2] for tag in recorded.tagged(kind)]


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
