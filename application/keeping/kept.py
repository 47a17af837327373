"""Kept: what is kept of each object: its state, and those of its decisions that rules name as causes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import product
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import msgspec

from domain.board.dispensation import Dispensation
from domain.board.meetings import LeadTimes, Meeting
from domain.borough.borough import Baselines, Borough
from domain.contract.consent import Consents
from domain.contract.contract import BY_ANY_SUPPLIER, BY_CELL, BY_MONTH, BY_SUPPLIER, DECISIONS, OPEN_BY_CELL, Contract
from domain.fold import Fold, Grouping
from domain.framework.framework import Framework
from domain.migration.benefit import BY_YEAR, Claim
from domain.migration.migration import BY_AREA, Migration
from domain.migration.migration import DECISIONS as MIGRATION_DECISIONS
from domain.programme.programme import Area, Programme

VERSION = 2
"""Raised by hand when what a decision makes of a state has changed, though the state's fields have not, or when its tables have:
all is then built anew."""
State = TypeVar("State")


class Kept(msgspec.Struct, Generic[State], frozen=True, omit_defaults=True):
    """An object after one of its decisions.

    `registered`: the position that registered it. `latest`: the newest position of each type that its kind has `noted`.
    `consents`: of a contract. `lead_times`: of the programme, by body.
    """

    state: State
    registered: int | None = None
    latest: dict[str, int] = {}
    consents: Consents | None = None
    lead_times: dict[str, LeadTimes] = {}


@dataclass(frozen=True)
class Keeping:
    """One kind of object that is kept. `named`: the kinds of tag that its decisions carry: its own, or those by which they name it.

    `writes`: the decisions with its tag that make it what it is. `elsewhere`: those that do so whatever they name, and `context`:
    those that its own are read against; both few in any ledger. `noted`: those whose newest is noted as a cause.
    `grouped`: by name, the groupings by which some of its objects are found without reading all of them.
    """

    kind: str
    state: type[Any]
    writes: frozenset[str]
    noted: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    context: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    grouped: Mapping[str, Grouping[Any]] = field(default_factory=dict, hash=False)
    decoder: msgspec.json.Decoder[Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decoder", msgspec.json.Decoder(Kept[self.state]))  # type: ignore[name-defined]  # a type made at run time

    @property
    def types(self) -> frozenset[str]:
        """All decisions that its timeline is made of."""
        return self.writes | self.elsewhere | self.context

    def tag(self, id_: str) -> str:
        """The tag of an object of this kind."""
        return f"{self.kind}:{id_}"

    def tags(self, id_: str) -> frozenset[str]:
        """The tags that every decision on the object carries, and no decision on another."""
        if not self.named:
            return frozenset((self.tag(id_),))
        return frozenset(f"{kind}:{name}" for kind, name in zip(self.named, id_.split(" "), strict=True))

    def ids(self, tags: Iterable[str]) -> list[str]:
        """The objects of this kind that a decision with these tags concerns."""
        if not self.named:
            start = f"{self.kind}:"
            return [tag[len(start) :] for tag in tags if tag.startswith(start)]
        named: dict[str, list[str]] = {}
        for kind, _, name in (tag.partition(":") for tag in tags):
            named.setdefault(kind, []).append(name)
        return [" ".join(names) for names in product(*(named.get(kind, ()) for kind in self.named))]

    def groups(self, kept: Kept[Any]) -> frozenset[str]:
        """The groups in which the object is, each as `written`."""
        return frozenset(written(name, key) for name, grouping in self.grouped.items() for key in grouping.keys(kept.state))

    def taken(self, fold: Fold, id_: str, tag: str, latest: dict[str, int]) -> Kept[Any] | None:
        """What a fold holds of an object; None when it holds nothing."""
        state: Any | None = fold.all(self.state).get(id_)
        if self.kind == "contract":
            consents: Consents | None = fold.all(Consents).get(id_)
            if state is None and consents is None:
                return None
            return Kept(Contract() if state is None else state, fold.registered(tag), latest, consents)
        if self.kind == "programme":
            lead_times = dict(fold.all(LeadTimes))
            if state is None and not lead_times:
                return None
            return Kept(Programme() if state is None else state, fold.registered(tag), latest, None, lead_times)
        return None if state is None else Kept(state, fold.registered(tag), latest)

    def given(self, id_: str, kept: Kept[Any]) -> Iterator[tuple[type, str, Any]]:
        """The states that a fold holds of an object: class, id and state of each."""
        if kept.consents is not None:
            yield Consents, id_, kept.consents
        for body, times in kept.lead_times.items():
            yield LeadTimes, body, times
        if kept.registered is not None or kept.state != self.state():
            yield self.state, id_, kept.state


def _keepings() -> Iterable[Keeping]:
    of_boroughs = {"BoroughJoined", "BoroughWithdrew", "WithdrawalNoticeGiven"}
    yield Keeping(
        "programme",
        Programme,
        frozenset({"ProgrammeStarted", "PrinciplesAdopted", "ConsentThresholdSet", "LeadTimesSet"}),
        frozenset({"PrinciplesAdopted"}),
    )
    yield Keeping("area", Area, frozenset({"ServiceAreaDefined"}))
    yield Keeping(
        "borough",
        Borough,
        frozenset({*of_boroughs, "PrinciplesEndorsed", "SystemDeclared", "SystemRetired"}),
        frozenset(of_boroughs),
        context=frozenset({"PrinciplesAdopted"}),  # what an endorsement endorses
    )
    # Apart from their boroughs, whose states would otherwise grow with each, and be written whole every time.
    yield Keeping("baseline", Baselines, frozenset({"BaselineDeclared"}), named=("borough", "area"))
    grouped = {"cell": BY_CELL, "month": BY_MONTH, "supplied": BY_ANY_SUPPLIER, "supplier": BY_SUPPLIER}
    of_contracts = frozenset({*DECISIONS, "ContractConsented"})
    yield Keeping("contract", Contract, of_contracts, frozenset(DECISIONS), grouped=grouped)
    awards = frozenset({"FrameworkAwarded", "FrameworkEnded"})
    yield Keeping("framework", Framework, awards | {"FrameworkAdopted"}, awards)
    yield Keeping(
        "migration",
        Migration,
        frozenset(MIGRATION_DECISIONS),
        frozenset(
            {"MigrationProposed", "PartyAdded", "SpecificationAgreed", "ServiceMerged", "ServiceSeparated", "MigrationResumed"}
        ),
        frozenset({"BoroughWithdrew"}),  # who withdraws leaves every migration, and need not name it
        grouped={"area": BY_AREA},
    )
    answers = frozenset({"BenefitAccepted", "BenefitDisputed"})
    yield Keeping("claim", Claim, answers | {"BenefitClaimed"}, grouped={"year": BY_YEAR})
    of_dispensations = frozenset({"DispensationGranted", "DispensationRevoked"})
    yield Keeping("dispensation", Dispensation, of_dispensations, of_dispensations)
    yield Keeping("meeting", Meeting, frozenset({"MeetingPlanned", "MeetingMoved", "MeetingCancelled"}))


KEEPINGS: Mapping[str, Keeping] = MappingProxyType({keeping.kind: keeping for keeping in _keepings()})
"""By kind, all that is kept. Notes are not: no view speaks of them."""
KEPT_WITH: Mapping[type, str] = MappingProxyType(
    {**{keeping.state: keeping.kind for keeping in KEEPINGS.values()}, Consents: "contract", LeadTimes: "programme"}
)
"""The kind with which each class of states is kept."""


def written(name: str, key: Hashable) -> str:
    """A group of a grouping of that name: `cell:camden desktop`. Ids have no spaces."""
    return f"{name}:{' '.join(map(str, key)) if isinstance(key, tuple) else key}"


OVER: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "contract": lambda contract: contract.concluded_on is not None,
        "dispensation": lambda dispensation: dispensation.revoked_on is not None,
        "migration": lambda migration: migration.abandoned is not None,
    }
)
"""By kind, whether a state lets an object be passed over by the views of what goes on: matrix, forecast, deadlines, benefits."""


def is_over(kind: str, kept: Kept[Any]) -> bool:
    """Whether what goes on has nothing more to do with the object."""
    return kind in OVER and OVER[kind](kept.state)


FOUND_BY: Mapping[Grouping[Any], str] = MappingProxyType(
    {**{grouping: name for keeping in KEEPINGS.values() for name, grouping in keeping.grouped.items()}, OPEN_BY_CELL: "cell"}
)
"""Under which name the objects of a grouping are found: all of them are in the groups of that name, with others perhaps."""
GOING_ON = frozenset({OPEN_BY_CELL})
"""Groupings in which nothing is that is over."""


def encoded(kept: Kept[Any]) -> bytes:
    """As JSON."""
    return _ENCODER.encode(kept)


_ENCODER = msgspec.json.Encoder()


@cache
def definition_of(keeping: Keeping) -> str:
    """What is kept of a kind, and in which form: 16 hexadecimal digits, others where a state has other fields or VERSION is."""
    types = [sorted(each) for each in (keeping.writes, keeping.noted, keeping.elsewhere, keeping.context, keeping.grouped)]
    shape = msgspec.json.schema(Kept[keeping.state])  # type: ignore[name-defined]  # a type made at run time
    return sha256(msgspec.json.encode([VERSION, types, shape], order="sorted")).hexdigest()[:16]
