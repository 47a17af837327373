"""Problems: every answer that is not what was asked for, as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson
from starlette.responses import Response

from application.identity import NotAuthenticated
from application.ledger import Contended
from application.ports import TooLarge, Unavailable
from application.record import Unreadable, broken_document
from application.sealing import NotSealed
from application.sitting import Invalid, KeyReused, Refusal, Stale
from application.submission import Forbidden, Malformed, UnknownCommand
from domain.decision import BrokenRule, Fault

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "1"

KINDS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "malformed": (400, "The request cannot be read"),
        "unauthenticated": (401, "No valid token"),
        "forbidden": (403, "Not yours to do"),
        "unknown-command": (404, "There is no such command"),
        "not-found": (404, "There is nothing here"),
        "not-sealed": (404, "Not sealed yet"),
        "method-not-allowed": (405, "This cannot be done here"),
        "refused": (409, "Rules are in the way"),
        "stale": (412, "Decided on an older state"),
        "too-large": (413, "Too large"),
        "unsupported-media": (415, "Another media type is needed"),
        "invalid": (422, "Fields are at fault"),
        "key-reused": (422, "The key was used for another command"),
        "contended": (429, "Others decided at the same time"),
        "internal": (500, "A fault of the server's own"),
        "unavailable": (503, "Not available now"),
    }
)
"""Status and title of each problem, by the last part of its URN."""


@dataclass
class Problem(Exception):
    """`name`: a key of KINDS. `members`: what the problem adds to RFC 9457's own members."""

    name: str
    detail: str
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return KINDS[self.name][0]

    def document(self) -> dict[str, Any]:
        """The problem as JSON, without the `instance`, which only a single request has."""
        status, title = KINDS[self.name]
        return {
            "type": f"urn:concordat:problem:{self.name}",
            "title": title,
            "status": status,
            "detail": self.detail,
            **self.members,
        }

    def response(self, instance: str) -> Response:
        """`instance`: the path that was asked for."""
        content = orjson.dumps({**self.document(), "instance": instance})
        return Response(content, self.status, dict(self.headers), MEDIA_TYPE)


def invalid(faults: Sequence[Fault], where: str | None = None) -> Problem:
    """Fields at fault. `where`: "query", "header" or "path" for what does not stand in the body; pointers then start there."""
    place = {"in": where} if where else {}
    errors = [{"pointer": pointer(fault.path), "message": fault.message, **place} for fault in faults]
    return Problem(
        "invalid", "; ".join(f"{each['pointer'] or 'body'}: {each['message']}" for each in errors)[:2000], {"errors": errors}
    )


def pointer(path: Sequence[str | int]) -> str:
    """A path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def refused(broken: Sequence[BrokenRule]) -> Problem:
    """Rules in the way: 403 where the actor may not post it at all, else 409."""
    name = "forbidden" if any(each.code.startswith("authority.") for each in broken) else "refused"
    return Problem(
        name,
        " ".join(each.message for each in broken),
        {"broken_rules": [broken_document(each) for each in broken]},
    )


def problem_of(fault: Exception | Refusal) -> Problem:
    """What a command met, as a problem. Raises the fault itself when it is none of those that a caller can meet."""
    match fault:
        case Problem():
            return fault
        case Refusal() | Forbidden():
            return refused(fault.broken)
        case Invalid():
            return invalid(fault.faults)
    name = next((name for kind, name in _NAMES.items() if isinstance(fault, kind)), None)
    if name is None:
        raise fault
    return Problem(name, _sayable(fault), headers=_HEADERS.get(name, {}))


def _sayable(fault: Exception) -> str:
    """What the fault says, without what its cause says: that may tell of the inside, such as a database's address."""
    cause = fault.__cause__
    return str(fault) if cause is None else str(fault).replace(str(cause), "").rstrip(" :\n")


_NAMES: Mapping[type[Exception], str] = {
    Malformed: "malformed",
    NotAuthenticated: "unauthenticated",
    UnknownCommand: "unknown-command",
    Stale: "stale",
    TooLarge: "too-large",
    KeyReused: "key-reused",
    Contended: "contended",
    Unavailable: "unavailable",
    Unreadable: "unavailable",
    NotSealed: "not-sealed",
}
_HEADERS: Mapping[str, Mapping[str, str]] = {
    "unauthenticated": {"WWW-Authenticate": 'Bearer realm="concordat"'},
    "not-sealed": {"Retry-After": RETRY_SECONDS},
    "contended": {"Retry-After": RETRY_SECONDS},
    "unavailable": {"Retry-After": RETRY_SECONDS},
}
FAULTS: tuple[type[Exception], ...] = (Problem, *_NAMES, Forbidden, Invalid)
"""Exceptions that `problem_of` can tell a caller about."""
