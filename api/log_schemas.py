"""Log schemas: the forms of what the transparency log answers, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from api.batch import NDJSON

Schema = dict[str, Any]
SIZE: Schema = {"type": "integer", "minimum": 0}
BASE64: Schema = {"type": "string", "contentEncoding": "base64"}
HASHES: Schema = {"type": "array", "items": BASE64, "maxItems": 63}
PROOF: Schema = {
    "origin": {"type": "string"},
    "position": {"type": "integer", "minimum": 1},
    "leaf_index": SIZE,
    "tree_size": SIZE,
    "leaf_hash": BASE64,
    "root_hash": BASE64,
    "hashes": {**HASHES, "description": "The leaf's side first."},
    "checkpoint": {"type": "string", "description": "A signed note."},
    "record": {**BASE64, "description": "The record's bytes, where they were asked for."},
}
CONSISTENCY: Schema = {
    "origin": {"type": "string"},
    "from": SIZE,
    "to": SIZE,
    "from_root": BASE64,
    "to_root": BASE64,
    "hashes": HASHES,
}


def _closed(properties: Schema, *optional: str) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _answer(description: str, media_type: str, schema: Schema, **more: Schema) -> Schema:
    content = {media_type: {"schema": schema}, **{name: {"schema": each} for name, each in more.items()}}
    return {"200": {"description": description, "content": content}}


SCHEMAS: Schema = {"InclusionProof": _closed(PROOF, "record"), "ConsistencyProof": _closed(CONSISTENCY)}
"""By name, for `components`."""
_BYTES: Schema = {"type": "string", "format": "binary"}
_TEXT: Schema = {"type": "string"}
ANSWERS: Schema = {
    "checkpoint": {
        **_answer("The signed checkpoint.", "text/plain", _TEXT),
        "304": {"description": "It is the one that you have."},
    },
    "tile": _answer("Hashes of 32 bytes.", "application/octet-stream", _BYTES),
    "entries": _answer("Records, each after its length in two bytes.", "application/octet-stream", _BYTES),
    "proof": _answer("The proof.", "application/json", {"$ref": "#/components/schemas/InclusionProof"}, **{"text/plain": _TEXT}),
    "consistency": _answer("The proof.", "application/json", {"$ref": "#/components/schemas/ConsistencyProof"}),
    "seals": _answer("The seals.", NDJSON, {"type": "string", "description": "size, note, sealed_at and cosignatures a line."}),
}
"""What each operation of the log answers when all is well."""
