"""A record as exports read it, or what is shown of a withheld one: typed and in one step, for there are many."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Raw

from domain.upcast import upcast

COMMAND = "command:"
NOTHING: Mapping[str, Any] = MappingProxyType({})
UNSTATED = Raw(b"")


class Actor(msgspec.Struct, frozen=True, gc=False):
    """Who posted it. `acting_for`: in the record `for`."""

    subject: str
    roles: list[str]
    borough: str | None = None
    acting_for: str | None = msgspec.field(default=None, name="for")


class Authority(msgspec.Struct, frozen=True, gc=False):
    """On whose authority. Nothing of it is stated where it is withheld. `evidence`: as it is written."""

    body: str | None = None
    met_on: str | None = None
    minute: str | None = None
    reasons: str | None = None
    alternatives: list[str] | None = None
    interests: list[str] | None = None
    evidence: Raw = UNSTATED
    exempt: str | None = None


class Tagged(msgspec.Struct, frozen=True, gc=False):
    """An object that it concerns, and the position of the record before it on that."""

    tag: str
    previous: int | None = None


class Broken(msgspec.Struct, frozen=True, gc=False):
    """A rule that it broke."""

    code: str


class Irregular(msgspec.Struct, frozen=True, gc=False):
    """What it broke and upset."""

    broken: list[Broken]
    upset: Raw
    reasons: str | None = None


class Document(msgspec.Struct, gc=False):
    """`position` is not in the record; a withheld line has it. Dates and moments are texts, as they are written."""

    type: str
    schema: int
    effective_on: str
    recorded_at: str
    actor: Actor
    objects: list[Tagged]
    authority: Authority = Authority()
    id: str | None = None
    irregular: Irregular | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    data: dict[str, Any] | None = None
    position: int = 0
    withheld: bool = False

    def tags(self) -> list[str]:
        """The objects that it concerns."""
        return [each.tag for each in self.objects if not each.tag.startswith(COMMAND)]

    def command(self) -> str | None:
        """The key under which it was posted, after the name of whoever posted it."""
        for each in self.objects:
            if each.tag.startswith(COMMAND):
                return each.tag[len(COMMAND) :]
        return None

    def facts(self) -> Mapping[str, Any]:
        """Its facts in the newest schema of its kind; none where they are withheld."""
        return NOTHING if self.data is None else upcast(self.type, self.schema, self.data)


_DECODER = msgspec.json.Decoder(Document)


def read_document(line: bytes, position: int) -> Document:
    """A line of the record, or a withheld one. Raises msgspec.DecodeError."""
    document = _DECODER.decode(line)
    document.position = position
    return document
