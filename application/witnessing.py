"""A witness: cosigns a checkpoint only when it goes on from the last one that it cosigned of that log.

Source: C2SP tlog-witness and tlog-cosignature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from application.proof.add_checkpoint import AddCheckpoint, AddCheckpointInvalid, parse_add_checkpoint
from application.proof.checkpoint import Checkpoint, CheckpointInvalid, claimed_checkpoint, is_possible
from application.proof.cosignature import cosign
from application.proof.keys import SigningKey, VerifierKey
from application.proof.note import Note, NoteInvalid
from application.proof.opening import open_note
from application.proof.tree import Hash, ProofInvalid, verify_consistency

ATTEMPTS = 16  # at one request, when others change the state meanwhile


class WitnessUnavailable(Exception):
    """The witness could not store what it was about to say, so it says nothing. Asking again is safe."""


class Verdict(Enum):
    """What becomes of a request."""

    COSIGNED = "cosigned"
    MALFORMED = "malformed"
    UNKNOWN_LOG = "unknown log"
    NOT_SIGNED = "not signed"
    CONFLICT = "conflict"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Answer:
    """`said`: the cosignature lines, the size that is held (of a conflict), or why not."""

    verdict: Verdict
    said: str


@dataclass(frozen=True, slots=True)
class Held:
    """The newest checkpoint of a log that was cosigned. `note`: with the log's signature and ours; `cosigned_at`: POSIX seconds."""

    origin: str
    size: int
    root: Hash
    note: str
    cosigned_at: int


class HeldCheckpoints(Protocol):
    """What the witness must never forget. Every method raises WitnessUnavailable."""

    def held(self, origin: str) -> Held | None:
        """What is held of that log."""
        ...

    def advance(self, known: Held | None, new: Held) -> bool:
        """Hold `new` in place of `known`, in one write that is durable when this returns.

        False when something else than `known` was held; then nothing changed.
        """
        ...

    def keep_evidence(self, origin: str, verdict: Verdict, body: bytes, at: int) -> None:
        """Keep what a log signed and what does not go on from what is held. `at`: POSIX seconds."""
        ...


class Witness:
    """`keys`: all cosign; there are two while they are changed. `logs`: whose checkpoints are cosigned. `clock`: POSIX seconds."""

    def __init__(
        self, keys: Sequence[SigningKey], logs: Iterable[VerifierKey], checkpoints: HeldCheckpoints, clock: Callable[[], float]
    ) -> None:
        self.keys = tuple(keys)
        self._logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            self._logs.setdefault(key.name, []).append(key)
        self._checkpoints = checkpoints
        self._clock = clock

    @property
    def origins(self) -> list[str]:
        """The logs that are known."""
        return list(self._logs)

    def held(self, origin: str) -> Held | None:
        """The newest checkpoint of that log that was cosigned. Raises WitnessUnavailable."""
        return self._checkpoints.held(origin)

    def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign what the body holds, or say why not. Raises WitnessUnavailable.

        What was signed by the log and is not what should follow is kept: it may be evidence.
        """
        try:
            asked = parse_add_checkpoint(body)
            checkpoint = claimed_checkpoint(asked.note.text)
        except (AddCheckpointInvalid, CheckpointInvalid) as fault:
            return Answer(Verdict.MALFORMED, str(fault))
        if checkpoint.origin not in self._logs:
            return Answer(Verdict.UNKNOWN_LOG, "no key of this log is known here")
        try:
            opened = open_note(str(asked.note).encode(), self._logs[checkpoint.origin])
        except NoteInvalid as fault:
            return Answer(Verdict.NOT_SIGNED, str(fault))
        if asked.old > checkpoint.size:
            return Answer(Verdict.MALFORMED, "the old size is above the checkpoint's")
        signed = Note(opened.note.text, tuple(signature for signature, _ in opened.verified))
        answer = self._judge_until_stored(asked, checkpoint, signed)
        if answer.verdict is not Verdict.COSIGNED:
            self._checkpoints.keep_evidence(checkpoint.origin, answer.verdict, body, int(self._clock()))
        return answer

    def _judge_until_stored(self, asked: AddCheckpoint, checkpoint: Checkpoint, signed: Note) -> Answer:
        for _ in range(ATTEMPTS):
            held = self._checkpoints.held(checkpoint.origin)
            refusal = _refusal(asked, checkpoint, held)
            if refusal is not None:
                return refusal
            at = max(int(self._clock()), held.cosigned_at if held else 0)  # a clock that was set back does not set us back
            lines = [cosign(signed.text, key, at) for key in self.keys]
            new = Held(checkpoint.origin, checkpoint.size, checkpoint.root, str(signed.with_signatures(lines)), at)
            if self._checkpoints.advance(held, new):
                return Answer(Verdict.COSIGNED, "".join(f"{line}\n" for line in lines))
        raise WitnessUnavailable("Too many others ask at the same moment. Nothing was cosigned.")


def _refusal(asked: AddCheckpoint, checkpoint: Checkpoint, held: Held | None) -> Answer | None:
    """Why the checkpoint does not go on from what is held; None when it does."""
    size = held.size if held else 0
    if asked.old != size:
        return Answer(Verdict.CONFLICT, f"{size}\n")
    try:
        _require_growth(asked, checkpoint, held)
    except ProofInvalid as fault:
        return Answer(Verdict.CONTRADICTED, str(fault))
    return None


def _require_growth(asked: AddCheckpoint, checkpoint: Checkpoint, held: Held | None) -> None:
    if not is_possible(checkpoint):
        raise ProofInvalid("an empty log has the empty root")
    if asked.old == 0:
        if asked.proof:
            raise ProofInvalid("from size 0 nothing is to be shown")
    elif held is not None and checkpoint.size == held.size:
        if checkpoint.root != held.root:
            raise ProofInvalid("another root was signed for this size")
        if asked.proof:
            raise ProofInvalid("for the same size nothing is to be shown")
    elif held is not None:
        verify_consistency(held.size, checkpoint.size, held.root, checkpoint.root, asked.path())
