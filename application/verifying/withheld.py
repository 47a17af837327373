"""Withheld records: a line that stands for a record whose text may not be shown, and keeps its place and its leaf hash.

The proof holds without the text, since the tree is made of hashes. What the record said cannot be checked, and a report says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from application.proof.keys import decode
from application.proof.tree import HASH_BYTES, Hash, leaf_hash

MARK = b'"withheld":true'
"""In every withheld line; a line with it need not be one."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """`shown`: what the line still says of the record."""

    position: int
    leaf: Hash
    shown: dict[str, Any]


def read_withheld(line: bytes) -> Withheld | None:
    """None when the line is a record, or nothing at all."""
    if MARK not in line:
        return None
    try:
        shown = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return withheld(shown)


def withheld(shown: Any) -> Withheld | None:
    """The same, of a line that is read."""
    if type(shown) is not dict or shown.get("withheld") is not True:
        return None
    position, leaf = shown.get("position"), shown.get("leaf_hash")
    if type(position) is not int or type(leaf) is not str:
        return None
    try:
        hash_ = decode(leaf)
    except ValueError:
        return None
    return Withheld(position, hash_, shown) if len(hash_) == HASH_BYTES else None


def leaf_of(line: bytes) -> Hash:
    """The leaf's hash: of the line, or the one that a withheld line names."""
    hidden = read_withheld(line)
    return leaf_hash(line) if hidden is None else hidden.leaf
