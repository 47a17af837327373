"""The whole record, put together from its stretches: the root at every size that was signed, and what goes across stretches."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from application.proof.tree import EMPTY_ROOT, Edge, Hash, node_hash
from application.verifying.finding import Finding, Wrong
from application.verifying.index import Index
from application.verifying.stretch import LINES, MAX_LISTED, NO_ID, Mismatch, Passed, Times, falling

IDS_AT_ONCE = 8
"""Ids are compared in so many parts, so that not all of them are held as objects at once."""


@dataclass
class Whole:
    """`size`: how many lines there are. `newest`: by tag, the last position with it. `confirmed`: see `Passed`."""

    size: int = 0
    newest: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)
    malformed: list[int] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)
    confirmed: int = 0
    times: list[Times] = field(default_factory=list)
    last_time: tuple[str, int] | None = None
    index: Index = field(default_factory=Index)
    _edge: Edge = field(default_factory=Edge)
    _rest: tuple[Hash, ...] = ()
    _ids: array[int] = field(default_factory=lambda: array("Q"))
    _blind: set[int] = field(default_factory=set)

    def take(self, passed: Passed, offset: int) -> dict[int, tuple[Hash, ...]]:
        """Take the next stretch, which begins at this offset of the source.

        Gives, for each tree that was asked for, the roots of its complete subtrees, largest first.
        """
        before = self._edge.hashes()
        parts = {size: (*before, *subtrees) for size, subtrees in passed.parts.items()}
        self.size += passed.count
        if passed.count == LINES:
            self._edge.append(passed.subtrees[0])
        else:
            self._rest = passed.subtrees
        self._link(passed)
        self._take_times(passed)
        self._ids.extend(passed.ids)
        self.index.extend(passed.index, offset)
        self.findings += passed.findings
        self.malformed += passed.malformed
        self.withheld += passed.withheld
        return parts

    def root(self) -> Hash:
        """The root over all lines."""
        return root_of((*self._edge.hashes(), *self._rest))

    def repeated(self) -> list[tuple[int, int]]:
        """Pairs of positions whose records seem to have one id: the first with it, and a later one."""
        pairs: list[tuple[int, int]] = []
        for part in range(IDS_AT_ONCE):
            ids = [id_ for id_ in self._ids if id_ % IDS_AT_ONCE == part]
            if len(set(ids)) != len(ids):
                pairs += self._repeated_among({id_ for id_ in ids if id_ != NO_ID})
        return sorted(pairs)[:MAX_LISTED]

    def _repeated_among(self, ids: set[int]) -> Iterable[tuple[int, int]]:
        seen: dict[int, int] = {}
        for position, id_ in enumerate(self._ids, start=1):
            if id_ in ids and (first := seen.setdefault(id_, position)) != position:
                yield first, position

    def _link(self, passed: Passed) -> None:
        self._blind.update(passed.blind)
        mismatches = passed.mismatches
        for tag, (position, named) in passed.heads.items():
            found = self.newest.get(tag, 0)
            if found != named:
                mismatches.append(Mismatch(position, tag, named, found))
            elif found > self.confirmed:
                self.confirmed = found
        self.newest.update(passed.tails)
        self.confirmed = max(self.confirmed, passed.confirmed)
        # What a line without tags concerns is not known: that a later one names it is no fault that could be seen.
        seen = [each for each in mismatches if each.named not in self._blind or each.named < each.found]
        self.mismatches += seen[: max(0, MAX_LISTED - len(self.mismatches))]

    def _take_times(self, passed: Passed) -> None:
        first = passed.first_time
        if first is not None and self.last_time is not None and first[0] < self.last_time[0]:
            self.findings.append(falling(first[1], first[0], self.last_time))
        if passed.last_time is not None and (self.last_time is None or passed.last_time[0] >= self.last_time[0]):
            self.last_time = passed.last_time
        self.times += passed.times


def chain_finding(mismatch: Mismatch) -> Finding:
    """A link that the log itself signed, and that is false."""
    before = f"position {mismatch.found}" if mismatch.found else "none"
    named = f"position {mismatch.named}" if mismatch.named else "none"
    sentence = f"Position {mismatch.position} names {named} as the one before it on {mismatch.tag}; it is {before}."
    return Finding(Wrong.CHAIN, sentence, mismatch.position)


def root_of(subtrees: Sequence[Hash]) -> Hash:
    """The root over complete subtrees, largest first."""
    if not subtrees:
        return EMPTY_ROOT
    *lefts, root = subtrees
    for left in reversed(lefts):
        root = node_hash(left, root)
    return root
