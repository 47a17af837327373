"""Diagnosis: what was done to a record whose root is wrong, and between which positions, as closely as the record itself shows.

Two kinds of evidence. The links: each record names the position before it by tag, so that a record that is gone or too many shifts
all that name later ones. And the root that was signed: where undoing a change gives that root again, the change is proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

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
    """`good`: the size of the newest tree that is as it was signed, and `edge` its complete subtrees. `bad`: the size of the first
    that is not, and `root` what was signed. `signed`: the greatest size that was signed; `size`: how many lines there are.
    `leaves`: the hashes of the lines after `good`, where they are few. `mismatches`: of lines after `good`, in order.
    `confirmed`: the greatest position that a later record rightly names.
    """

    good: int
    edge: Sequence[Hash]
    bad: int
    root: Hash
    signed: int
    size: int
    leaves: Sequence[Hash]
    mismatches: Sequence[Mismatch]
    malformed: Sequence[int]
    repeated: Sequence[tuple[int, int]]
    confirmed: int


def diagnose(case: Case) -> Finding:
    """What was most probably done; certain where the sentence says that it is proven."""
    for look in (_added_for_certain, _unreadable, _reordered_for_certain, _lost, _too_many, _one_altered):
        finding = look(case)
        if finding is not None:
            return finding
    return _somewhere(case)


def _between(case: Case) -> str:
    signed = f"the {case.good} records before are as they were signed" if case.good else "no seal before it holds"
    return f"{signed}, those up to {case.bad} are not"


def _tries(case: Case) -> int:
    return MAX_HASHES // (2 * len(case.leaves) + 1) if case.leaves else 0


def _gives_root(case: Case, leaves: Sequence[Hash]) -> bool:
    """Whether the tree of the good records and these is the one that was signed."""
    if len(leaves) < case.bad - case.good:
        return False
    edge = Edge(case.good, case.edge)
    for leaf in leaves[: case.bad - case.good]:
        edge.append(leaf)
    return edge.root() == case.root


def _added_for_certain(case: Case) -> Finding | None:
    """The line without which the root is right again."""
    suspects = dict.fromkeys((*_suspects(case), *(range(case.good + 1, case.bad + 2))))
    for position in islice(suspects, _tries(case)):
        at = position - case.good - 1
        if 0 <= at < len(case.leaves) and _gives_root(case, [*case.leaves[:at], *case.leaves[at + 1 :]]):
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
        if any(_gives_root(case, each) for each in (swapped, earlier, later)):
            sentence = f"Records were put in another order, {places(first, last)}: set right, they are as they were signed."
            return Finding(Wrong.REORDERED, sentence, first, last)
    return None


def _pairs(case: Case) -> Iterator[tuple[int, int]]:
    top = min(case.bad, case.good + len(case.leaves))
    suspects = sorted(each for each in _suspects(case) if case.good < each <= top)
    tried = set()
    neighbours = ((each, each + 1) for each in range(case.good + 1, top))
    for pair in (*combinations(suspects, 2), *neighbours):
        if pair not in tried:
            tried.add(pair)
            yield pair


def _suspects(case: Case) -> list[int]:
    """Lines that the evidence names, the likeliest first."""
    named = [each for pair in case.repeated for each in pair]
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
