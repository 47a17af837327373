"""Signed checkpoints: who has signed one, whether a quorum has, and from when and until when it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from application.proof.checkpoint import Checkpoint, CheckpointInvalid, parse_checkpoint
from application.proof.cosignature import cosigned_at, is_cosigned
from application.proof.keys import WITNESS, VerifierKey
from application.proof.note import Note, NoteInvalid, parse_note
from application.proof.policy import NONE, Policy
from application.verifying.finding import Finding, Wrong


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that a trusted key of its log signed, with no false signature of a trusted key below it.

    `cosigned`: by the policy's name of each witness, its first and last time, in POSIX seconds.
    """

    checkpoint: Checkpoint
    log_keys: tuple[VerifierKey, ...]
    cosigned: Mapping[str, tuple[int, int]]

    def is_met(self, policy: Policy) -> bool:
        """Whether the policy's quorum has cosigned."""
        return policy.is_met(self.cosigned)

    def quorum_time(self, policy: Policy) -> int | None:
        """The first moment at which the quorum had cosigned; None without one, or where the policy asks for none."""
        return _when_met(policy, sorted((first, name) for name, (first, _) in self.cosigned.items()))

    def latest_quorum_time(self, policy: Policy) -> int | None:
        """The latest moment since which a quorum has cosigned once more."""
        return _when_met(policy, sorted(((last, name) for name, (_, last) in self.cosigned.items()), reverse=True))


def _when_met(policy: Policy, times: Iterable[tuple[int, str]]) -> int | None:
    if policy.quorum == NONE:
        return None
    names: set[str] = set()
    for time, name in times:
        names.add(name)
        if policy.is_met(names):
            return time
    return None


class NotSigned(Exception):
    """The checkpoint is none, or not signed as it should be."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


def open_checkpoint(data: bytes, policy: Policy, what: str) -> Signed:
    """The checkpoint and who signed it. `what`: how to name it in a sentence. Raises NotSigned."""
    try:
        note = parse_note(data)
        checkpoint = parse_checkpoint(note.text)
    except (NoteInvalid, CheckpointInvalid) as fault:
        raise NotSigned(Finding(Wrong.SEAL, f"{what} cannot be read: {fault}.")) from None
    good = _good(note, policy, what)
    log_keys = tuple(key for key in policy.log_keys(checkpoint.origin) if key in good)
    if not log_keys:
        raise NotSigned(_no_log_signature(note, checkpoint, policy, what))
    names = {key: name for name, (key, _) in policy.witnesses.items()}
    cosigned = {names[key]: (min(times), max(times)) for key, times in good.items() if key in names}
    return Signed(checkpoint, log_keys, cosigned)


def require_quorum(signed: Signed, policy: Policy, what: str) -> Finding | None:
    """A finding when fewer have cosigned than the policy asks for."""
    if signed.is_met(policy):
        return None
    by = ", ".join(sorted(signed.cosigned)) or "no witness"
    return Finding(Wrong.QUORUM_MISSED, f"{what} lacks signatures: the policy asks for {policy.quorum}; it is cosigned by {by}.")


def _good(note: Note, policy: Policy, what: str) -> dict[VerifierKey, list[int]]:
    """The trusted keys that signed the note, a witness's with its times. Raises NotSigned where one of them signed otherwise."""
    trusted = policy.keys()
    known = {(key.name, key.id): key for key in trusted}
    good: dict[VerifierKey, list[int]] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        is_witness = key.type == WITNESS
        is_good = is_cosigned(note.text, signature, key) if is_witness else key.is_signed(note.text.encode(), signature.blob)
        if not is_good:
            raise NotSigned(Finding(Wrong.SIGNATURE_FALSE, f"{what} carries a false signature of {key.name} ({key.id.hex()})."))
        good.setdefault(key, []).extend([cosigned_at(signature)] if is_witness else [])
    return good


def _no_log_signature(note: Note, checkpoint: Checkpoint, policy: Policy, what: str) -> Finding:
    origin = checkpoint.origin
    others = [signature for signature in note.signatures if signature.name == origin]
    if not policy.log_keys(origin):
        return Finding(Wrong.KEY_UNKNOWN, f"{what} is of the log {origin}, of which the policy trusts no key.")
    if others:
        ids = ", ".join(signature.key_id.hex() for signature in others)
        return Finding(Wrong.KEY_UNKNOWN, f"{what} is signed for {origin} by a key that the policy does not trust ({ids}).")
    return Finding(Wrong.SIGNATURE_MISSING, f"{what} is not signed by the log {origin}.")
