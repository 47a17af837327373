"""Keys to sign with: a file that only its owner can read, one key a line. All sign; there are two while keys are changed."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from application.proof.keys import LOG, WITNESS, KeyInvalid, SigningKey, is_name, new_key, parse_signing_key

FILE = "log.key"
OTHERS = 0o077
WHOSE = {LOG: "log", WITNESS: "witness"}


class KeyUnusable(Exception):
    """The key of the log, or of the witness, is not there, or not fit to sign with. The message never holds a key."""


def read_keys(path: Path, type_: int = LOG) -> list[SigningKey]:
    """The keys in the file, all of that type and of one name, which for a log is its origin. Raises KeyUnusable."""
    whose = WHOSE[type_]
    try:
        if path.stat().st_mode & OTHERS:
            raise KeyUnusable(f"Others than its owner may read the {whose}'s key in {path}. Close it: chmod 600 {path}")
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
        raise KeyUnusable(f"The {whose}'s key in {path} cannot be read: {reason}") from None
    try:
        keys = [parse_signing_key(line) for line in lines]
    except KeyInvalid as fault:
        raise KeyUnusable(f"The {whose}'s key in {path} cannot be used: {fault}") from None
    if not keys or any(key.type != type_ or key.name != keys[0].name for key in keys):
        raise KeyUnusable(f"{path} should hold a key of a {whose}, or several of one name, one a line.")
    return keys


def keys_of_log(key_file: str | None, folder: Path, origin: str | None, sealed_as: str | None) -> list[SigningKey]:
    """The keys in `key_file`, or else the folder's own, made if the log has not begun (`sealed_as` is None).

    `origin`: what the log is to be called, if that is set. Raises KeyUnusable, OSError.
    """
    path = folder / FILE if key_file is None else Path(key_file)
    if key_file is None and not path.exists():
        if sealed_as is not None:
            raise KeyUnusable(
                f"This ledger was sealed as {sealed_as}, and its key is not in {path}. Put it back; if it is lost, make another"
                f" for the same log: concordat log-key --new --origin {sealed_as} --data {folder}"
            )
        return made_keys(path, origin)
    keys = read_keys(path)
    if origin is not None and origin != keys[0].name:
        raise KeyUnusable(f"The key in {path} is for {keys[0].name}, and CONCORDAT_LOG_ORIGIN is {origin}.")
    return keys


def made_keys(path: Path, origin: str | None) -> list[SigningKey]:
    """A new key in a new file. `origin`: the log's identity for ever; None makes one up. Raises KeyUnusable, OSError."""
    name = origin or f"ledger-{uuid4().hex[:12]}.localhost/v1/log"
    write_keys(path, [new_key(name, LOG)])
    return read_keys(path)


def write_keys(path: Path, keys: list[SigningKey]) -> None:
    """Put the keys into the file, whole or not at all, and durable before it is theirs. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("".join(f"{key.written()}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def is_origin(text: str) -> bool:
    """Whether a log may have this identity: printable ASCII without spaces or +, at most 255 bytes, no slash at its end."""
    return text.isascii() and is_name(text) and len(text) <= 255 and not text.endswith("/") and "://" not in text
