"""Cosignatures: a witness states that at a second this was the largest consistent tree that it had seen.

Source: C2SP tlog-cosignature.
"""

from __future__ import annotations

from application.proof.keys import SigningKey, VerifierKey
from application.proof.note import NoteInvalid, Signature

_TIME_BYTES = 8
_BLOB_BYTES = _TIME_BYTES + 64


def signed_text(checkpoint: str, seconds: int) -> bytes:
    """What a witness signs: a header, the time (POSIX seconds), and the whole text of the checkpoint."""
    return f"cosignature/v1\ntime {seconds}\n{checkpoint}".encode()


def cosign(checkpoint: str, key: SigningKey, seconds: int) -> Signature:
    """The witness's line below a checkpoint."""
    blob = seconds.to_bytes(_TIME_BYTES, "big") + key.sign(signed_text(checkpoint, seconds))
    return Signature(key.name, key.verifier.id, blob)


def cosigned_at(signature: Signature) -> int:
    """The time of a cosignature, in POSIX seconds. Raises NoteInvalid when it is none."""
    if len(signature.blob) != _BLOB_BYTES:
        raise NoteInvalid(f"the signature of {signature.name} is no cosignature")
    return int.from_bytes(signature.blob[:_TIME_BYTES], "big")


def is_cosigned(checkpoint: str, signature: Signature, key: VerifierKey) -> bool:
    """Whether the line is this witness's cosignature over the checkpoint's text."""
    if len(signature.blob) != _BLOB_BYTES:
        return False
    return key.is_signed(signed_text(checkpoint, cosigned_at(signature)), signature.blob[_TIME_BYTES:])
