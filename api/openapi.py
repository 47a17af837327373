"""The OpenAPI document: every route, every command's body with an example, every problem."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.batch import NDJSON
from api.examples import examples, sketch
from api.export import answer_schema
from api.feed_sending import MEDIA_TYPE as EVENTS
from api.ics import MEDIA_TYPE as CALENDAR
from api.log_schemas import ANSWERS as LOG_ANSWERS
from api.log_schemas import SCHEMAS as LOG_SCHEMAS
from api.problems import KINDS, MEDIA_TYPE
from api.question_schemas import EXAMPLE
from api.question_schemas import SCHEMAS as QUESTION_SCHEMAS
from api.schemas import SCHEMAS, Schema, ref
from api.trail import RECORD
from application.posted import BODIES

DESCRIPTION = "The decision ledger of a shared-IT merger. Post a command: it is recorded, or refused with every rule in its way."
COMMAND_PROBLEMS = (400, 401, 403, 409, 412, 413, 415, 422, 429, 500, 503)
READ_PROBLEMS = (401, 403, 422, 500, 503)
READ_ANSWERS = {
    "decisions": "Trail",
    "decision": "Decision",
    "matrix": "Matrix",
    "irregularities": "Irregularities",
    "programme": "StateAt",
    "forecast": "Forecast",
    "deadlines": "Deadlines",
    "benefits": "Benefits",
    "gates": "Gates",
    "cell": "Cell",
    "changes": "Changes",
}
NOT_FOUND = {"decision", "programme", "gates", "cell"}
WITHOUT_TOKEN = {"checkpoint", "tile", "consistency", "seals"}  # these tell no content
OPEN = {"livez", "readyz", "metrics"}
HEADERS: list[Schema] = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "Chosen by you, for this command alone. Sent again with the same command it gives the same receipt.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
    },
    {
        "name": "If-Match",
        "in": "header",
        "description": "The position you decided on: refused with 412 if anything that the command rests on is later.",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,15}"$'},
    },
    {"name": "Prefer", "in": "header", "schema": {"type": "string"}, "description": "`return=minimal`: no body."},
]
DRY_RUN = {"name": "dry_run", "in": "query", "schema": {"type": "boolean"}, "description": "All the rules, nothing recorded."}
STOP = {
    "name": "stop_on_refusal",
    "in": "query",
    "schema": {"type": "boolean"},
    "description": "Take nothing after a refused line.",
}
LAST_EVENT_ID = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "The `id` of the last event that came. Browsers send it by themselves. It goes before `after`.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,15}$"},
}
CORRELATION = {
    "name": "X-Correlation-ID",
    "in": "header",
    "description": "Comes back in the answer, and stands in the record and in the logs.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
}


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The whole document of an application."""
    document = get_openapi(
        title=app.title, version=version("concordat"), description=DESCRIPTION, openapi_version="3.1.0", routes=app.routes
    )
    definitions = _command_schemas()
    document["components"] = {
        "schemas": {**definitions, **SCHEMAS, **LOG_SCHEMAS, **QUESTION_SCHEMAS},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    }
    document["security"] = [{"token": []}]
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation, definitions)
    return document


def _command_schemas() -> Schema:
    _, schema = models_json_schema([(body, "validation") for body in BODIES.values()], ref_template="#/components/schemas/{model}")
    definitions: Schema = _tidy(schema["$defs"])
    return definitions


def _tidy(schema: Any) -> Any:
    """Bounds under their JSON Schema names: pydantic leaves its own where a validator of ours stands before them."""
    if isinstance(schema, dict):
        names = {"ge": "minimum", "le": "maximum"}
        is_schema = "type" in schema
        return {(names.get(name, name) if is_schema else name): _tidy(value) for name, value in schema.items()}
    return [_tidy(each) for each in schema] if isinstance(schema, list) else schema


def _complete(operation: Schema, definitions: Schema) -> None:
    name = operation["operationId"]
    if name in OPEN:
        operation["security"] = []
        operation["responses"] |= _problems((422, 500, 503))
        if name == "metrics":
            operation["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}
    elif name in BODIES:
        _complete_command(operation, BODIES[name].__name__, definitions)
    elif name in LOG_ANSWERS:
        _complete_log(operation)
    elif name == "batch":
        _complete_batch(operation)
    elif name == "feed":
        _complete_feed(operation)
    elif name == "export":
        operation["responses"] = {**answer_schema(), **_problems((*READ_PROBLEMS, 404))}
    elif name == "what-if":
        _complete_what_if(operation)
    else:
        _complete_read(operation)
    operation.setdefault("parameters", []).append(CORRELATION)


def _complete_command(operation: Schema, model: str, definitions: Schema) -> None:
    name = operation["operationId"]
    example = examples().get(name) or sketch(ref(model), definitions)
    operation["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": ref(model), "examples": {name: {"value": example}}}},
    }
    operation["parameters"] = [*HEADERS, DRY_RUN]
    receipt = {"application/json": {"schema": ref("Receipt")}}
    position = {"ETag": {"schema": {"type": "string"}}, "Location": {"schema": {"type": "string"}}}
    operation["responses"] = {
        "200": {"description": "Recorded before, by the same key; or a dry run.", "content": receipt},
        "201": {"description": "Recorded.", "content": receipt, "headers": position},
        **_problems(COMMAND_PROBLEMS),
    }


