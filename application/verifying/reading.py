"""Reading again: a record that was found well formed, as a decision, without the checks that it has passed by then."""

from __future__ import annotations

from datetime import date

import msgspec

from application.keeping.recalling import recalled
from application.ports import Stored
from application.record import read_record
from application.verifying.form import COMMAND
from domain.decision import Actor, Recorded

NOTHING = msgspec.Raw(b"")


class _Actor(msgspec.Struct):
    subject: str
    roles: frozenset[str]
    borough: str | None = None
    acting_for: str | None = msgspec.field(name="for", default=None)


class _Object(msgspec.Struct):
    tag: str


class _Record(msgspec.Struct):
    """What of a record is looked at."""

    effective_on: date
    schema: int
    data: msgspec.Raw
    actor: _Actor
    objects: list[_Object]
    irregular: msgspec.Raw = NOTHING


_RECORD = msgspec.json.Decoder(_Record)
_ACTORS: dict[tuple[str, frozenset[str], str | None, str | None], Actor] = {}
MAX_ACTORS = 10_000


def read_again(position: int, type_: str, data: bytes) -> Recorded:
    """The decision of a well-formed record. Its id, which no rule reads, is left out."""
    read = _RECORD.decode(data)
    tags = frozenset([each.tag for each in read.objects if not each.tag.startswith(COMMAND)])
    decision = recalled(type_, read.schema, read.data) if read.irregular is NOTHING else None
    if decision is None:
        return read_record(Stored(position, type_, data, tuple(tags)))
    return Recorded(position, decision, read.effective_on, _actor(read.actor), tags)


def _actor(read: _Actor) -> Actor:
    """One and the same for each: there are few, over and over."""
    key = (read.subject, read.roles, read.borough, read.acting_for)
    known = _ACTORS.get(key)
    if known is None:
        known = Actor(*key)
        if len(_ACTORS) < MAX_ACTORS:
            _ACTORS[key] = known
    return known
