"""OCEL 2.0: the record as an object-centric event log, for process mining. Source: the OCEL 2.0 specification, section 8.

An event is a decision, and its time the start of the day from which it counts: what was entered late stands where it belongs. The
objects are what decisions concern; a relation's qualifier is the field that names the object, or `concerns`. Values are strings, as
the schema has them; what they are stands in the declaration of the type.

Events are passed on page by page. Of objects, their tags, attributes and relations are kept until the end, as few as there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from application.export.facts import FACTS, Form
from application.export.pages import Document, Page
from application.export.table import COLUMNS, FACT, facts_of
from application.export.withheld import COMMAND
from domain.decision import OBJECT_FIELDS, PROGRAMME
from domain.registry import REGISTRARS

TYPES = {Form.WHOLE: "integer", Form.MONEY: "float", Form.DAY: "time", Form.MOMENT: "time", Form.TRUTH: "boolean"}
"""The types of the specification; any other form is a string."""
TOLD = ("position", "recorded_at", "withheld", "actor", "actor_borough", "body", "minute", "reasons", "irregular")
"""What every event says, besides the facts of its kind."""
OWN = tuple(column for column in COLUMNS if column.name in TOLD)
DESCRIBES: Mapping[str, str] = {type_: kind for kind, type_ in REGISTRARS.items()} | {
    "ContractVaried": "contract",
    "ContractNovated": "contract",
}
"""The kinds of decision whose facts are attributes of an object, and the field that names it."""
CONCERNS = "concerns"


@dataclass(slots=True)
class _Found:
    """An object: its attributes as JSON, and its relations to other objects as (object, qualifier)."""

    attributes: list[bytes] = field(default_factory=list)
    related: dict[tuple[str, str], None] = field(default_factory=dict)


def ocel2(pages: Iterable[Page]) -> Iterator[bytes]:
    """One OCEL 2.0 document in JSON. Raises nothing of its own; every reference in it resolves."""
    declared = {"eventTypes": _event_types(), "objectTypes": _object_types()}
    yield orjson.dumps(declared)[:-1] + b',"events":['
    found: dict[str, _Found] = {}
    before = b"\n"
    for page in pages:
        parts = []
        for document in page.documents():
            parts += [before, orjson.dumps(_event(document))]
            _note(found, document)
            before = b",\n"
        yield b"".join(parts)
    yield b'\n],"objects":['
    before = b"\n"
    for tag in sorted(found):
        yield before + _object(tag, found[tag])
        before = b",\n"
    yield b"\n]}\n"


def _event(document: Document) -> dict[str, Any]:
    values = [(column.name, column.form, column.read(document)) for column in OWN]
    values += [(FACT + name, FACTS[document["type"]][name], value) for name, value in facts_of(document).items()]
    return {
        "id": f"decision:{document['position']}",
        "type": document["type"],
        "time": _day(document["effective_on"]),
        "attributes": [{"name": name, "value": _text(value, form)} for name, form, value in values if value is not None],
        "relationships": [{"objectId": tag, "qualifier": role} for tag, role in _roles(document).items()],
    }


def _roles(document: Document) -> dict[str, str]:
    """By object of a decision the field that names it."""
    named = {tag: name for name, tag in _named(document)}
    return {tag: named.get(tag, CONCERNS) for tag in _tags(document)}


def _named(document: Document) -> Iterator[tuple[str, str]]:
    facts = facts_of(document)
    for name, kind in OBJECT_FIELDS.items():
        value = facts.get(name)
        for id_ in [value] if isinstance(value, str) else value or ():
            yield name, f"{kind}:{id_}"


def _tags(document: Document) -> list[str]:
    return [each["tag"] for each in document["objects"] if not each["tag"].startswith(COMMAND)]


def _note(found: dict[str, _Found], document: Document) -> None:
    """Note the objects of a decision and, where it describes one, what it says of it."""
    tags = _tags(document)
    for tag in tags:
        found.setdefault(tag, _Found())
    kind = DESCRIBES.get(document["type"])
    facts = facts_of(document)
    if kind is None or not facts:
        return
    own = f"{kind}:{facts[kind]}" if kind in facts else PROGRAMME  # which no field names: there is one
    if own not in found:
        return
    described = found[own]
    for name, form in FACTS[document["type"]].items():
        value = facts.get(name)
        if value is not None and name not in OBJECT_FIELDS:
            attribute = {"name": name, "time": _day(document["effective_on"]), "value": _text(value, form)}
            described.attributes.append(orjson.dumps(attribute))
    for name, tag in _named(document):
        if tag != own and tag in found:
            described.related[tag, name] = None


def _object(tag: str, found: _Found) -> bytes:
    head = {"id": tag, "type": tag.partition(":")[0]}
    related = [{"objectId": other, "qualifier": role} for other, role in found.related]
    return b'%s,"attributes":[%s],"relationships":%s}' % (
        orjson.dumps(head)[:-1],
        b",".join(found.attributes),
        orjson.dumps(related),
    )


def _event_types() -> list[dict[str, Any]]:
    own = [_declared(column.name, column.form) for column in OWN]
    return [
        {"name": type_, "attributes": own + [_declared(FACT + name, form) for name, form in fields.items()]}
        for type_, fields in FACTS.items()
    ]


def _object_types() -> list[dict[str, Any]]:
    kinds = sorted({*OBJECT_FIELDS.values(), *REGISTRARS})
    attributes: dict[str, dict[str, Form]] = {kind: {} for kind in kinds}
    for type_, kind in DESCRIBES.items():
        attributes[kind] |= {name: form for name, form in FACTS[type_].items() if name not in OBJECT_FIELDS}
    return [{"name": kind, "attributes": [_declared(*each) for each in attributes[kind].items()]} for kind in kinds]


def _declared(name: str, form: Form) -> dict[str, str]:
    return {"name": name, "type": TYPES.get(form, "string")}


def _day(day: str) -> str:
    return f"{day}T00:00:00Z"


def _text(value: Any, form: Form) -> str:
    if form is Form.DAY:
        return _day(value)
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode()  # also true and false, as the specification writes them
