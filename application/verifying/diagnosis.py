"""Diagnosis: what was done to a record whose root is wrong, and between which positions, as closely as the record itself shows.

Two kinds of evidence. The links: each record names the position before it by tag, so that a record that is gone or too many shifts
all that name later ones. And the root that was signed: where undoing a change gives that root again, the change is proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice

from application.proof.tree import Edge, Hash
from application.verifying.finding import Finding, Wrong, places
from application.verifying.stretch import Mismatch

MAX_LINES = 20_000
"""Of a longer part nothing is tried out."""
MAX_HASHES = 3_000_000
"""So much is spent on trying out."""
MAX_SUSPECTS = 60


@dataclass(frozen=True, slots=True)
class Case:
    """`good`: the size of the newest tree that is as it was signed, and `edge` its complete subtrees. `roots`: what was signed of
    larger ones, by size; the first is not as it was signed, or there are not so many records. `signed`: the greatest size that was
    signed; `size`: how many lines there are. `leaves`: the hashes of the lines after `good`, where they are few. `mismatches`: of
    lines after `good`, in order. `confirmed`: the greatest position that a later record rightly names.
    """

    good: int
    edge: Sequence[Hash]
    roots: Mapping[int, Hash]
    signed: int
    size: int
    leaves: Sequence[Hash]
    mismatches: Sequence[Mismatch]
    malformed: Sequence[int]
    repeated: Sequence[tuple[int, int]]
    confirmed: int

    @property
    def bad(self) -> int:
        """The size of the first tree that is not as it was signed."""
        return min(self.roots)


def diagnose(case: Case) -> Finding:
    """What was most probably done; certain where the sentence says that it is proven."""
    certain = [_added_for_certain, _reordered_for_certain]
    if case.size <= case.signed:
        certain.reverse()  # both may fit where little was signed after the change; then the number of lines tells
    for look in (*certain, _unreadable, _lost, _too_many, _one_altered):
        finding = look(case)
        if finding is not None:
            return finding
    return _somewhere(case)


def _between(case: Case) -> str:
    signed = f"the {case.good} records before are as they were signed" if case.good else "no seal before it holds"
    return f"{signed}, those up to {case.bad} are not"


def _tries(case: Case) -> int:
    return MAX_HASHES // (2 * len(case.leaves) + 1) if case.leaves else 0


def _gives_roots(case: Case, leaves: Sequence[Hash]) -> bool:
    """Whether the good records and these give what was signed: at the first size, and at the last that they reach."""
    sizes = [size for size in case.roots if size - case.good <= len(leaves)]
    if not sizes:
        return False
    edge = Edge(case.good, case.edge)
    for size in sorted({min(sizes), max(sizes)}):
        for leaf in leaves[edge.size - case.good : size - case.good]:
            edge.append(leaf)
        if edge.root() != case.roots[size]:
            return False
    return True


def _added_for_certain(case: Case) -> Finding | None:
    """The line without which the root is right again."""
    suspects = dict.fromkeys((*_suspects(case), *(range(case.good + 1, case.bad + 2))))
    for position in islice(suspects, _tries(case)):
        at = position - case.good - 1
        if 0 <= at < len(case.leaves) and _gives_roots(case, [*case.leaves[:at], *case.leaves[at + 1 :]]):
            sentence = f"A record was added at position {position}: without it, the first {case.bad} are as they were signed."
            return Finding(Wrong.ADDED, sentence, position)
    return None


def _reordered_for_certain(case: Case) -> Finding | None:
    """Two lines that, the other way round, or one moved to the other's place, give the root again."""
    for first, last in islice(_pairs(case), _tries(case) // 3):
        low, high = first - case.good - 1, last - case.good - 1
        leaves = case.leaves
        swapped = [*leaves[:low], leaves[high], *leaves[low + 1 : high], leaves[low], *leaves[high + 1 :]]
        earlier = [*leaves[:low], leaves[high], *leaves[low:high], *leaves[high + 1 :]]
        later = [*leaves[:low], *leaves[low + 1 : high + 1], leaves[low], *leaves[high + 1 :]]
        if any(_gives_roots(case, each) for each in (swapped, earlier, later)):
            sentence = f"Records were put in another order, {places(first, last)}: set right, they are as they were signed."
            return Finding(Wrong.REORDERED, sentence, first, last)
    return None


def _pairs(case: Case) -> Iterator[tuple[int, int]]:
    top = case.good + len(case.leaves)
    suspects = sorted(each for each in _suspects(case) if case.good < each <= top)
    neighbours = ((each, each + 1) for each in range(case.good + 1, min(case.bad + 1, top)))
    yield from chain(combinations(suspects, 2), neighbours, combinations(range(case.good + 1, top + 1), 2))


def _suspects(case: Case) -> list[int]:
    """Lines that the evidence names, the likeliest first."""
    named = [each for pair in case.repeated for each in pair]
    linked = [[each.named for each in case.mismatches], [each.found for each in case.mismatches]]
    for positions in linked:
        later = [each for each in positions if each > case.good]
        named += [end + by for end in (min(later), max(later)) for by in (0, -1, 1)] if later else []
    for mismatch in case.mismatches[:MAX_SUSPECTS]:
        named += [mismatch.position, mismatch.named, mismatch.found]
    named += case.malformed
    return list(dict.fromkeys(each for each in named if each > case.good))[:MAX_SUSPECTS]


def _unreadable(case: Case) -> Finding | None:
    """Lines that are no records: what was done to them shows."""
    lines = [position for position in case.malformed if case.good < position]
    if not lines:
        return None
    sentence = f"What stands at {places(lines[0], lines[-1])} is not what was recorded: {_between(case)}."
    return Finding(Wrong.ALTERED, sentence, lines[0], lines[-1])


def _lost(case: Case) -> Finding | None:
    """All that name a record after some place name it too high: there a record is gone."""
    found = case.mismatches
    if not found or not all(each.named > each.found for each in found):
        return None
    lowest = min(each.named for each in found)
    if lowest <= case.confirmed or not (case.size < case.signed or len(found) > 1):
        return None
    if case.size >= case.signed and _common(found):
        return None  # one record that is named in vain, and nothing shifted: it was changed
    first, last = max(case.good, case.confirmed) + 1, min(lowest, found[0].position)
    sentence = f"A record is missing, {places(first, last)}: those after it name positions that are higher than they now stand at."
    return Finding(Wrong.MISSING, sentence, first, last)


def _too_many(case: Case) -> Finding | None:
    """All that name a record after some place name it too low: there a record is too many."""
    own = found[0].position if (found := case.mismatches) else 0
    others = [each for each in found if each.position != own]
    for rest in (found, others):
        if len(rest) < 2 or not all(each.named < each.found for each in rest):
            continue
        lowest = min(each.found for each in rest)
        if lowest > case.confirmed and (case.size > case.signed or not _common(rest)):
            first, last = max(case.good, case.confirmed) + 1, min(lowest, own)
            sentence = f"A record was added, {places(first, last)}: those after it name positions lower than they now stand at."
            return Finding(Wrong.ADDED, sentence, first, last)
    return None


def _common(mismatches: Sequence[Mismatch]) -> set[int]:
    """The positions that all of these are about."""
    return set.intersection(*({each.position, each.named, each.found} for each in mismatches))


def _one_altered(case: Case) -> Finding | None:
    """One record that all false links lead to or from."""
    if not case.mismatches:
        return None
    common = sorted(each for each in _common(case.mismatches) if case.good < each <= case.bad)
    if not common:
        return None
    sentence = (
        f"The record at {places(common[0], common[-1])} was altered: what it and others name does not agree; {_between(case)}."
    )
    return Finding(Wrong.ALTERED, sentence, common[0], common[-1])


def _somewhere(case: Case) -> Finding:
    """The tree alone tells: something between two seals."""
    first, last = case.good + 1, min(case.bad, max(case.size, case.good + 1))
    return Finding(Wrong.ALTERED, f"Something was altered, {places(first, last)}: {_between(case)}.", first, last)
