"""The form of one record: canonical JSON of a known type and schema, with everything a record has and nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import ValidationError

from application.proof.tiles import MAX_RECORD_BYTES
from application.record import canonical
from domain.decision import Authority
from domain.registry import BY_TYPE
from domain.upcast import upcast

_ALWAYS = frozenset(
    {"actor", "authority", "causation_id", "correlation_id", "data", "effective_on", "id", "objects", "recorded_at", "schema"}
) | {"type"}
_IRREGULAR = _ALWAYS | {"irregular"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z").fullmatch
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}").fullmatch
_TAG = re.compile(
    r"(area|borough|claim|contract|dispensation|framework|meeting|migration|note|programme|supplier|system):[a-z0-9][a-z0-9-]{0,62}"
).fullmatch
COMMAND = "command:"


class Malformed(Exception):
    """The line is no record. The message says why, in words."""


@dataclass(frozen=True, slots=True)
class Formed:
    """What the passes need of a well-formed record. `links`: for each object's tag the position that is named as the one before.

    `recorded_at`: as written; moments so written sort as texts.
    """

    id: str
    type: str
    recorded_at: str
    effective_on: date
    links: Mapping[str, int]
    is_irregular: bool = False


def read_line(line: bytes) -> Any:
    """The JSON value of a line that is written in its one canonical way. Raises Malformed."""
    if not 0 < len(line) <= MAX_RECORD_BYTES:
        raise Malformed(f"it has {len(line)} bytes; a record has 1 to {MAX_RECORD_BYTES}")
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError as fault:
        raise Malformed(f"it is no JSON: {fault}") from None
    if canonical(document) != line:  # a key given twice is lost in reading, so it shows here too
        raise Malformed("it is not written in the one canonical way of JSON (RFC 8785)")
    return document


def formed(document: Any) -> Formed:
    """Check what `read_line` read, in every part. Raises Malformed."""
    if type(document) is not dict or document.keys() not in (_ALWAYS, _IRREGULAR):
        raise Malformed("it does not have exactly the fields of a record")
    for name, is_right in _FIELDS:
        if not is_right(document[name]):
            raise Malformed(f"its {name} is not written as a record's {name}")
    if "irregular" in document and not _is_irregular(document["irregular"]):
        raise Malformed("its irregular part is not written as in a record")
    effective_on = _require_known(document)
    links = _links(document["objects"])
    return Formed(document["id"], document["type"], document["recorded_at"], effective_on, links, "irregular" in document)


def _require_known(document: Mapping[str, Any]) -> date:
    """Raises Malformed unless type, schema and facts are known ones."""
    kind, schema = BY_TYPE.get(document["type"]), document["schema"]
    if kind is None or type(schema) is not int or not 1 <= schema <= kind.schema:
        raise Malformed(f"it is a {document['type']} of schema {schema}, which this version does not know")
    try:
        facts = kind.records.model_validate(upcast(kind.type, schema, document["data"])).facts()
        authority = Authority.model_validate(document["authority"]).model_dump(mode="json", exclude_none=True)
        effective_on = date.fromisoformat(document["effective_on"])
    except (ValidationError, ValueError, KeyError, TypeError) as fault:
        raise Malformed(f"it does not have the facts of a {kind.type}: {_first(fault)}") from None
    # As bytes: 1 and 1.0 are equal in Python, but only one of them is ever recorded.
    if schema == kind.schema and canonical(facts) != canonical(document["data"]):
        raise Malformed(f"its facts are not written as those of a {kind.type}")
    if canonical(authority) != canonical(document["authority"]):
        raise Malformed("its authority is not written as a record's authority")
    return effective_on


def _first(fault: Exception) -> str:
    if not isinstance(fault, ValidationError):
        return str(fault)
    found = fault.errors(include_url=False)[0]
    return f"{'.'.join(map(str, found['loc']))}: {found['msg']}"


_GOOD: set[str] = set()
"""Tags that were found well written: the same come over and over."""
MAX_GOOD = 50_000


def _is_tag(tag: str) -> bool:
    if _TAG(tag) is None:
        return False
    if len(_GOOD) < MAX_GOOD:
        _GOOD.add(tag)
    return True


def _links(objects: Any) -> dict[str, int]:
    """The position before by tag. Raises Malformed unless the tags are sorted and distinct, one of them that of its command."""
    if type(objects) is not list:
        raise Malformed("its objects are not a list")
    links: dict[str, int] = {}
    newest, commands = "", 0
    for each in objects:
        if type(each) is not dict or type(tag := each.get("tag")) is not str or tag <= newest:
            raise Malformed("its objects are not listed in order, each once")
        newest = tag
        if tag.startswith(COMMAND):
            commands += 1
            if len(each) != 1:
                raise Malformed("a command's tag has nothing before it")
        elif len(each) == 2 and type(before := each.get("previous")) is int and before >= 0 and (tag in _GOOD or _is_tag(tag)):
            links[tag] = before
        else:
            raise Malformed(f"the object {tag} does not name the position before it")
    if commands != 1:
        raise Malformed("it has the tag of exactly one command")
    return links


def _is_moment(value: Any) -> bool:
    if type(value) is not str or not _MOMENT(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_text(value: Any) -> bool:
    return type(value) is str and bool(value)


def _matches(pattern: Callable[[str], object]) -> Callable[[Any], bool]:
    return lambda value: type(value) is str and pattern(value) is not None


def _is_actor(value: Any) -> bool:
    return (
        type(value) is dict
        and value.keys() - {"borough", "for"} == {"roles", "subject"}
        and all(type(each) is str for name, each in value.items() if name != "roles")
        and type(value["roles"]) is list
        and all(type(role) is str for role in value["roles"])
        and value["roles"] == sorted(set(value["roles"]))
    )


def _is_irregular(value: Any) -> bool:
    if type(value) is not dict or value.keys() != {"broken", "reasons", "upset"} or not _is_text(value["reasons"]):
        return False
    broken, upset = value["broken"], value["upset"]
    if type(broken) is not list or type(upset) is not list or not (broken or upset):
        return False
    return all(_is_broken(each) for each in broken) and all(_is_upset(each) for each in upset)


def _is_broken(value: Any) -> bool:
    return (
        type(value) is dict
        and value.keys() == {"code", "decisions", "message"}
        and _is_text(value["code"])
        and _is_text(value["message"])
        and type(value["decisions"]) is list
        and all(type(each) is int for each in value["decisions"])
    )


def _is_upset(value: Any) -> bool:
    return (
        type(value) is dict
        and value.keys() == {"codes", "decision"}
        and type(value["decision"]) is int
        and type(value["codes"]) is list
        and all(_is_text(each) for each in value["codes"])
    )


_FIELDS: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("actor", _is_actor),
    ("causation_id", _matches(_DIGEST)),
    ("correlation_id", _is_text),
    ("effective_on", _matches(re.compile(r"\d{4}-\d\d-\d\d").fullmatch)),
    ("id", _matches(_UUID)),
    ("recorded_at", _is_moment),
    ("type", _is_text),
)
