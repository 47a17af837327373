"""The catalogue: which position is the newest on each object, as the log signs it for extracts. Form: `application.extract`."""

from __future__ import annotations

from application.proof.keys import VerifierKey, decode
from application.proof.note import NoteInvalid
from application.proof.opening import open_note
from application.proof.tree import Hash
from application.verifying.finding import Finding, Wrong


def catalogue_of(note: bytes, origin: str, keys: list[VerifierKey]) -> tuple[int, Hash, int]:
    """The number of tags, the root over them, and the size of the ledger, as the log signed them.

    Raises NoteInvalid and ValueError.
    """
    text = open_note(note, keys).note.text
    first, number, root, size, *rest = text.split("\n")
    if first != f"{origin}/catalogue" or rest != [""]:
        raise NoteInvalid(f"it is not the catalogue of {origin}")
    return int(number), decode(root), int(size)


def catalogue_finding(note: bytes, origin: str, keys: list[VerifierKey], size: int, tags: int, root: Hash) -> Finding | None:
    """Whether a catalogue is the one that follows from the whole ledger. None when it is, or is of another size."""
    try:
        number, signed, of = catalogue_of(note, origin, keys)
    except (NoteInvalid, ValueError) as fault:
        return Finding(Wrong.CATALOGUE_FALSE, f"The catalogue cannot be trusted: {fault}.")
    if of == size and (number, signed) != (tags, root):
        return Finding(
            Wrong.CATALOGUE_FALSE,
            f"The catalogue of {size} records is not what follows from them: the log signed a false one.",
        )
    return None
