"""Checkpoints: origin, size and root of the tree, as a log signs them. Source: C2SP tlog-checkpoint."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass

from application.proof.keys import decode
from application.proof.tree import EMPTY_ROOT, HASH_BYTES, Hash

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class CheckpointInvalid(Exception):
    """The text is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`extensions`: lines that other logs may add; ours has none."""

    origin: str
    size: int
    root: Hash
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Raises CheckpointInvalid."""
    checkpoint = claimed_checkpoint(text)
    if not is_possible(checkpoint):
        raise CheckpointInvalid("an empty log has the empty root")
    return checkpoint


def is_possible(checkpoint: Checkpoint) -> bool:
    """Whether there is a tree of that size with that root, as far as can be told without its leaves."""
    return checkpoint.size > 0 or checkpoint.root == EMPTY_ROOT


def claimed_checkpoint(text: str) -> Checkpoint:
    """What the text says, though it be impossible: a witness keeps it as evidence. Raises CheckpointInvalid."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] != "":
        raise CheckpointInvalid("a checkpoint has a line each of origin, size and root")
    origin, size, root, *extensions = lines[:-1]
    if not origin or not _SIZE.fullmatch(size) or int(size) >= 2**63 or not all(extensions):
        raise CheckpointInvalid("a checkpoint names its origin and its size, and no line of it is empty")
    try:
        hash_ = decode(root)
    except ValueError:
        raise CheckpointInvalid("the root is not base64") from None
    if len(hash_) != HASH_BYTES:
        raise CheckpointInvalid("the root has 32 bytes")
    return Checkpoint(origin, int(size), hash_, tuple(extensions))