def _complete_batch(operation: Schema) -> None:
    line = {"command": "start-programme", "key": "first", **examples()["start-programme"]}
    operation["summary"] = "Many commands, a line each."
    operation["description"] = (
        "NDJSON: each line is `command`, `key`, and the body of that command; an operator may add `for`: a borough, or `board`. "
        "Up to 10,000 lines of up to 64 KiB. One outcome a line, in order, while the batch is being read."
    )
    operation["parameters"] = [STOP]
    operation["requestBody"] = {
        "required": True,
        "content": {NDJSON: {"schema": {"type": "string"}, "examples": {"one line": {"value": _line(line)}}}},
    }
    outcome = {NDJSON: {"schema": {"type": "string", "description": "A BatchOutcome a line."}}}
    operation["responses"] = {
        "200": {"description": "The outcomes.", "content": outcome},
        **_problems((401, 403, 415, 422, 500, 503)),
    }


def _complete_read(operation: Schema) -> None:
    name = operation["operationId"]
    is_single = name.startswith(("one-", "why-")) or name in NOT_FOUND
    usual = "Why" if name.startswith("why-") else "StateAt" if is_single else "States"
    content = {"application/json": {"schema": ref(READ_ANSWERS.get(name, usual))}}
    if name == "decision":
        content[RECORD] = {"schema": ref("Record")}
    if name == "deadline-calendar":
        content = {CALENDAR: {"schema": {"type": "string"}}}
    answer = {"description": "As of the moment asked for.", "content": content, "headers": {"ETag": {"schema": {"type": "string"}}}}
    problems = _problems((*READ_PROBLEMS, 404) if is_single else READ_PROBLEMS)
    operation["responses"] = {"200": answer, **problems}


def _complete_feed(operation: Schema) -> None:
    operation["description"] = (
        "Server-Sent Events: `id` is the position, `event` the type, `data` the record's own bytes. It begins after "
        "`Last-Event-ID`, else after `after`, else with the first decision, and goes on until the reader leaves, the token "
        "no longer holds, or the server stops; a reader that comes again with the last `id` misses nothing and hears "
        "nothing twice. With `known_at` it ends with what was known then, and answers 204 where nothing of that is left. "
        "A comment comes every 15 seconds in which nothing else does."
    )
    operation["parameters"].append(LAST_EVENT_ID)
    stream = {EVENTS: {"schema": {"type": "string", "description": "Events, each of which has a Record for its data."}}}
    operation["responses"] = {
        "200": {"description": "The events.", "content": stream},
        "204": {"description": "All that was known at `known_at` was told before."},
        **_problems(READ_PROBLEMS),
    }


def _complete_what_if(operation: Schema) -> None:
    operation["description"] = (
        "Nothing is recorded and no key is used. Authority is judged only where a command says `for` whom it is posted. The "
        "difference is told as of `as_of`; unless that is said, as of the latest of today and of the commands' dates."
    )
    question = {"schema": ref("WhatIf"), "examples": {"a move": {"value": EXAMPLE}}}
    operation["requestBody"] = {"required": True, "content": {"application/json": question}}
    answer = {"application/json": {"schema": ref("Supposed")}}
    operation["responses"] = {
        "200": {"description": "What would follow.", "content": answer, "headers": {"ETag": {"schema": {"type": "string"}}}},
        **_problems((400, *READ_PROBLEMS, 413, 415)),
    }


def _complete_log(operation: Schema) -> None:
    name = operation["operationId"]
    if name in WITHOUT_TOKEN:
        operation["security"] = []
    elif name == "proof":
        operation["security"] = [{}, {"token": []}]  # with the record, a token is asked for
    asked = (404, 422, 500, 503) if name in WITHOUT_TOKEN else (401, 403, 404, 422, 500, 503)
    operation["responses"] = {**LOG_ANSWERS[name], **_problems(asked)}


def _problems(statuses: tuple[int, ...]) -> Schema:
    content = {MEDIA_TYPE: {"schema": ref("Problem")}}
    titles = {status: " or: ".join(title for each, title in KINDS.values() if each == status) for status in statuses}
    return {str(status): {"description": titles[status], "content": content} for status in sorted(statuses)}


def _line(document: Schema) -> str:
    return orjson.dumps(document).decode() + "\n"
