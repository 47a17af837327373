"""Recalling: decisions from their records as far as folding needs them, some times faster than reading them with all their checks.

What was recorded was checked then. Here its facts are taken as the types say they are; a test compares every kind of decision with
what `application.record` reads. Who posted it, and what it broke, are left out.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, TypedDict, Union, cast, get_args, get_origin

import msgspec
from pydantic import BaseModel

from application.ports import Stored
from application.record import read_record
from domain.decision import Actor, Decision, Recorded
from domain.registry import KINDS
from domain.rule import Kind

NOBODY = Actor("nobody")


class _Head(msgspec.Struct):
    """What of a record is looked at."""

    effective_on: date
    schema: int
    data: msgspec.Raw


_HEAD = msgspec.json.Decoder(_Head)
Fields = Callable[[msgspec.Raw], dict[str, Any]]


def recall(stored: Stored) -> Recorded:
    """The decision that a record holds. Raises Unreadable, and msgspec.DecodeError for what is no record."""
    head = _HEAD.decode(stored.data)
    decision = recalled(stored.type, head.schema, head.data)
    if decision is None:
        return read_record(stored)
    tags = frozenset([tag for tag in stored.tags if not tag.startswith("command:")])
    return Recorded(stored.position, decision, head.effective_on, NOBODY, tags)


def recalled(type_: str, schema: int, data: msgspec.Raw) -> Decision | None:
    """The facts of a decision; None where they are of an older schema, or of none that we know."""
    known = _KINDS.get(type_)
    if known is None or schema != known[0]:
        return None
    _, made, defaults, fields = known
    decision = object.__new__(made)
    _set(decision, "__dict__", {**defaults, **fields(data)})
    _set(decision, "__pydantic_fields_set__", set())
    _set(decision, "__pydantic_extra__", None)
    _set(decision, "__pydantic_private__", None)
    return decision


_set = object.__setattr__


def _plain(annotation: Any) -> Any:
    """A field's type without what only checks it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _plain(arguments[0])
    if origin in (Union, types.UnionType):
        return Union[tuple(map(_plain, arguments))]  # noqa: UP007  # made at run time
    if origin is tuple:
        return tuple[tuple(each if each is Ellipsis else _plain(each) for each in arguments)]  # type: ignore[misc]  # made at run time
    return annotation


def _made(kind: type, value: Any) -> Any:
    """A part of a decision that is a model of its own, such as a lot."""
    if issubclass(kind, BaseModel):
        fields = {name: _plain(field.annotation) for name, field in kind.model_fields.items()}
        return kind.model_construct(**{name: msgspec.convert(each, fields[name], dec_hook=_made) for name, each in value.items()})
    raise NotImplementedError(kind)


def _known(kind: Kind) -> tuple[int, type[Decision], dict[str, Any], Fields]:
    """What is needed to recall a kind of decision: schema, class, the defaults of its fields, and how they are read."""
    fields = kind.records.model_fields
    plain = {name: _plain(field.annotation) for name, field in fields.items()}
    shape = cast(Any, TypedDict)(kind.type, plain, total=False)
    defaults = {name: field.get_default(call_default_factory=True) for name, field in fields.items() if not field.is_required()}
    return kind.schema, kind.records, defaults, msgspec.json.Decoder(shape, dec_hook=_made).decode


_KINDS: Mapping[str, tuple[int, type[Decision], dict[str, Any], Fields]] = {kind.type: _known(kind) for kind in KINDS}
