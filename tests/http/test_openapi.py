"""The OpenAPI document: every command with its own schema and an example, and no more than the server does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from api.examples import examples
from application.posted import faults
from application.submission import read_body
from domain.registry import BY_COMMAND
from infrastructure.history_csv import command_lines
from tests.http.server import Server

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"


@pytest.fixture(scope="module")
def document(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = server.client("auditor").get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def history() -> dict[str, dict[str, Any]]:
    """The first regular command of each kind in the history, as its body."""
    found: dict[str, dict[str, Any]] = {}
    for line in map(json.loads, command_lines(HISTORY)):
        if "irregular" not in line:
            found.setdefault(line["command"], {name: line[name] for name in ("effective_on", "authority", "data")})
    return found


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")


@pytest.mark.parametrize("command", sorted(BY_COMMAND))
def test_every_command_has_its_own_schema_and_an_example_that_is_valid(document: dict[str, Any], command: str) -> None:
    operation = document["paths"][f"/v1/commands/{command}"]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    [example] = (each["value"] for each in content["examples"].values())
    schema = {**content["schema"], "components": document["components"]}
    assert Draft202012Validator(schema).is_valid(example), list(Draft202012Validator(schema).iter_errors(example))
    body = read_body(command, example)
    assert list(faults(body.data, body.effective_on)) == []


def test_examples_are_the_historys_own_where_it_has_one(history: dict[str, dict[str, Any]]) -> None:
    assert {command: examples()[command] for command in history} == history
    assert set(examples()) == set(BY_COMMAND)


def test_other_examples_say_that_they_are_illustrative(history: dict[str, dict[str, Any]]) -> None:
    for command in set(BY_COMMAND) - set(history):
        assert examples()[command]["authority"]["reasons"].startswith("Illustrative, not from the sources")


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    names = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= set(document["components"]["schemas"])


def test_no_schema_holds_words_that_json_schema_does_not_know(document: dict[str, Any]) -> None:
    assert '"ge":' not in json.dumps(document)
    assert '"le":' not in json.dumps(document)


def test_every_operation_names_the_problems_it_may_answer(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            problems = {status for status in operation["responses"] if status >= "400"}
            assert {"500"} <= problems, path
            if operation.get("security") != []:
                assert {"401", "403", "422"} <= problems, path


def test_every_read_of_the_ledger_takes_both_times_and_a_position_to_wait_for(document: dict[str, Any]) -> None:
    """But for changes, which have two of each, and what is no reading of a moment: the log, the feed and exports."""
    no_moment = ("/livez", "/readyz", "/metrics", "/v1/log/", "/v1/changes", "/v1/feed", "/v1/export")
    reads = {path: operations["get"] for path, operations in document["paths"].items() if "get" in operations}
    reads["/v1/what-if"] = document["paths"]["/v1/what-if"]["post"]
    asked = {path: {each["name"] for each in operation.get("parameters", ())} for path, operation in reads.items()}
    lacking = {path for path, names in asked.items() if not {"as_of", "known_at", "min_position"} <= names}
    assert {path for path in lacking if not path.startswith(no_moment)} == set()
    assert {"from", "to", "known_from", "known_to", "min_position"} <= asked["/v1/changes"]
    assert len(asked) - len(lacking) >= 20
