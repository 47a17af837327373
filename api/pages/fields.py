"""Fields: the form of a command, made from its schema. A new command has a form as soon as it has a schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from api.pages.names import Names, in_words, label
from api.pages.values import MONEY
from application.posted import BODIES
from domain.borough.borough import Borough
from domain.contract.contract import Contract
from domain.decision import OBJECT_FIELDS
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.migration.benefit import Claim
from domain.migration.migration import Migration
from domain.programme.programme import Area
from domain.registry import BY_COMMAND, GATES

Schema = Mapping[str, Any]
LONG = 200
"""A text that may be longer gets several lines."""
SPARE_ROWS = 1
MOST_OPTIONS = 300
"""Of more objects one writes the id: a list of thousands cannot be read."""
STATES: Mapping[str, type[Any]] = MappingProxyType(
    {"borough": Borough, "area": Area, "contract": Contract, "framework": Framework, "migration": Migration, "claim": Claim}
)
HINTS: Mapping[str, str] = MappingProxyType(
    {
        "day": "A date, such as 2026-07-01",
        "money": "Pounds and pence, such as 125000.00",
        "new id": "Lower-case letters, digits and hyphens: its name in the record for ever",
        "id": "Lower-case letters, digits and hyphens",
        "texts": "One on each line",
        "tags": "One on each line, such as contract:hf-desktop-2008",
    }
)
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "effective_on": "From which date it counts",
        "sha256": "SHA-256 of the document",
        "href": "Address of the document (https)",
        "met_on": "Date of the meeting",
        "body": "Who decided",
        "exempt": "Ground on which the public was excluded",
        "interests": "Interests declared",
        "alternatives": "Alternatives considered",
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """`form`: text, prose, texts, day, money, whole, flag, choice, choices or rows. `name`: its path in the body, by dots.

    `options`: value and words of each. `rows`: for the form rows, the fields of each row.
    """

    name: str
    label: str
    form: str
    required: bool = False
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[Field, ...], ...] = ()

    @property
    def key(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes fields. `fold` and `names`: the objects that may be chosen."""

    fold: Fold
    names: Names

    def of_command(self, command: str, rows: Mapping[str, int]) -> list[Field]:
        """The fields of `data`. `rows`: by the name of a field of rows, how many there are to be."""
        schema, data = _data_schema(command)
        found = list(self._fields(data, schema.get("$defs", {}), "data", rows))
        registers = BY_COMMAND[command].registers
        # What a command registers is new: it cannot be chosen from what there is.
        new = replace(found[0], form="text", hint=HINTS["new id"], options=()) if found and found[0].key == registers else None
        return [new, *found[1:]] if new else found

    def of_authority(self, rows: Mapping[str, int]) -> list[Field]:
        """The fields of `authority`."""
        schema = BODIES["start-programme"].model_json_schema()
        defs = schema["$defs"]
        return list(self._fields(defs["Authority"], defs, "authority", rows))

    def _fields(self, schema: Schema, defs: Schema, above: str, rows: Mapping[str, int]) -> Iterator[Field]:
        required = schema.get("required", ())
        for name, given in schema.get("properties", {}).items():
            is_required = name in required
            yield self._field(f"{above}.{name}", name, _plain(given, defs), defs, is_required, rows)

    def _field(self, path: str, name: str, schema: Schema, defs: Schema, required: bool, rows: Mapping[str, int]) -> Field:
        said = LABELS.get(name, label(name))
        if schema.get("type") == "array":
            return self._of_array(Field(path, said, "texts", required), name, _plain(schema["items"], defs), defs, rows)
        form, options = self._form(name, schema)
        hint = HINTS.get(form, "")
        if form == "text" and name in OBJECT_FIELDS:
            hint = HINTS["id"]
        return Field(path, said, form, required, hint, options)

    def _form(self, name: str, schema: Schema) -> tuple[str, tuple[tuple[str, str], ...]]:
        if "enum" in schema:
            return "choice", tuple((str(each), in_words(str(each))) for each in schema["enum"])
        if name == "gate":
            return "choice", tuple((code, code) for code in sorted(GATES))
        if (found := self._objects(name)) and schema.get("type") == "string":
            return "choice", found
        match schema.get("type"):
            case "boolean":
                return "flag", (("true", "Yes"), ("false", "No"))
            case "integer":
                return "whole", ()
            case "object":
                return "json", ()
        if schema.get("format") == "date":
            return "day", ()
        if name in MONEY:
            return "money", ()
        return ("prose" if schema.get("maxLength", 0) > LONG and name != "href" else "text"), ()

    def _of_array(self, field: Field, name: str, items: Schema, defs: Schema, rows: Mapping[str, int]) -> Field:
        if items.get("type") == "object":
            number = max(rows.get(field.name, 0), 0) + (0 if rows.get(field.name) else SPARE_ROWS)
            made = tuple(tuple(self._fields(items, defs, f"{field.name}.{n}", rows)) for n in range(number))
            return replace(field, form="rows", rows=made)
        if found := self._objects(name):
            return replace(field, form="choices", options=found)
        return replace(field, form="texts", hint=HINTS["tags" if name == "objects" else "texts"])

    def _objects(self, name: str) -> tuple[tuple[str, str], ...]:
        """What may be chosen in a field that names objects; nothing where there is none, or too many."""
        kind = OBJECT_FIELDS.get(name, "")
        ids = self.fold.all(STATES[kind]) if kind in STATES else {}
        if len(ids) > MOST_OPTIONS:
            return ()
        return tuple(sorted(((id_, self.names.title(kind, id_)) for id_ in ids), key=lambda each: each[1]))


def _data_schema(command: str) -> tuple[Schema, Schema]:
    schema = BODIES[command].model_json_schema()
    return schema, _plain(schema["properties"]["data"], schema.get("$defs", {}))


def _plain(schema: Schema, defs: Schema) -> Schema:
    """A schema without references, and without the null that only says that a field may be left out."""
    if "$ref" in schema:
        return _plain(defs[schema["$ref"].rpartition("/")[2]], defs)
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return _plain(kinds[0], defs) if kinds else schema


def walked(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields, and those of their rows."""
    for field in fields:
        yield field
        for row in field.rows:
            yield from walked(row)
