"""What a log asks of a witness: to cosign a checkpoint that goes on from the one it holds. Source: C2SP tlog-witness."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from application.proof.keys import decode
from application.proof.note import Note, NoteInvalid, parse_note
from application.proof.tree import HASH_BYTES, Hash, ProofInvalid

MAX_PROOF = 63
MAX_BYTES = 65_536
_OLD = re.compile(rb"old (0|[1-9][0-9]{0,18})")


class AddCheckpointInvalid(Exception):
    """The body is not of this form."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """`old`: the size that the witness is thought to hold. `proof`: the lines that show consistency with it, as they were sent."""

    old: int
    proof: tuple[str, ...]
    note: Note

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in (f"old {self.old}", *self.proof, "")) + str(self.note)

    def path(self) -> list[Hash]:
        """The proof. Raises ProofInvalid: a line that is no hash proves as little as a wrong one."""
        try:
            hashes = [decode(line) for line in self.proof]
        except ValueError:
            raise ProofInvalid("a line of the proof is not base64") from None
        if any(len(each) != HASH_BYTES for each in hashes):
            raise ProofInvalid("every hash has 32 bytes")
        return hashes


def add_checkpoint(old: int, path: Iterable[Hash], note: str) -> str:
    """The body that asks a witness. `note`: the signed checkpoint."""
    return str(AddCheckpoint(old, tuple(b64encode(each).decode() for each in path), parse_note(note.encode())))


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Raises AddCheckpointInvalid."""
    head, blank, note = body.partition(b"\n\n")
    first, *proof = head.split(b"\n")
    old = _OLD.fullmatch(first)
    if len(body) > MAX_BYTES or not blank or old is None or int(old[1]) >= 2**63 or len(proof) > MAX_PROOF:
        raise AddCheckpointInvalid(
            f"a request is a line `old <size>`, at most {MAX_PROOF} lines of proof, a blank line and a signed checkpoint,"
            f" in at most {MAX_BYTES} bytes"
        )
    try:
        return AddCheckpoint(int(old[1]), tuple(line.decode() for line in proof), parse_note(note))
    except (UnicodeDecodeError, NoteInvalid) as fault:
        raise AddCheckpointInvalid(str(fault)) from None
