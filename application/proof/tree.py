"""The Merkle tree over the record: leaf i is the record at position i + 1.

Source: RFC 6962, section 2.1. Leaves are prefixed 00 and nodes 01; n > 1 leaves split at the largest power of two below n. No leaf
is doubled and none padded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Hash = bytes
"""32 bytes of SHA-256."""
HASH_BYTES = 32
EMPTY_ROOT: Hash = sha256().digest()
Span = Callable[[int, int], Hash]
"""span(low, high): the root over leaves low to high - 1."""


class ProofInvalid(Exception):
    """The proof does not show what it claims to show."""


def leaf_hash(record: bytes) -> Hash:
    """The hash of a leaf, from the record's stored bytes."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def root_hash(records: Iterable[bytes]) -> Hash:
    """The root over all records, in order. Memory grows with the logarithm of their number."""
    edge = Edge()
    for record in records:
        edge.append(leaf_hash(record))
    return edge.root()


class Edge:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first. All that appending needs."""

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[Hash] = ()) -> None:
        """`hashes`: the roots of the complete subtrees that a tree of `size` leaves consists of, from left to right."""
        if len(hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(hashes)}")
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf: Hash) -> None:
        """One more leaf: one node hash on average."""
        hashes, size = self._hashes, self.size
        while size & 1:
            leaf = node_hash(hashes.pop(), leaf)
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def root(self) -> Hash:
        """The root over all leaves so far."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = node_hash(left, root)
        return root

    def hashes(self) -> tuple[Hash, ...]:
        return tuple(self._hashes)


def inclusion_proof(index: int, size: int, span: Span) -> list[Hash]:
    """The path from leaf `index` to the root over `size` leaves, the leaf's side first. Raises IndexError."""
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} leaves has no leaf {index}")
    path: list[Hash] = []

    def climb(low: int, high: int) -> None:
        if high - low == 1:
            return
        middle = low + split(high - low)
        if index < middle:
            climb(low, middle)
            path.append(span(middle, high))
        else:
            climb(middle, high)
            path.append(span(low, middle))

    climb(0, size)
    return path


def consistency_proof(old: int, new: int, span: Span) -> list[Hash]:
    """What shows that the tree of `new` leaves begins with that of `old`, 0 < old <= new. Raises IndexError."""
    if not 0 < old <= new:
        raise IndexError(f"no tree of {new} leaves begins with one of {old}")
    path: list[Hash] = []

    def fold(low: int, high: int, whole: bool) -> None:
        if old == high:
            if not whole:
                path.append(span(low, high))
            return
        middle = low + split(high - low)
        if old <= middle:
            fold(low, middle, whole)
            path.append(span(middle, high))
        else:
            fold(middle, high, False)
            path.append(span(low, middle))

    fold(0, new, True)
    return path


def verify_inclusion(index: int, size: int, leaf: Hash, path: Sequence[Hash], root: Hash) -> None:
    """Raises ProofInvalid unless `path` leads from the leaf at `index` to the root over `size` leaves."""
    _require_hashes([leaf, root, *path])
    if not 0 <= index < size < 2**63:
        raise ProofInvalid(f"a tree of {size} leaves has no leaf {index}")
    unused = list(path)

    def climb(at: int, of: int) -> Hash:
        if of == 1:
            return leaf
        side, half = _last(unused), split(of)
        return node_hash(climb(at, half), side) if at < half else node_hash(side, climb(at - half, of - half))

    if climb(index, size) != root or unused:
        raise ProofInvalid("the path does not lead from this leaf to this root")


def verify_consistency(old: int, new: int, old_root: Hash, new_root: Hash, path: Sequence[Hash]) -> None:
    """Raises ProofInvalid unless `path` shows that the tree of `new` leaves begins with that of `old`; 0 < old <= new."""
    _require_hashes([old_root, new_root, *path])
    if not 0 < old <= new < 2**63:
        raise ProofInvalid(f"no tree of {new} leaves is shown to begin with one of {old}")
    unused = list(path)

    def fold(part: int, of: int, whole: bool) -> tuple[Hash, Hash]:
        if part == of:
            same = old_root if whole else _last(unused)
            return same, same
        side, half = _last(unused), split(of)
        if part <= half:
            before, after = fold(part, half, whole)
            return before, node_hash(after, side)
        before, after = fold(part - half, of - half, False)
        return node_hash(side, before), node_hash(side, after)

    if fold(old, new, True) != (old_root, new_root) or unused:
        raise ProofInvalid("the newer tree does not begin with the older one")


def _last(unused: list[Hash]) -> Hash:
    if not unused:
        raise ProofInvalid("the proof is too short")
    return unused.pop()


def _require_hashes(hashes: Iterable[Hash]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofInvalid("every hash has 32 bytes")
