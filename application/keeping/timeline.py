"""Timelines: the versions of one object in both times, from its decisions alone.

A version is what is kept of an object after the decision at a place (the date from which it counts, and its position), as it was
known from one position until another. As of a date and known at a position, an object is its version of the greatest place by that
date among those known then. A decision that counts after all others on its object adds a version, and no more; one that is entered
late, and a correction, end those that they make untrue and add what is true instead.

Each decision on the object makes a version, though it may change nothing: so the newest version tells what is late. Those that
count for it from elsewhere make one where they change something.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date
from itertools import islice, takewhile
from typing import Any

import msgspec

from application.keeping.kept import Keeping, Kept, is_over
from domain.board.rectification import DecisionRectified
from domain.correction import in_order
from domain.decision import Recorded
from domain.fold import Fold
from domain.registry import BY_TYPE, registered_tag

Place = tuple[date, int]
THE_END: Place = (date.max, 2**63 - 1)
FOR_EVER = 2**63 - 1
"""Until when what is true is known."""


class Version(msgspec.Struct):
    """`kept` after the decision at a place, known from the position `known_from` to the one before `known_to`."""

    id: str
    effective_on: date
    position: int
    known_from: int
    known_to: int
    kept: Kept[Any]

    @property
    def place(self) -> Place:
        return (self.effective_on, self.position)


class Part(Fold):
    """The fold of one object, which can go on from what was kept of it. `latest`: as in `Kept`."""

    __slots__ = ("id", "keeping", "latest", "tag")

    def __init__(self, keeping: Keeping, id_: str, kept: Kept[Any] | None = None, context: Iterable[Recorded] = ()) -> None:
        """`context`: as in `Keeping`, those that count before what is to be taken, as they count."""
        super().__init__()
        self.keeping = keeping
        self.id = id_
        self.tag = keeping.tag(id_)
        self.latest: dict[str, int] = {}
        if kept is not None:
            self._go_on_from(kept)
        for recorded in context:
            BY_TYPE[recorded.type].effect(self, recorded.decision, recorded)

    def take(self, recorded: Recorded) -> None:
        """Apply one more decision."""
        type_ = type(recorded.decision).__name__
        kind = BY_TYPE[type_]
        if kind.registers is not None and (tag := registered_tag(kind, recorded.decision)) is not None:
            self.register(tag, recorded.position)
        kind.effect(self, recorded.decision, recorded)
        if type_ in self.keeping.noted and self.tag in recorded.tags:
            self.latest = {**self.latest, type_: recorded.position}

    def kept(self) -> Kept[Any] | None:
        """What is to be kept of the object now."""
        return self.keeping.taken(self, self.id, self.tag, self.latest)

    def _go_on_from(self, kept: Kept[Any]) -> None:
        for kind, id_, state in self.keeping.given(self.id, kept):
            self.put(kind, id_, state)
        if kept.registered is not None:
            self.register(self.tag, kept.registered)
        self.latest = kept.latest


def line_of(part: Part, decisions: Iterable[Recorded]) -> list[tuple[Place, Kept[Any]]]:
    """What is true of an object as further decisions are taken into its part, as they count: the place and what is kept of each
    version."""
    line: list[tuple[Place, Kept[Any]]] = []
    own = part.keeping.writes
    for recorded in decisions:
        is_own = type(recorded.decision).__name__ in own
        before = None if is_own else part.kept()
        part.take(recorded)
        kept = part.kept()
        if kept is not None and (is_own or kept != before):
            line.append((recorded.place, kept))
    return line


def revised(id_: str, current: list[Version], line: Iterable[tuple[Place, Kept[Any]]], position: int) -> list[Version]:
    """End those of the versions that a decision at `position` makes untrue, in place; give what is true instead."""
    true = dict(line)
    for version in current:
        if true.get(version.place) == version.kept:
            del true[version.place]
        else:
            version.known_to = position
    return [Version(id_, on, at, position, FOR_EVER, kept) for (on, at), kept in true.items()]


class Timeline:
    """The versions of one object, as its decisions are added in the order of recording: its own, and those of `elsewhere` and
    `context`, each with its corrections."""

    def __init__(self, keeping: Keeping, id_: str) -> None:
        self._keeping = keeping
        self._id = id_
        self._part = Part(keeping, id_)
        self._known: dict[int, Recorded] = {}
        self._chains: dict[int, list[Recorded]] = {}  # by the position of what is corrected first
        self._counting: list[Recorded] = []  # as they count so far
        self._current: list[Version] = []
        self.ended: list[Version] = []

    @property
    def versions(self) -> list[Version]:
        """All so far."""
        return [*self.ended, *self._current]

    def over_since(self) -> tuple[date, int] | None:
        """The date from which the object is over, and the position from which on that is known; None when it is not over."""
        run = list(takewhile(lambda version: is_over(self._keeping.kind, version.kept), reversed(self._current)))
        if not run:
            return None
        since = run[-1].place
        untrue = (version.known_to for version in self.ended if version.place >= since)
        return since[0], max(*(version.known_from for version in run), *untrue, 0)

    def add(self, recorded: Recorded) -> None:
        """Take one more decision."""
        self._known[recorded.position] = recorded
        if isinstance(recorded.decision, DecisionRectified):
            self._correct(recorded)
        elif self._counting and recorded.place < self._counting[-1].place:
            insort(self._counting, recorded, key=_place)
            self._revise(recorded.place, self._until(recorded, recorded.place), recorded.position)
        else:
            self._counting.append(recorded)
            for (on, at), kept in line_of(self._part, (recorded,)):
                self._current.append(Version(self._id, on, at, at, FOR_EVER, kept))

    def _correct(self, correction: Recorded) -> None:
        root: Recorded | None = correction
        while root is not None and isinstance(root.decision, DecisionRectified):
            root = self._known.get(root.decision.position)
        if root is None:  # of a decision that is no part of this object
            return
        chain = self._chains.setdefault(root.position, [root])
        was = next(each for each in in_order(chain) if each.position == root.position)
        chain.append(correction)
        becomes = next(each for each in in_order(chain) if each.position == root.position)
        del self._counting[bisect_left(self._counting, was.place, key=_place)]
        insort(self._counting, becomes, key=_place)
        until = self._until(root, max(was.place, becomes.place))
        self._revise(min(was.place, becomes.place), until, correction.position)

    def _until(self, decided: Recorded, place: Place) -> Place:
        """The last place at which a decision tells: of context, every later one is read against it."""
        return THE_END if decided.type in self._keeping.context else place

    def _revise(self, since: Place, until: Place, position: int) -> None:
        """Fold anew from a place on. `until`: the last place at which something else may be decided than before."""
        first, end = bisect_left(self._current, since, key=_place), len(self._current)
        part = self._part_before(since, self._current[first - 1].kept if first else None)
        line: list[tuple[Place, Kept[Any]]] = []
        for recorded in islice(self._counting, bisect_left(self._counting, since, key=_place), None):
            new = line_of(part, (recorded,))
            if new and recorded.place > until and self._is_as_before(*new[0]):
                # So is all that comes after, for nothing but this state goes into it.
                end = bisect_left(self._current, recorded.place, key=_place)
                part = self._part_before(None, self._current[-1].kept)
                break
            line += new
        self._part = part
        touched = self._current[first:end]
        new_versions = revised(self._id, touched, line, position)
        self.ended += [version for version in touched if version.known_to == position]
        stay = [version for version in touched if version.known_to != position]
        self._current[first:end] = sorted([*stay, *new_versions], key=_place)

    def _is_as_before(self, place: Place, kept: Kept[Any]) -> bool:
        at = bisect_left(self._current, place, key=_place)
        return at < len(self._current) and self._current[at].place == place and self._current[at].kept == kept

    def _part_before(self, place: Place | None, kept: Kept[Any] | None) -> Part:
        """The fold as it stood before a place (None: at the end), where this was kept."""
        context = self._keeping.context
        far = (each for each in self._counting if each.type in context and (place is None or each.place < place)) if context else ()
        return Part(self._keeping, self._id, kept, far)


def _place(at: Recorded | Version) -> Place:
    return at.place
