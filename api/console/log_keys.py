"""`concordat log-key`: which keys sign the log, and how they are changed without a break in the proofs."""

from __future__ import annotations

import sys
from pathlib import Path

from api.console.failing import BAD_USAGE, fail, told
from api.wiring.keys import LOG_KEY_FILE, KeyUnusable, is_origin, read_keys, write_keys
from application.proof.keys import LOG, SigningKey, new_key
from application.proof.note import sign_note

HANDOVER = "concordat/log-key-handover/v1"  # no checkpoint begins so, and its second line is no size


def run_log_key(*, new: bool, drop: str | None, origin: str | None, file: Path | None, folder: Path) -> None:
    """Print the verifier keys, once they are changed as `new` and `drop` say; a new key with words signed by the old ones."""
    path = file or folder / LOG_KEY_FILE
    with told(KeyUnusable, OSError):
        keys = read_keys(path) if path.exists() or not new else []
        if new:
            keys = [*keys, _added(keys, origin)]
        if drop is not None:
            keys = _without(keys, drop)
        if new or drop is not None:
            write_keys(path, keys)
    for key in keys:
        sys.stdout.write(f"{key.verifier}\n")
    if new and len(keys) > 1:
        sys.stdout.write(f"\n{handover(keys[:-1], keys[-1])}")


def handover(old: list[SigningKey], new: SigningKey) -> str:
    """A note, signed by the old keys, that names the new one: for everybody who keeps a policy."""
    return str(sign_note(f"{HANDOVER}\n{new.name}\n{new.verifier}\n", *old))


def _added(keys: list[SigningKey], origin: str | None) -> SigningKey:
    name = keys[0].name if keys else origin
    if name is None:
        fail("Say --origin for the first key: the log's identity for ever, such as ledger.example.org/v1/log.", BAD_USAGE)
    if origin not in (None, name) or not is_origin(name):
        fail(f"{origin} cannot be the origin here.", BAD_USAGE)
    return new_key(name, LOG)


def _without(keys: list[SigningKey], id_: str) -> list[SigningKey]:
    kept = [key for key in keys if key.verifier.id.hex() != id_]
    if len(kept) == len(keys) or not kept:
        fail(f"The file has no key {id_}." if kept else "The last key cannot be dropped: nothing could be sealed.", BAD_USAGE)
    return kept
