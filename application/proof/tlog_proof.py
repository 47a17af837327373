"""The offline proof of one record: one file that a third party can check without us. Source: C2SP tlog-proof (draft)."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass

from application.proof.keys import decode
from application.proof.tree import HASH_BYTES, Hash

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PATH = 63
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class TlogProofInvalid(Exception):
    """The text is no proof of this form."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """`index`: position - 1. `path`: the leaf's side first. `checkpoint`: the signed note. `extra`: here, the record's bytes."""

    index: int
    path: tuple[Hash, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {b64encode(self.extra).decode()}")
        lines += [f"index {self.index}", *(b64encode(each).decode() for each in self.path), "", ""]
        return "\n".join(lines) + self.checkpoint


def parse_tlog_proof(text: str) -> TlogProof:
    """Raises TlogProofInvalid."""
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or not checkpoint or lines.pop(0) != HEADER:
        raise TlogProofInvalid(f"a proof begins with {HEADER} and ends with a checkpoint")
    try:
        extra = decode(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
        index = _INDEX.fullmatch(lines.pop(0)) if lines else None
        path = tuple(decode(line) for line in lines)
    except ValueError as fault:
        raise TlogProofInvalid(str(fault)) from None
    if index is None or int(index[1]) >= 2**63 or len(path) > MAX_PATH or any(len(each) != HASH_BYTES for each in path):
        raise TlogProofInvalid(f"a proof gives the index, and at most {MAX_PATH} hashes of 32 bytes")
    return TlogProof(int(index[1]), path, checkpoint, extra)
