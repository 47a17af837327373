"""Opening a signed note: whose signatures on it are good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from application.proof.cosignature import is_cosigned
from application.proof.keys import LOG, VerifierKey
from application.proof.note import Note, NoteInvalid, Signature, parse_note


@dataclass(frozen=True, slots=True)
class Opened:
    """A note of which at least one signature by a trusted key is good, and none is bad."""

    note: Note
    verified: tuple[tuple[Signature, VerifierKey], ...]

    @property
    def unverified(self) -> tuple[Signature, ...]:
        known = {signature for signature, _ in self.verified}
        return tuple(signature for signature in self.note.signatures if signature not in known)


def open_note(data: bytes, trusted: Iterable[VerifierKey]) -> Opened:
    """The note, if a trusted key signed it.

    Signatures of unknown keys are ignored, repeated ones too. Raises NoteInvalid if a trusted key's signature fails, or none is
    there.
    """
    note = parse_note(data)
    keys = {(key.name, key.id): key for key in trusted}
    verified: dict[tuple[str, bytes], tuple[Signature, VerifierKey]] = {}
    for signature in note.signatures:
        key = keys.get((signature.name, signature.key_id))
        if key is None or (key.name, key.id) in verified:
            continue
        good = key.is_signed(note.text.encode(), signature.blob) if key.type == LOG else is_cosigned(note.text, signature, key)
        if not good:
            raise NoteInvalid(f"the signature of {key.name} is not over this text")
        verified[key.name, key.id] = (signature, key)
    if not verified:
        raise NoteInvalid("no trusted key has signed this note")
    return Opened(note, tuple(verified.values()))
