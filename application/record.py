"""The record: one canonical JSON document a decision. Its stored bytes are what is exported, hashed and proven.

Canonical form: RFC 8785. orjson with sorted keys writes exactly that here, because by construction a record holds no floats, only
ASCII keys and only integers below 2^53; a property test compares it with a plain implementation of the RFC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import orjson
from pydantic import ValidationError

from application.ports import Complete, Draft, Stored
from application.posted import Posted
from domain.decision import Actor, BrokenRule, Irregular, Recorded, Upset
from domain.registry import BY_TYPE
from domain.upcast import upcast


class Unreadable(Exception):
    """A stored record is of a type, schema or form that this version does not know. Nothing that rests on it can be answered."""


def canonical(document: Any) -> bytes:
    """The document's canonical bytes (see the module's docstring for what it may hold)."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def moment(at: datetime) -> str:
    """A moment as the record writes it: UTC, with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def draft(recorded: Recorded, posted: Posted, id_: str, correlation_id: str) -> Draft:
    """A decision ready to be recorded: all of its document but what only its place in the order decides."""
    head = canonical(_head(recorded, posted, id_, correlation_id))[:-1]
    tail = b',"schema":%d,"type":%s}' % (BY_TYPE[recorded.type].schema, canonical(recorded.type))
    tags = tuple(sorted({*recorded.tags, posted.key_tag}))
    return Draft(recorded.type, tags, recorded.effective_on, posted.actor.subject, _completion(head, tags, tail))


def _head(recorded: Recorded, posted: Posted, id_: str, correlation_id: str) -> dict[str, Any]:
    document = {
        "actor": _actor_document(posted.actor),
        "authority": posted.authority.model_dump(mode="json", exclude_none=True),
        "causation_id": posted.digest,
        "correlation_id": correlation_id,
        "data": recorded.decision.facts(),
        "effective_on": recorded.effective_on.isoformat(),
        "id": id_,
    }
    if recorded.irregular is not None:
        document["irregular"] = irregular_document(recorded.irregular)
    return document


def _completion(head: bytes, tags: tuple[str, ...], tail: bytes) -> Complete:
    written = [(tag, canonical(tag), tag.startswith("command:")) for tag in tags]

    def complete(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
        objects = b",".join(
            b'{"tag":%s}' % text if is_key else b'{"previous":%d,"tag":%s}' % (previous[tag], text) for tag, text, is_key in written
        )
        return b'%s,"objects":[%s],"recorded_at":"%s"%s' % (head, objects, moment(recorded_at).encode(), tail)

    return complete


def _actor_document(actor: Actor) -> dict[str, Any]:
    document: dict[str, Any] = {"roles": sorted(actor.roles), "subject": actor.subject}
    if actor.borough is not None:
        document["borough"] = actor.borough
    if actor.acting_for is not None:
        document["for"] = actor.acting_for
    return document


def broken_document(broken: BrokenRule) -> dict[str, Any]:
    """A broken rule as refusals and records show it."""
    return {
        "code": broken.code,
        "message": broken.message,
        "decisions": list(broken.decisions),
        "until": broken.until.isoformat() if broken.until else None,
        "who_can": list(broken.who_can),
    }


def irregular_document(irregular: Irregular) -> dict[str, Any]:
    """What an irregular decision broke and upset, as receipts and records show it."""
    return {
        "reasons": irregular.reasons,
        "broken": [{"code": each.code, "message": each.message, "decisions": list(each.decisions)} for each in irregular.broken],
        "upset": [{"decision": each.decision, "codes": list(each.codes)} for each in irregular.upset],
    }


def document_of(data: bytes) -> dict[str, Any]:
    """A record's document, from its bytes."""
    document = orjson.loads(data)
    if not isinstance(document, dict):
        raise Unreadable("a record is no JSON object")
    return document


def read_record(stored: Stored) -> Recorded:
    """The decision that a stored record holds. Older schemas are brought up to date; the bytes stay as they are.

    Raises Unreadable.
    """
    document = document_of(stored.data)
    kind = BY_TYPE.get(stored.type)
    if kind is None or document.get("schema", 0) > kind.schema:
        raise Unreadable(
            f"Decision {stored.position} is a {stored.type} of schema {document.get('schema')}: this version of Concordat does "
            "not know it. Start a newer one."
        )
    try:
        decision = kind.records.model_validate(upcast(stored.type, document["schema"], document["data"]))
    except ValidationError as error:
        raise Unreadable(f"Decision {stored.position} does not have the form of a {stored.type}: {error}") from error
    return Recorded(
        position=stored.position,
        decision=decision,
        effective_on=date.fromisoformat(document["effective_on"]),
        actor=_read_actor(document["actor"]),
        tags=frozenset(tag for tag in stored.tags if not tag.startswith("command:")),
        irregular=_read_irregular(document["irregular"]) if "irregular" in document else None,
        id=document["id"],
    )


def _read_actor(document: dict[str, Any]) -> Actor:
    return Actor(document["subject"], frozenset(document["roles"]), document.get("borough"), document.get("for"))


def _read_irregular(document: dict[str, Any]) -> Irregular:
    return Irregular(
        document["reasons"],
        tuple(BrokenRule(each["code"], each["message"], tuple(each["decisions"])) for each in document["broken"]),
        tuple(Upset(each["decision"], tuple(each["codes"])) for each in document["upset"]),
    )


NewId = Callable[[], str]
"""Makes a new UUIDv7."""
