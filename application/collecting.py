"""What a ledger makes of what its witnesses say: whether it agrees with the store, and whether an answer is worth keeping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from application.proof.checkpoint import CheckpointInvalid, parse_checkpoint
from application.proof.cosignature import cosigned_at
from application.proof.keys import LOG, VerifierKey
from application.proof.note import NoteInvalid, Signature, parse_note
from application.proof.opening import open_note
from application.proof.tiles import edge_from
from application.sealing import Seal, SealBroken, SealedLog, StoredTiles

BEHIND_SECONDS = 5
AHEAD_SECONDS = 60
"""How far a witness's clock may be off. Whoever verifies the times of records allows as much: a cosignature that is further off
would make honest records look as if they had been dated back or forth."""


class Alarm(Enum):
    """What a person has to look at."""

    FORK = "fork"
    CONFIGURATION = "configuration"


class WitnessContradicts(SealBroken):
    """The log's own key signed what the store does not hold: it was set back, or somebody keeps a second history."""


class AnswerInvalid(Exception):
    """What a witness answered is no cosignature of what it was asked for, or is of another time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a witness stands. `size`: the newest it cosigned for us, at `at` (POSIX seconds); `fault`: why it last did not, or ""."""

    name: str
    url: str
    size: int = 0
    at: int = 0
    alarm: Alarm | None = None
    fault: str = ""


def require_agreement(witness: str, shown: bytes, keys: Iterable[VerifierKey], sealed: SealedLog) -> None:
    """Compare the checkpoint that a witness shows with what was sealed.

    `keys`: those that are trusted to sign the log, all of its origin. Read what the witness shows first and call this later: what
    another server seals meanwhile is then in the store before it is at a witness. Raises WitnessContradicts; Unavailable; and
    AnswerInvalid when none of the keys signed what is shown, for then it says nothing of us.
    """
    trusted = list(keys)
    try:
        checkpoint = parse_checkpoint(open_note(shown, trusted).note.text)
    except (NoteInvalid, CheckpointInvalid) as fault:
        raise AnswerInvalid(f"the witness shows no checkpoint of this log: {fault}") from None
    if checkpoint.origin not in {key.name for key in trusted if key.type == LOG}:
        raise AnswerInvalid(f"the witness shows a checkpoint of {checkpoint.origin}")
    newest = sealed.newest()
    size = newest.size if newest else -1
    if checkpoint.size > size:
        held = f"the newest seal here covers {size}" if newest else "nothing is sealed here"
        raise WitnessContradicts(
            f"The witness {witness} cosigned a checkpoint of {checkpoint.size} records, signed by this log's key, and {held}: the"
            " database was set back, or is another, or lacks the last commits. Nothing may be recorded until a person has decided:"
            " see docs/proof.md, `When a witness knows more`."
        )
    if edge_from(StoredTiles(checkpoint.size, sealed.tiles), checkpoint.size).root() != checkpoint.root:
        raise WitnessContradicts(
            f"The witness {witness} cosigned another history of {checkpoint.size} records, signed by this log's key, than is sealed"
            " here. Nothing may be recorded until a person has decided: see docs/proof.md, `When a witness knows more`."
        )


def cosignatures_in(
    answer: str, seal: Seal, keys: Sequence[VerifierKey], asked_at: float, answered_at: float
) -> list[tuple[Signature, int]]:
    """The witness's good cosignatures of the seal, each with its time. Unknown keys are ignored.

    `keys`: those of the witness. `asked_at`, `answered_at`: when, in POSIX seconds by our clock. Raises AnswerInvalid.
    """
    text = parse_note(seal.note.encode()).text
    try:
        opened = open_note(f"{text}\n{answer}".encode(), keys)
    except NoteInvalid as fault:
        raise AnswerInvalid(f"its answer is no cosignature by a key of the policy: {fault}") from None
    found = [(signature, cosigned_at(signature)) for signature, _ in opened.verified]
    for _, at in found:
        if not int(asked_at) - BEHIND_SECONDS <= at <= answered_at + AHEAD_SECONDS:
            raise AnswerInvalid(f"its clock and ours differ: it says {at}, and it was asked at {asked_at:.0f}")
    return found
