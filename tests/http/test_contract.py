"""The server keeps to its OpenAPI document, whatever is sent: schemathesis makes the requests and judges the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.app import create_app
from api.office import Office
from api.openapi import openapi_document
from tests.http.conftest import new_folder
from tests.http.server import Server, command, serving

UNLIKE: list[schemathesis.CheckFunction] = [
    not_a_server_error,  # 503 is an answer of the contract: `min_position` may name a position that is never reached
    negative_data_rejection,  # knows no 413
    positive_data_acceptance,  # counts a key used before as a fault of the server
]
NOTHING = cast(Any, None)  # the document is made without a database
DOCUMENT = openapi_document(create_app(Office(ledger=NOTHING, reads=NOTHING, identity=NOTHING, require_ready=NOTHING, log=NOTHING)))
APART = "^/v1/(commands|feed)$"  # lines, and streams without end: judged in modules of their own
FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def schema_of(*, thorough: bool) -> schemathesis.BaseSchema:
    """The document. `thorough`: every limit of every field is tried as well, which takes hundreds of requests an operation."""
    schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(path_regex=APART)
    schema.config.phases.coverage.enabled = thorough
    return schema


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of its own: what is recorded here, such as a threshold for consent, would be in the way of other tests."""
    with new_folder() as folder, serving(folder) as running:
        assert running.post("start-programme", command({"title": "Shared IT"}, "2010-01-01")).status_code == 201
        yield running


def keeps_to_the_contract(case: schemathesis.Case[Any], server: Server) -> None:
    headers = {"Authorization": f"Bearer {server.token('board')}"}
    answer = case.call_and_validate(base_url=server.url, headers=headers, excluded_checks=UNLIKE)
    assert answer.status_code < 500 or (answer.status_code == 503 and "min_position" in (case.query or {}))


EVERYTHING = schema_of(thorough=False)
ONE_OF_EACH = schema_of(thorough=True).include(
    operation_id=[
        "register-contract",
        "rectify-decision",
        "grant-dispensation",
        "decisions",
        "decision",
        "contracts",
        "one-contract",
    ]
)


@EVERYTHING.parametrize()
@FEW
def test_every_operation_answers_as_the_document_says(case: schemathesis.Case[Any], server: Server) -> None:
    keeps_to_the_contract(case, server)


@ONE_OF_EACH.parametrize()
@FEW
def test_every_limit_of_the_document_is_kept(case: schemathesis.Case[Any], server: Server) -> None:
    keeps_to_the_contract(case, server)
