"""Signed notes: a text and lines of signatures over it. Source: C2SP signed-note."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass

from application.proof.keys import SigningKey, is_name

MAX_SIGNATURES = 100
MAX_BYTES = 1_000_000
_LINE = re.compile("\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})")
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f]")


class NoteInvalid(Exception):
    """The bytes are no note, or a signature that we know fails."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note. `blob`: what follows the key's id: for a log's key, 64 bytes."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        return f"\u2014 {self.name} {b64encode(self.key_id + self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a newline. `signatures`: in their order, checked or not."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{signature}\n" for signature in self.signatures)

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """The note with more signatures below, each once."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


def parse_note(data: bytes) -> Note:
    """The text and its signatures, unchecked. The text is cut at the last blank line. Raises NoteInvalid."""
    if len(data) > MAX_BYTES:
        raise NoteInvalid("the note is too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise NoteInvalid("the note is not UTF-8") from None
    if _UNPRINTABLE.search(whole):
        raise NoteInvalid("the note has a control character")
    cut = whole.rfind("\n\n")
    text, lines = whole[: cut + 1], whole[cut + 2 :]
    if cut < 0 or not lines.endswith("\n"):
        raise NoteInvalid("a note is a text, a blank line and at least one line of signature")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise NoteInvalid(f"a note has at most {MAX_SIGNATURES} signatures")
    return Note(text, signatures)


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None or not is_name(found[1]):
        raise NoteInvalid("a line of signature is: \u2014 name base64")
    try:
        # Leftover bits in the last character are not judged, for others do not: whether the signature is good says all.
        data = b64decode(found[2], validate=True)
    except Error:
        raise NoteInvalid("a signature is not base64") from None
    if len(data) < 5:
        raise NoteInvalid("a signature is too short")
    return Signature(found[1], data[:4], data[4:])


def sign_note(text: str, *keys: SigningKey) -> Note:
    """The text, signed by keys of logs. Raises NoteInvalid when the text cannot be signed."""
    if not text.endswith("\n") or _UNPRINTABLE.search(text):
        raise NoteInvalid("a text to be signed ends with a newline and has no control characters")
    signatures = [Signature(key.name, key.verifier.id, key.sign(text.encode())) for key in keys]
    return Note(text, tuple(signatures))
