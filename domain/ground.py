"""Ground: what a judgement stands on without reading it decision by decision."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from domain.correction import in_order
from domain.decision import Recorded
from domain.fold import Fold
from domain.registry import folded

Named = Callable[[int], Collection[str]]
"""The codes of the rules that irregular records name as broken by the decision at a position: by itself, or as upset."""


def _nothing_named(position: int) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What need not be read of the past: the fold of all that counts before a date, and what irregular records among that name.

    What a verdict needs from before that date it finds there.
    """

    since: date = date.min
    fold: Fold = field(default_factory=Fold)
    named: Named = _nothing_named

    def later(self, past: Iterable[Recorded]) -> list[Recorded]:
        """What of a past (as stored, in any order) counts on that date or later, as it counts."""
        found = in_order(past)
        return found[bisect_left(found, self.since, key=lambda recorded: recorded.effective_on) :]

    def folded(self, later: Iterable[Recorded]) -> Fold:
        """The fold of everything up to the last of these, which count on that date or later."""
        return folded(later, self.fold.copy())


NOTHING = Ground()
"""Nothing is known but what is read."""
