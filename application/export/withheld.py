"""Withheld lines: what an export says of a record whose text may not be shown. Its leaf hash stays, and with it every proof.

The line is canonical JSON: `{"actor":…,"effective_on":"…","leaf_hash":"…","objects":[…],"position":17,"recorded_at":"…","schema":1,
"type":"NoteRecorded","withheld":true}`, and `irregular` where the record has it, as codes and positions alone. `leaf_hash`: base64.

Left out is whatever a person may have written (`data`, `authority`, reasons, messages, the command's key, the correlation id), and
also the record's `id` and `causation_id`: the random id is what keeps the leaf hash from being guessed. With it, who knows all but
a name could try names until the hash fits.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from application.export.record import COMMAND
from application.proof.tree import leaf_hash
from application.record import canonical, document_of

KEPT = ("actor", "effective_on", "recorded_at", "schema", "type")
"""The fields of a record that hold nobody's words. An actor's subject is a pseudonym."""


def withheld_line(position: int, record: bytes) -> bytes:
    """The line that stands for a record, without a line feed."""
    document = document_of(record)
    shown: dict[str, Any] = {name: document[name] for name in KEPT}
    shown["objects"] = [each for each in document["objects"] if not each["tag"].startswith(COMMAND)]
    if "irregular" in document:
        shown["irregular"] = _codes(document["irregular"])
    leaf = b64encode(leaf_hash(record)).decode()
    return canonical({**shown, "leaf_hash": leaf, "position": position, "withheld": True})


def _codes(irregular: dict[str, Any]) -> dict[str, Any]:
    return {
        "broken": [{"code": each["code"], "decisions": each["decisions"]} for each in irregular["broken"]],
        "upset": irregular["upset"],
    }
