"""Moment: the two times of a reading: as of a date, as known at a position."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from application.ports import Store
from application.recollection import Recollection
from domain.board.rectification import DecisionRectified
from domain.boundary import Boundary, Item
from domain.correction import in_order
from domain.decision import Recorded
from domain.fold import Fold
from domain.reach import RECTIFIED
from domain.registry import apply


@dataclass(frozen=True, slots=True)
class Moment:
    """`as_of`: what counts from then or before. `position`: the newest decision that was known. `head`: the newest there is."""

    as_of: date
    position: int
    head: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The state of things at a moment, and the decisions that made it so, as they count and in their order.

    `ahead`: those that are known as well, and count later.
    """

    moment: Moment
    decisions: Sequence[Recorded]
    fold: Fold
    ahead: Sequence[Recorded] = ()

    def on(self, position: int) -> date:
        """The date from which the decision at a position counts."""
        return self.dates({position})[position]

    def dates(self, positions: Collection[int]) -> Mapping[int, date]:
        """The dates from which the decisions at these positions count."""
        return {recorded.position: recorded.effective_on for recorded in self.decisions if recorded.position in positions}


def replay(store: Store, recollection: Recollection, moment: Moment, extent: Boundary | None) -> Replay:
    """Fold what lies within `extent` (None: everything), was known at the moment's position, and counted by its date.

    Work grows with what is read. Raises Unavailable.
    """
    known = (recollection.recorded(stored) for stored in store.stream(extent, until=moment.position))
    return fold_at(moment, without_strays(known))


def without_strays(known: Iterable[Recorded]) -> Iterator[Recorded]:
    """What was read (by position), without corrections of what was not.

    A correction names all that the corrected decision names, so those of a contract lie within the extent of its borough too, which
    no contract makes what it is.
    """
    read: set[int] = set()
    for recorded in known:
        if not isinstance(recorded.decision, DecisionRectified) or recorded.decision.position in read:
            read.add(recorded.position)
            yield recorded


def fold_at(moment: Moment, known: Iterable[Recorded]) -> Replay:
    """Fold what was known (as stored, in any order) as of the moment's date."""
    everything = in_order(known)
    counting = bisect_right(everything, moment.as_of, key=lambda recorded: recorded.effective_on)
    decisions, ahead = tuple(everything[:counting]), tuple(everything[counting:])
    fold = Fold()
    for recorded in decisions:
        apply(fold, recorded)
    return Replay(moment, decisions, fold, ahead)


def extent_of(types: Iterable[str], tag: str | None) -> Boundary:
    """The decisions of these types, on one object or on all, with their corrections."""
    return frozenset({Item(frozenset({*types, RECTIFIED}), frozenset({tag} if tag else ()))})
