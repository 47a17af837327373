"""Catalogue: which record is the newest on each object, as the log signs it when an extract is asked for.

A line is `tag SP newest position`, without its line feed a leaf of a tree as in RFC 6962; lines stand in byte order. The signed
text is four lines: `<origin>/catalogue`, the number of tags, the root, and the size of the ledger that it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from application.proof.tree import Hash, inclusion_proof, leaf_hash, node_hash, root_hash, split
from application.transparency import encoded

SUFFIX = "/catalogue"
"""After the log's origin, in the first line of the catalogue's note."""


class NoSuchObject(Exception):
    """No record under the checkpoint concerns the object."""


class Catalogue(Protocol):
    """Which record is the newest on each object."""

    def newest(self, size: int) -> Iterator[tuple[str, int]]:
        """Every tag but those of commands, in byte order, with its newest position up to `size`. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A tag's line of the catalogue, in its place among `size` lines whose root is `root`."""

    text: str
    index: int
    size: int
    root: Hash
    path: tuple[Hash, ...]

    def document(self) -> dict[str, Any]:
        """`catalogue-proof.json`."""
        return {
            "line": self.text,
            "leaf_index": self.index,
            "tree_size": self.size,
            "leaf_hash": encoded(leaf_hash(self.text.encode())),
            "hashes": [encoded(each) for each in self.path],
        }


def line_of(tag: str, newest: Iterable[tuple[str, int]]) -> Line:
    """The line of a tag in a catalogue. Raises NoSuchObject."""
    leaves: list[Hash] = []
    found = None
    for each, position in newest:
        text = f"{each} {position}"
        if each == tag:
            found = (text, len(leaves))
        leaves.append(leaf_hash(text.encode()))
    if found is None:
        raise NoSuchObject(f"No decision that is sealed concerns {tag}.")
    text, index = found

    def span(low: int, high: int) -> Hash:
        if high - low == 1:
            return leaves[low]
        middle = low + split(high - low)
        return node_hash(span(low, middle), span(middle, high))

    return Line(text, index, len(leaves), span(0, len(leaves)), tuple(inclusion_proof(index, len(leaves), span)))


def catalogue_root(newest: Iterable[tuple[str, int]]) -> Hash:
    """The root over a whole catalogue: for who holds the whole ledger."""
    return root_hash(f"{tag} {position}".encode() for tag, position in newest)


def catalogue_text(origin: str, tags: int, root: Hash, size: int) -> str:
    """What is signed."""
    return f"{origin}{SUFFIX}\n{tags}\n{encoded(root)}\n{size}\n"
