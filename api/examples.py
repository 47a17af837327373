"""Examples: for each command one body as a board would post it, most of them the history's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import orjson

Document = dict[str, Any]


@cache
def examples() -> Mapping[str, Document]:
    """The bodies by command. A new command may have none."""
    lines = resources.files("api").joinpath("examples.ndjson").read_bytes().splitlines()
    documents = [orjson.loads(line) for line in lines]
    return MappingProxyType({document.pop("command"): document for document in documents})


def sketch(schema: Document, definitions: Mapping[str, Document]) -> Any:
    """Some value of the form that a JSON schema asks for: what a command shows that has no example yet."""
    if "$ref" in schema:
        return sketch(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sketch(schema["anyOf"][0], definitions)
    match schema.get("type"):
        case "object":
            required = schema.get("required", [])
            return {name: sketch(schema["properties"][name], definitions) for name in required}
        case "array":
            return [sketch(schema["items"], definitions) for _ in range(schema.get("minItems", 0))]
        case "integer":
            return schema.get("minimum", 0)
        case "boolean":
            return False
    return "2026-07-01" if schema.get("format") == "date" else "example"
