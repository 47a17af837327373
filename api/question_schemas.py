"""Schemas of questions and their answers: gates, why, changes and what if."""

from __future__ import annotations

from api.schemas import (
    DATE_OR_NULL,
    MATRIX_ITEM,
    POSITION,
    POSITIONS,
    PROBLEM_FIELDS,
    STAMP,
    TEXT,
    TEXTS,
    Schema,
    list_of,
    object_of,
    ref,
)
from application.changes import HEADS
from application.differences import COMPARED
from application.hypotheses import MOST
from domain.registry import BY_COMMAND

DATE: Schema = {"type": "string", "format": "date"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
GATE = object_of(
    {
        "code": {**TEXT, "description": "The rule that closes it."},
        "borough": {**TEXT_OR_NULL, "description": "Whose step it is; null for all parties together."},
        "framework": {**TEXT, "description": "Where it stands before a call-off from one."},
        "steps": {**TEXTS, "description": "The commands before which it stands."},
        "open": {"type": "boolean"},
        "message": {**TEXT, "description": "Why; of a closed gate, as a refusal would say it."},
        "decisions": {**POSITIONS, "description": "Those without which it would stand or read otherwise, and no others."},
        "until": {**DATE_OR_NULL, "description": "When a closed gate opens by itself; the last day on which an open one is."},
        "who_can": {**TEXTS, "description": "Who can open it, and with which command."},
    },
    "framework",
)
WHY: Schema = {"type": "object", "additionalProperties": POSITIONS, "description": "By field, the decisions that cause its value."}
LINE = object_of({"date": DATE, "object": TEXT, "sentence": TEXT, "decisions": POSITIONS})
CHANGES = object_of(
    {
        "from": DATE,
        "to": DATE,
        "known_from": POSITION,
        "known_to": POSITION,
        **{head: {"type": "array", "items": LINE} for head in HEADS},
        **STAMP,
    }
)
SUPPOSED = object_of({"position": POSITION, "type": TEXT})
OUTCOME = object_of(
    {
        "command": TEXT,
        "position": POSITION,
        "decisions": {"type": "array", "items": SUPPOSED, "minItems": 1},
        "irregular": ref("Irregular"),
        **PROBLEM_FIELDS,
    },
    *("position", "decisions", "irregular", *(name for name in PROBLEM_FIELDS if name != "status")),
)
EITHER: Schema = {"type": ["object", "null"]}
DIFFERENCE = object_of(
    {
        name: {
            "type": "array",
            "items": object_of({**dict.fromkeys(view.keys, TEXT_OR_NULL), "before": EITHER, "after": EITHER}),
        }
        for name, view in COMPARED.items()
    }
)
HYPOTHESIS = object_of(
    {
        "command": {"enum": sorted(BY_COMMAND)},
        "data": {"type": "object"},
        "effective_on": {**DATE, "description": "Unless said, the date of the question, or today."},
        "authority": {"type": "object"},
        "irregular": {"type": "object"},
        "for": {**TEXT, "description": "A borough, or `board`: judged as posted by them; unless said, by somebody who may."},
        "key": {**TEXT, "description": "Passed over."},
    },
    *("effective_on", "authority", "irregular", "for", "key"),
)
QUESTION = object_of(
    {"as_of": DATE, "commands": {"type": "array", "items": HYPOTHESIS, "minItems": 1, "maxItems": MOST}},
    "as_of",
)
EXAMPLE: Schema = {
    "as_of": "2014-07-01",
    "commands": [{"command": "move-borough", "data": {"migration": "desktop", "borough": "westminster"}}],
}
SCHEMAS: Schema = {
    "Gates": list_of(GATE),
    "Why": object_of({"why": WHY, **STAMP}),
    "Cell": object_of({**MATRIX_ITEM["properties"], "why": WHY, **STAMP}),
    "Changes": CHANGES,
    "WhatIf": QUESTION,
    "Supposed": object_of({"outcomes": {"type": "array", "items": OUTCOME}, "difference": DIFFERENCE, **STAMP}),
}
"""By name, for `components`."""
