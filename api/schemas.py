"""Schemas: the forms of what is answered, for the OpenAPI document. Those of commands are their models' own."""

from __future__ import annotations

from typing import Any

from api.problems import KINDS
from application.deadlines import KINDS as DEADLINE_KINDS

Schema = dict[str, Any]
POSITION: Schema = {"type": "integer", "minimum": 0}
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
POSITIONS: Schema = {"type": "array", "items": POSITION}
DATE_OR_NULL: Schema = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
STAMP: Schema = {
    "position": {**POSITION, "description": "The newest decision that the answer takes into account."},
    "as_of": DATE_OR_NULL,
    "known_at": {"anyOf": [{"type": "string", "format": "date-time"}, POSITION]},
}


def object_of(properties: Schema, *optional: str, more: bool = False) -> Schema:
    """An object with these fields, required but for the optional ones. `more`: it may have others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": more}


def list_of(item: Schema) -> Schema:
    """A page of such items, as of a moment."""
    return object_of({"items": {"type": "array", "items": item}, "next": {"type": ["string", "integer", "null"]}, **STAMP})


def ref(name: str) -> Schema:
    """A reference to one of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


BROKEN_RULE = object_of(
    {"code": TEXT, "message": TEXT, "decisions": POSITIONS, "until": DATE_OR_NULL, "who_can": TEXTS},
)
ERROR = object_of({"pointer": TEXT, "message": TEXT, "in": {"enum": ["query", "header", "path"]}}, "in")
IRREGULAR = object_of(
    {
        "reasons": TEXT,
        "broken": {"type": "array", "items": object_of({"code": TEXT, "message": TEXT, "decisions": POSITIONS})},
        "upset": {"type": "array", "items": object_of({"decision": POSITION, "codes": TEXTS})},
    }
)
DECIDED = object_of({"position": POSITION, "id": {"type": "string", "format": "uuid"}, "type": TEXT})
RECEIPT_FIELDS: Schema = {
    "position": POSITION,
    "decisions": {"type": "array", "items": DECIDED, "minItems": 1},
    "replayed": {"type": "boolean"},
    "irregular": ref("Irregular"),
}
PROBLEM_FIELDS: Schema = {
    "type": {"enum": [f"urn:concordat:problem:{name}" for name in KINDS]},
    "title": TEXT,
    "status": {"type": "integer"},
    "detail": TEXT,
    "broken_rules": {"type": "array", "items": ref("BrokenRule"), "description": "Every rule in the way."},
    "errors": {"type": "array", "items": ref("FieldError"), "description": "Every field at fault, by JSON pointer."},
}
RECORD_FIELDS: Schema = {
    "position": POSITION,
    "id": {"type": "string", "format": "uuid"},
    "type": TEXT,
    "schema": {"type": "integer", "minimum": 1},
    "effective_on": {"type": "string", "format": "date"},
    "recorded_at": {"type": "string", "format": "date-time"},
    "actor": object_of({"subject": TEXT, "roles": TEXTS, "borough": TEXT, "for": TEXT}, "borough", "for"),
    "authority": {"type": "object"},
    "data": {"type": "object"},
    "objects": {"type": "array", "items": object_of({"tag": TEXT, "previous": POSITION}, "previous")},
    "irregular": ref("Irregular"),
    "correlation_id": TEXT,
    "causation_id": TEXT,
}
STATE = object_of({"state": TEXT, "decisions": POSITIONS}, more=True)
MATRIX_ITEM = object_of(
    {
        "borough": TEXT,
        "area": TEXT,
        "migration": {"type": ["string", "null"]},
        "stage": {"enum": ["own", "proposed", "agreed", "adopted", "scheduled", "moved", "merged", "separated"]},
        "since": DATE_OR_NULL,
        "decision": {"type": ["integer", "null"]},
        "blocked_by": TEXTS,
    }
)
IRREGULARITY = object_of(
    {
        "position": POSITION,
        "id": {"type": "string", "format": "uuid"},
        "type": TEXT,
        "effective_on": {"type": "string", "format": "date"},
        "objects": TEXTS,
        **IRREGULAR["properties"],
    }
)
MONEY_OR_NULL: Schema = {"type": ["string", "null"], "pattern": r"^[0-9]+\.[0-9]{2}$"}
EARLIEST: Schema = {
    "earliest_on": {**DATE_OR_NULL, "description": "Null where something is missing."},
    "not_before": {"type": "string", "format": "date", "description": "What can be dated, dates it no earlier."},
    "chain": {
        "type": "array",
        "items": object_of({"what": TEXT, "date": {"type": "string", "format": "date"}, "decisions": POSITIONS, "sentence": TEXT}),
        "description": "What sets the date, in order.",
    },
    "missing": {"type": "array", "items": ref("BrokenRule"), "description": "What waits for somebody's decision."},
}
FORECAST_ITEM = object_of(
    {
        "migration": TEXT,
        "title": TEXT,
        "area": TEXT,
        "state": TEXT,
        "target_on": DATE_OR_NULL,
        "merged_on": DATE_OR_NULL,
        **EARLIEST,
        "boroughs": {"type": "array", "items": object_of({"borough": TEXT, "moved_on": DATE_OR_NULL, **EARLIEST})},
    }
)
MEETING_OR_NULL: Schema = {
    "anyOf": [
        object_of(
            {
                "meeting": TEXT,
                "body": TEXT,
                "meets_on": DATE_OR_NULL,
                "notice_by": DATE_OR_NULL,
                "papers_by": DATE_OR_NULL,
                "call_in_ends_on": DATE_OR_NULL,
                "acts_from": DATE_OR_NULL,
            }
        ),
        {"type": "null"},
    ]
}
BODY = object_of(
    {"body": TEXT, "lead_times_set": {"type": "boolean"}, "meet_by": DATE_OR_NULL, "last_meeting": MEETING_OR_NULL},
)
DEADLINE = object_of(
    {
        "kind": {"enum": [*DEADLINE_KINDS]},
        "object": TEXT,
        "which": {"type": ["string", "null"]},
        "on": {"type": "string", "format": "date"},
        "title": TEXT,
        "sentence": TEXT,
        "boroughs": TEXTS,
        "who_can": TEXTS,
        "decisions": POSITIONS,
        "last_meeting": {**MEETING_OR_NULL, "description": "The last that can still act, of any body."},
        "bodies": {"type": "array", "items": BODY},
    }
)
FIGURES: Schema = {"claimed": MONEY_OR_NULL, "accepted": MONEY_OR_NULL, "disputed": MONEY_OR_NULL}
BENEFIT = object_of(
    {"area": TEXT, "borough": TEXT, "baseline": MONEY_OR_NULL, "target": MONEY_OR_NULL, **FIGURES},
    more=True,
)
SCHEMAS: Schema = {
    "Problem": object_of({**PROBLEM_FIELDS, "instance": TEXT}, "broken_rules", "errors"),
    "BrokenRule": BROKEN_RULE,
    "FieldError": ERROR,
    "Irregular": IRREGULAR,
    "Receipt": object_of({**RECEIPT_FIELDS, "dry_run": {"const": True}}, "irregular", "dry_run"),
    "BatchOutcome": {
        "description": "One line of the answer: `status`, and the fields of the receipt or of the problem.",
        **object_of(
            {"line": {"type": "integer"}, "key": TEXT, **RECEIPT_FIELDS, **PROBLEM_FIELDS},
            *("key", *RECEIPT_FIELDS, "type", "title", "detail", "broken_rules", "errors"),
        ),
    },
    "Record": object_of(RECORD_FIELDS, "irregular"),
    "Decision": object_of({**RECORD_FIELDS, "as_of": DATE_OR_NULL, "known_at": STAMP["known_at"]}, "irregular"),
    "Trail": list_of(ref("Record")),
    "State": {"description": "The present fields of an object, under the names of its commands.", **STATE},
    "States": list_of(ref("State")),
    "StateAt": object_of({**STATE["properties"], **STAMP}, more=True),
    "Matrix": list_of(MATRIX_ITEM),
    "Irregularities": list_of(IRREGULARITY),
    "Forecast": list_of(FORECAST_ITEM),
    "Deadlines": list_of(DEADLINE),
    "Benefits": list_of(BENEFIT),
}
"""By name, for `components`."""
