"""OCEL 2.0: valid by its schema, and by what the schema does not check: references, declared types, unique ids."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.export.conftest import Ledger

SCHEMA = Path(__file__).parent / "schemas" / "ocel-2.0-schema.json"
READ: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "time": datetime.fromisoformat,
}


@pytest.fixture(scope="module")
def log(ledger: Ledger) -> Any:
    return json.loads(ledger.export("ocel2"))


def declared(types: Any) -> dict[str, dict[str, str]]:
    return {type_["name"]: {each["name"]: each["type"] for each in type_["attributes"]} for type_ in types}


def test_the_log_is_one_by_its_schema(log: Any) -> None:
    jsonschema_rs.Draft7Validator(json.loads(SCHEMA.read_text()), validate_formats=True).validate(log)


def test_every_reference_resolves_and_every_id_is_given_once(ledger: Ledger, log: Any) -> None:
    objects = [each["id"] for each in log["objects"]]
    events = [each["id"] for each in log["events"]]
    assert len(set(objects)) == len(objects)
    assert events == [f"decision:{position}" for position in range(1, ledger.head + 1)]
    named = [each["objectId"] for one in (*log["events"], *log["objects"]) for each in one["relationships"]]
    assert named
    assert set(named) <= set(objects)
    assert set(objects) <= {each["objectId"] for event in log["events"] for each in event["relationships"]}


def test_every_attribute_is_declared_and_reads_as_its_type(log: Any) -> None:
    for types, things in (("eventTypes", "events"), ("objectTypes", "objects")):
        forms = declared(log[types])
        for thing in log[things]:
            for attribute in thing["attributes"]:
                READ[forms[thing["type"]][attribute["name"]]](attribute["value"])


def test_a_contract_is_an_object_with_its_terms_as_they_changed_and_whom_it_binds(log: Any) -> None:
    contract = next(each for each in log["objects"] if each["id"] == "contract:westminster-vertex-2002")
    assert {each["name"] for each in contract["attributes"]} >= {"title", "starts_on", "ends_on", "notice_days"}
    assert {(each["objectId"], each["qualifier"]) for each in contract["relationships"]} >= {
        ("borough:westminster", "boroughs"),
        ("supplier:vertex", "supplier"),
    }


def test_an_event_names_the_field_by_which_it_concerns_an_object(ledger: Ledger, log: Any) -> None:
    moved = next(each for each in log["events"] if each["type"] == "BoroughMoved")
    roles = {each["qualifier"] for each in moved["relationships"]}
    assert {"borough", "migration"} <= roles
    record = json.loads(ledger.record(int(moved["id"].partition(":")[2])))
    assert moved["time"] == f"{record['effective_on']}T00:00:00Z"
