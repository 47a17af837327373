"""Filled: what somebody wrote into the form of a command, as the body of that command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from api.pages.fields import Field, walked
from api.pages.origins import Form
from domain.decision import Fault

WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def body_of(fields: Sequence[Field], form: Form) -> dict[str, Any]:
    """The body. A field that was left empty is left out; what does not look as it should is left for the command to judge."""
    body: dict[str, Any] = {}
    for field in fields:
        value = _value(field, form)
        if value is not None:
            *above, key = field.name.split(".")
            place = body
            for step in above:
                place = place.setdefault(step, {})
            place[key] = value
    return body


def _value(field: Field, form: Form) -> Any:
    if field.form == "rows":
        rows = [{each.key: _value(each, form) for each in row} for row in field.rows]
        kept = [{key: value for key, value in row.items() if value is not None} for row in rows]
        return [row for row in kept if row] or None
    values = [value for value in form.get(field.name, []) if value.strip()]
    if field.form == "choices":
        return values or None
    if not values:
        return None
    written = values[0] if field.form == "prose" else values[0].strip()
    match field.form:
        case "texts":
            return [line.strip() for line in written.split("\n") if line.strip()]
        case "whole":
            return int(written) if WHOLE.fullmatch(written) else written
        case "flag":
            return {"true": True, "false": False}.get(written, written)
        case "money":
            return written.replace(",", "").removeprefix("£")
        case "json":
            return _json(written)
    return written


def _json(written: str) -> Any:
    try:
        return orjson.loads(written)
    except orjson.JSONDecodeError:
        return written


def rows_in(form: Form) -> dict[str, int]:
    """By the name of a field of rows, how many rows a form has."""
    found: dict[str, int] = {}
    for name in form:
        parts = name.split(".")
        for n, part in enumerate(parts):
            if part.isdecimal() and n:
                above = ".".join(parts[:n])
                found[above] = min(max(found.get(above, 0), int(part[:4]) + 1), 60)
    return found


def faults_by_field(faults: Iterable[Fault], fields: Sequence[Field]) -> list[tuple[str, str]]:
    """For each fault the id of the field to mend, and the words; the first field where it is of none."""
    named = {field.name: field for field in walked(fields)}
    found = []
    for fault in faults:
        path = [str(step) for step in fault.path]
        while path and ".".join(path) not in named:
            path.pop()
        field = named.get(".".join(path))
        said = f"{field.label}: {fault.message}" if field else fault.message
        found.append((field.id if field else "", said))
    return found
