"""Grounds: what a what-if is decided on, taken from what is kept of objects: only what counts from its date on is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from application.keeping.between import with_corrections
from application.keeping.kept import KEEPINGS
from application.keeping.views import KeptFold, KeptReplay
from application.moment import Moment, fold_at, without_strays
from application.posted import Posted
from application.reads import END, Reads
from application.recollection import Recollection
from application.trail import Criteria
from domain.board.rectification import DecisionRectified
from domain.boundary import Item
from domain.correction import in_order
from domain.dates import EARLIEST, days_later
from domain.decision import Recorded
from domain.ground import Ground
from domain.judgement import carried
from domain.layer import Layer
from domain.reach import RECTIFIED
from domain.registry import REGISTRARS

MOST = 2_000
"""Of more decisions that count from its date on, a what-if is decided as if nothing were kept: its boundary holds fewer."""


@dataclass(frozen=True)
class Grounds:
    """What is known at a moment's position. Every method raises Unavailable."""

    reads: Reads
    recollection: Recollection
    at: Moment

    def below(self, commands: Iterable[Posted]) -> tuple[Ground, list[Recorded]] | None:
        """A ground from before anything that the commands decide, and what counts from there on (as stored).

        None where they are better decided on their boundaries: what is kept does not tell, or too much counts later.
        """
        since = self._since(commands)
        if since is None or since <= EARLIEST:
            return None
        before = replace(self.at, as_of=days_later(since, -1))
        replay = self.reads.replay(before)
        later = self._later(since) if isinstance(replay, KeptReplay) else None
        if later is None or not isinstance(replay, KeptReplay):
            return None
        return Ground(since, Layer(_WithUnkept(replay.fold, self, before)), self._named), later

    def _since(self, commands: Iterable[Posted]) -> date | None:
        """The earliest date from which anything may count otherwise; None where it would have to be looked for."""
        dates: list[date] = []
        for command in commands:
            dates.append(command.effective_on)
            if isinstance(command.decision, DecisionRectified):
                corrected = self._corrected(command.decision.position)
                if corrected is None:
                    return None
                dates += [*corrected, command.decision.effective_on or command.effective_on]
        return min(dates)

    def _corrected(self, position: int) -> list[date] | None:
        """The dates of a decision, as it was recorded and as it counts; None where it is supposed itself, or is a correction."""
        corrections = self.reads.corrections.chains({position}, self.at.position)
        found = [self.recollection.recorded(each) for each in map(self.reads.record, {position, *corrections}) if each is not None]
        if position > self.at.position or any(each.position == position and each.type == RECTIFIED for each in found):
            return None
        return [each.effective_on for each in (*found, *in_order(found)) if each.position == position]

    def _later(self, since: date) -> list[Recorded] | None:
        """What counts from a date on, with all its corrections, as stored; None where that is too much."""
        stated = self.reads.trail(Criteria(effective_from=since), after=0, limit=MOST + 1, descending=True, at=self.at)
        if len(stated) > MOST:
            return None
        moved = self.reads.corrections.dated(days_later(since, -1), date.max, self.at.position)
        return [self.recollection.recorded(each) for each in with_corrections(self.reads, stated, moved, self.at.position)]

    def _named(self, position: int) -> Collection[str]:
        return self._irregular.get(position, ()) if position <= self.at.position else ()

    @cached_property
    def _irregular(self) -> Mapping[int, Collection[str]]:
        found = self.reads.trail(Criteria(irregular=True), after=0, limit=END, descending=False, at=self.at)
        return carried(map(self.recollection.recorded, found))

    def registered(self, tag: str, before: Moment) -> int | None:
        """Which decision registered an object by a moment, from the record."""
        registrar = REGISTRARS.get(tag.partition(":")[0])
        if registrar is None:
            return None
        known = self.reads.known(before, frozenset({Item(frozenset({registrar, RECTIFIED}), frozenset({tag}))}))
        return fold_at(before, without_strays(known)).fold.registered(tag)


class _WithUnkept(Layer):
    """What is kept, and of objects that are not kept, such as notes, whether there are any."""

    __slots__ = ("_before", "_found", "_grounds")

    def __init__(self, kept: KeptFold, grounds: Grounds, before: Moment) -> None:
        super().__init__(kept)
        self._grounds, self._before = grounds, before
        self._found: dict[str, int | None] = {}

    def registered(self, tag: str) -> int | None:
        if tag.partition(":")[0] in KEEPINGS:
            return super().registered(tag)
        if tag not in self._found:
            self._found[tag] = self._grounds.registered(tag, self._before)
        return self._found[tag]
