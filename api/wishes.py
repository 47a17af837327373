"""Wishes: what the headers and the query of a posted command say about how to take it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from api.problems import invalid
from application.sitting import Invalid
from application.submission import read_key
from domain.decision import Fault

KEY = "Idempotency-Key"
POSITION = re.compile(r'"([0-9]{1,15})"')
TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Wishes:
    """`key`: the idempotency key. `if_match`: the position that the poster decided on. `minimal`: no receipt in the body."""

    key: str
    if_match: int | None = None
    minimal: bool = False
    dry_run: bool = False

    @classmethod
    def of(cls, request: Request) -> Wishes:
        """Raises the problem `invalid`."""
        dry_run = flag(request, "dry_run")
        headers = request.headers
        faults: list[Fault] = []
        try:
            key = read_key(headers.get(KEY))
        except Invalid as fault:
            key = ""
            faults += [Fault((KEY,), each.message) for each in fault.faults]
        match = headers.get("if-match")
        found = POSITION.fullmatch(match.strip()) if match is not None else None
        if match is not None and found is None:
            faults.append(Fault(("If-Match",), 'write the position in quotation marks, such as "17"'))
        if faults:
            raise invalid(faults, "header")
        return cls(key, int(found[1]) if found else None, _wants_minimal(headers.get("prefer", "")), dry_run)


def flag(request: Request, name: str) -> bool:
    """The one query parameter that the route has, `true` or `false` (when it is left out). Raises the problem `invalid`."""
    if not request.url.query:
        return False
    given = request.query_params.multi_items()
    faults = [Fault((key,), "there is no such parameter here") for key, _ in given if key != name]
    values = [value for key, value in given if key == name]
    if len(values) > 1 or any(value not in TRUTH for value in values):
        faults.append(Fault((name,), "write true or false, once"))
    if faults:
        raise invalid(faults, "query")
    return bool(values) and TRUTH[values[0]]


def _wants_minimal(prefer: str) -> bool:
    """RFC 7240: the first of several preferences for the same thing counts."""
    returns = [part.split(";")[0].replace(" ", "").lower() for part in prefer.split(",")]
    return next((each for each in returns if each.startswith("return=")), "") in ("return=minimal", 'return="minimal"')
