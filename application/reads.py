"""Reads: what boards ask of the record, at any moment in its two times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from application.answers import Answers
from application.keeping.corrections import Corrections
from application.keeping.kept import KEEPINGS
from application.keeping.views import KeptReplay, Views
from application.moment import Moment, Replay, extent_of, replay
from application.ports import Store, Stored, Unavailable
from application.recollection import Recollection
from application.record import document_of
from application.trail import Criteria, Trail
from application.views.boroughs import BOROUGHS
from application.views.contracts import CONTRACTS, SUPPLIERS, suppliers_among, taken_over
from application.views.frameworks import FRAMEWORKS
from application.views.irregularities import irregularities
from application.views.matrix import matrix
from application.views.migrations import MIGRATIONS
from application.views.programme import AREAS, PROGRAMMES
from application.views.view import Document, View
from domain.boundary import Boundary, Item
from domain.correction import in_order
from domain.decision import Recorded
from domain.programme.programme import LEDGER
from domain.reach import RECTIFIED

VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "boroughs": BOROUGHS,
        "contracts": CONTRACTS,
        "migrations": MIGRATIONS,
        "areas": AREAS,
        "frameworks": FRAMEWORKS,
        "suppliers": SUPPLIERS,
    }
)
"""The views of objects, by the plural under which they are read."""

BRIEFLY_SECONDS = 1.0
END = 2**31 - 1
"""As many as there are."""
FEW = 100
"""Objects whose corrections are asked for together."""
REMEMBERED = 16
"""Answers that are remembered of each kind that many ask for."""
LONG = 20_000
"""Decisions that nobody waits for while they are folded."""


class Reads:
    """Safe to share between threads. Every method raises Unavailable when the store cannot answer."""

    def __init__(self, store: Store, trail: Trail, today: Callable[[], date], views: Views | None = None) -> None:
        """`views`: what is kept; without it every answer is folded from the record."""
        self.store = store
        self._views = views
        self._trail = trail
        self._today = today
        self._recollection = Recollection()
        self.corrections = Corrections(store, self._recollection)
        self._answers: Answers[list[Document]] = Answers(REMEMBERED)

    def moment(self, as_of: date | None = None, known_at: datetime | int | None = None, *, kept: bool = False) -> Moment:
        """A moment: as of today and as known now, unless a date, or a position or a moment of recording, is given.

        `kept`: for a question about many objects: where what is kept of them lags behind, and does not come to the head soon, as
        known where it stands.
        """
        head = self.store.head()
        known = self._trail.known_at(known_at) if isinstance(known_at, datetime) else known_at
        position = head if known is None else min(known, head)
        if kept and known is None and self._views is not None:
            reached = self._views.wait(position, BRIEFLY_SECONDS)
            position = position if reached is None else min(position, reached)
        return Moment(as_of or self._today(), position, head)

    def listing(self, kind: str, at: Moment, *, after: str = "", most: int | None = None) -> list[Document]:
        """Every object of a kind (a key of VIEWS), by id; or those after an id, and at most so many."""
        view = VIEWS[kind]
        found, ids = self._listed(view, at, after, most)
        if isinstance(found, KeptReplay):
            found.fold.expect([f"{view.kind}:{id_}" for id_ in ids], view.types)
        return [view.show(found, id_) for id_ in ids]

    def summaries(self, kind: str, at: Moment, *, after: str, most: int) -> list[Document]:
        """As `listing`, without the decisions on each; of a supplier's contracts those that go on."""
        view = VIEWS[kind]
        found = self.going_on(at) if view is SUPPLIERS else None
        if isinstance(found, KeptReplay):
            named = sorted(id_ for id_ in found.views.named(view.kind) if id_ > after)
            ids = suppliers_among(named, most, found, self.replay(at))
        else:
            found, ids = self._listed(view, at, after, most)
        return [view.fields(found, id_) for id_ in ids]

    def _listed(self, view: View, at: Moment, after: str, most: int | None) -> tuple[Replay, list[str]]:
        found = self.replay(at) if self._views else self._replay(view, at)
        if isinstance(found, KeptReplay) and view.kind in KEEPINGS and most is not None:
            return found, found.fold.page(view.kind, after, most)
        return found, [id_ for id_ in view.ids(found) if id_ > after][:most]

    def one(self, kind: str, id_: str, at: Moment) -> Document | None:
        """One object, or None when none of that id was registered by then."""
        view = VIEWS[kind]
        found = self._replay(view, at, f"{view.kind}:{id_}")
        return view.show(found, id_) if id_ in view.ids(found) else None

    def programme(self, at: Moment) -> Document | None:
        """The programme, or None when it had not started."""
        found = self._replay(PROGRAMMES, at)
        return PROGRAMMES.show(found, LEDGER) if PROGRAMMES.ids(found) else None

    def matrix(self, at: Moment, going_on: Replay | None = None) -> list[Document]:
        """Where every borough stands in every area. `going_on`: the replay of that name, where whoever asks has read it."""
        return self._answers.told(("matrix", at.as_of, at.position), lambda: matrix(going_on or self.going_on(at)))

    def irregularities(self, at: Moment) -> list[Document]:
        """Every decision that was recorded as irregular."""
        if self._views is None:
            return irregularities(self.replay(at).decisions)
        irregular = list(self._trail.search(Criteria(irregular=True), after=0, until=at.position, limit=END, descending=False))
        corrected = [Item(frozenset({RECTIFIED}), frozenset(_objects(stored))) for stored in irregular]
        parts = [frozenset(corrected[first : first + FEW]) for first in range(0, len(corrected), FEW)]
        corrections = [each for part in parts for each in self.known(at, part)]
        known = {each.position: each for each in (*map(self._recollection.recorded, irregular), *corrections)}
        return irregularities(each for each in in_order(known.values()) if each.effective_on <= at.as_of)

    def replay(self, at: Moment) -> Replay:
        """Everything at a moment, for whoever asks what spans objects."""
        return self._kept(at, going_on=False) or self._folded(at)

    def going_on(self, at: Moment) -> Replay:
        """As `replay`, without what is over: contracts concluded, migrations abandoned, dispensations revoked."""
        return self._kept(at, going_on=True) or self._folded(at)

    def kept(self, at: Moment) -> KeptReplay | None:
        """Everything at a moment from what is kept; None where that has not come so far. Raises Unavailable."""
        if self._views is None or (self._views.wait(at.position, BRIEFLY_SECONDS) or 0) < at.position:
            return None
        return KeptReplay(self._views, at, lambda: self._folded(at), going_on=False)

    def known(self, at: Moment, extent: Boundary | None = None) -> list[Recorded]:
        """What was known at a moment within an extent (None: everything), as recorded, whenever it counts."""
        return [self._recollection.recorded(stored) for stored in self.store.stream(extent, until=at.position)]

    def all_of_type(self, type_: str, at: Moment) -> Boundary:
        """The extent of all decisions of a type, of which there are few, with their corrections: those carry the tags of what they
        correct, and perhaps not that of an object which it concerns without naming it."""
        of_type = Item(frozenset({type_}))
        tags = {tag for each in self.known(at, frozenset({of_type})) for tag in each.tags}
        return frozenset({of_type, *(Item(frozenset({RECTIFIED}), frozenset({tag})) for tag in tags)})

    def recorded_at(self, position: int) -> datetime:
        """When the decision at a position, which must be recorded, was recorded; in UTC."""
        stored = self.record(position)
        assert stored is not None
        return datetime.fromisoformat(document_of(stored.data)["recorded_at"])

    def trail(self, criteria: Criteria, *, after: int, limit: int, descending: bool, at: Moment | None = None) -> list[Stored]:
        """A page of the audit trail. `after`: the last position of the page before; descending, the next page lies below it."""
        head = at.position if at else self.store.head()
        low, high = (0, min(after - 1, head) if after else head) if descending else (after, head)
        return self._trail.search(criteria, after=low, until=high, limit=limit, descending=descending)

    def record(self, position: int) -> Stored | None:
        """One record, or None when there is none at that position."""
        if position < 1:
            return None
        found = self.store.read(None, after=position - 1, until=position).records
        return found[0] if found else None

    def _folded(self, at: Moment) -> Replay:
        return replay(self.store, self._recollection, at, None)

    def _kept(self, at: Moment, *, going_on: bool) -> Replay | None:
        """The moment from what is kept; None where it is to be folded from the record, which is read in a second or two."""
        if self._views is None:
            return None
        reached = self._views.wait(at.position, BRIEFLY_SECONDS)
        if reached is not None and reached >= at.position:
            return KeptReplay(self._views, at, lambda: self._folded(at), going_on=going_on)
        if at.position - (reached or 0) > LONG:
            raise Unavailable(f"What is kept of objects has come to position {reached or 0}, not yet to {at.position}. Ask later.")
        return None

    def _replay(self, view: View, at: Moment, tag: str | None = None) -> Replay:
        extent = extent_of(view.types, tag)
        if view is BOROUGHS and tag:
            extent |= self.all_of_type("PrinciplesAdopted", at)
        if view is MIGRATIONS and tag:
            extent |= self.all_of_type("BoroughWithdrew", at)
        if view is SUPPLIERS and tag:
            extent |= taken_over(self.known(at, frozenset({Item(frozenset({"ContractNovated"}), frozenset({tag}))})))
        return replay(self.store, self._recollection, at, extent)


def _objects(stored: Stored) -> Iterator[str]:
    """The tags of the objects that a decision concerns."""
    return (tag for tag in stored.tags if not tag.startswith("command:"))
