"""Basis: the decisions on which the next steps of a migration rest, found by way of what is kept of objects.

A boundary names some of them by the tag of a borough or an area, and to find those all that carry it would be gone through: tens of
thousands. What is kept tells which contracts they are on, and which of the hundreds that vary a contract say more than its value.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from application.keeping.kept import written
from application.keeping.recalling import recall
from application.keeping.views import KeptReplay
from application.reads import Reads
from domain.boundary import Boundary, Item, within
from domain.contract.contract import DECISIONS as CONTRACT_DECISIONS
from domain.dates import LATEST
from domain.decision import Recorded
from domain.reach import RECTIFIED

RARE = frozenset(
    {
        "BoroughJoined",
        "BoroughWithdrew",
        "DispensationGranted",
        "DispensationRevoked",
        "FrameworkAwarded",
        "FrameworkEnded",
        "PrinciplesEndorsed",
        "ServiceAreaDefined",
        "SystemDeclared",
        "SystemRetired",
    }
)
"""Decisions that any ledger has hundreds of: they are found sooner by their type than by the tag of a borough or an area."""
COMMON = frozenset({"area", "borough"})
"""Kinds of object whose tag tens of thousands of decisions carry."""
VARIED = "ContractVaried"
TERMS = frozenset(CONTRACT_DECISIONS) - {VARIED, "ContractNovated"}
"""What tells how long a contract runs, and for whom."""


class Basis:
    """What is known at a replay's moment. Every method raises Unavailable."""

    def __init__(self, reads: Reads, replay: KeptReplay) -> None:
        self._reads = reads
        self._views = replay.views
        self._at = replay.moment

    def known(self, boundary: Boundary) -> list[Recorded]:
        """The decisions of a boundary with all their corrections, but for some on contracts: who supplies one and what it is worth
        opens and closes no gate.

        So of a contract there is all that says how long it runs, for whom and under which title; and of the variations that do not,
        the newest, which a refusal names. `boundary`: each item with types.
        """
        near: set[Item] = set()
        rare: set[str] = set()
        cells: set[str] = set()
        for item in boundary:
            types = item.types - {RECTIFIED}  # which corrections there are is known by what they correct
            kinds = {tag.partition(":")[0] for tag in item.tags}
            if kinds == COMMON and types & _OF_CONTRACTS:
                cells.add(written("cell", tuple(tag.partition(":")[2] for tag in sorted(item.tags, reverse=True))))
                types -= _OF_CONTRACTS
            if kinds <= COMMON and types <= RARE:
                rare |= types
            elif types:
                near.add(Item(types, item.tags))
        contracts, positions = self._contracts(cells)
        near |= {Item(TERMS | {RECTIFIED}, frozenset({f"contract:{id_}"})) for id_ in contracts}
        near |= {Item(frozenset({type_})) for type_ in rare}
        found = self._reads.store.read(frozenset(near), until=self._at.position).records
        known = {each.position: each for each in found if each.type not in rare or within(boundary, each.type, each.tags)}
        positions |= self._reads.corrections.chains({*known, *positions}, self._at.position)
        known |= {each.position: each for each in self._views.records(sorted(positions - known.keys()))}
        return [recall(known[position]) for position in sorted(known)]

    def _contracts(self, cells: Collection[str]) -> tuple[set[str], set[int]]:
        """The contracts that were ever in these cells, as far as is known, and their variations that can matter, by position."""
        ever = dict(self._views.grouped("contract", cells, replace(self._at, as_of=LATEST), going_on=False))
        open_ = self._views.grouped("contract", cells, self._at, going_on=True)
        restating = {position for kept in ever.values() for position in kept.state.restated_by}
        return set(ever), restating.union(kept.latest[VARIED] for _, kept in open_ if VARIED in kept.latest)


_OF_CONTRACTS = frozenset(CONTRACT_DECISIONS)
