"""OCEL 2.0: the record as an object-centric event log, for process mining. Source: the OCEL 2.0 specification, section 8.

An event is a decision, and its time the start of the day from which it counts: what was entered late stands where it belongs. The
objects are what decisions concern; a relation's qualifier is the field that names the object, or `concerns`. Values are strings, as
the schema has them; what they are stands in the declaration of the type.

Events are passed on page by page; what is said of objects waits on a shelf until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

import orjson

from application.export.facts import FACTS, Form
from application.export.pages import Page
from application.export.record import Document
from application.export.table import COLUMNS, FACT
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
ATTRIBUTE, RELATION = b"a", b"r"
"""What a value on the shelf begins with; one that says only that there is such an object is empty."""
MOST_KNOWN = 50_000
"""So many objects are known to be on the shelf; then some are put there again, which does no harm."""


class Shelf(Protocol):
    """The port that sorts, on a disk: objects are as many as a ledger's contracts and notes."""

    def put(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Put values on it by their keys."""
        ...

    def in_order(self) -> Iterator[tuple[str, bytes]]:
        """All of them, by key in order of code points; those of one key in the order in which they were put."""
        ...


Shelves = Callable[[], AbstractContextManager[Shelf]]


def ocel2(pages: Iterable[Page], shelves: Shelves) -> Iterator[bytes]:
    """One OCEL 2.0 document in JSON. Every reference in it resolves."""
    declared = {"eventTypes": _event_types(), "objectTypes": _object_types()}
    yield orjson.dumps(declared)[:-1] + b',"events":['
    with shelves() as shelf:
        before, known = b"\n", set[str]()
        for page in pages:
            parts = []
            for document in page.documents():
                parts += [before, orjson.dumps(_event(document))]
                shelf.put(_said(document, known))
                before = b",\n"
            if len(known) > MOST_KNOWN:
                known.clear()
            yield b"".join(parts)
        yield b'\n],"objects":['
        before = b"\n"
        for tag, said in groupby(shelf.in_order(), key=itemgetter(0)):
            yield before + _object(tag, [value for _, value in said])
            before = b",\n"
    yield b"\n]}\n"


def _event(document: Document) -> dict[str, Any]:
    values = [(column.name, column.form, column.read(document)) for column in OWN]
    values += [(FACT + name, FACTS[document.type][name], value) for name, value in document.facts().items()]
    return {
        "id": f"decision:{document.position}",
        "type": document.type,
        "time": _day(document.effective_on),
        "attributes": [{"name": name, "value": _text(value, form)} for name, form, value in values if value is not None],
        "relationships": [{"objectId": tag, "qualifier": role} for tag, role in _roles(document).items()],
    }


def _roles(document: Document) -> dict[str, str]:
    """By object of a decision the field that names it."""
    named = {tag: name for name, tag in _named(document)}
    return {tag: named.get(tag, CONCERNS) for tag in document.tags()}


def _named(document: Document) -> Iterator[tuple[str, str]]:
    facts = document.facts()
    for name, kind in OBJECT_FIELDS.items():
        value = facts.get(name)
        for id_ in [value] if isinstance(value, str) else value or ():
            yield name, f"{kind}:{id_}"


def _said(document: Document, known: set[str]) -> Iterator[tuple[str, bytes]]:
    """The objects of a decision that are not `known` to be on the shelf and, where it describes one, what it says of it."""
    tags = document.tags()
    for tag in tags:
        if tag not in known:
            known.add(tag)
            yield tag, b""
    kind, facts = DESCRIBES.get(document.type), document.facts()
    if kind is None or not facts:
        return
    own = f"{kind}:{facts[kind]}" if kind in facts else PROGRAMME  # which no field names: there is one
    for name, form in FACTS[document.type].items():
        value = facts.get(name)
        if value is not None and name not in OBJECT_FIELDS:
            attribute = {"name": name, "time": _day(document.effective_on), "value": _text(value, form)}
            yield own, ATTRIBUTE + orjson.dumps(attribute)
    for name, tag in _named(document):
        if tag != own and tag in tags:
            yield own, RELATION + orjson.dumps({"objectId": tag, "qualifier": name})


def _object(tag: str, said: list[bytes]) -> bytes:
    attributes = [each[1:] for each in said if each[:1] == ATTRIBUTE]
    relations = dict.fromkeys(each[1:] for each in said if each[:1] == RELATION)  # a variation may say again what was said
    head = orjson.dumps({"id": tag, "type": tag.partition(":")[0]})[:-1]
    return b'%s,"attributes":[%s],"relationships":[%s]}' % (head, b",".join(attributes), b",".join(relations))


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
