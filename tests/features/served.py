"""The ledgers of the scenarios that are told over HTTP: one service for a test module, one schema for a scenario."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import count

import pytest

from api.wiring.identity import DevelopmentIssuer
from tests.features.level import Level
from tests.features.over_http import Service


@pytest.fixture(scope="module")
def service(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, on a database of its own."""
    issuer = DevelopmentIssuer.made_in_folder(tmp_path_factory.mktemp("issuer"))
    with asyncio.Runner() as loop:
        yield Service(embedded_url, issuer, loop)


@pytest.fixture(scope="module")
def schemas() -> Iterator[str]:
    """A name for each scenario's ledger."""
    return (f"scenario_{number}" for number in count(1))


@pytest.fixture
def level(service: Service, schemas: Iterator[str]) -> Iterator[Level]:
    """A ledger of the scenario's own."""
    with service.empty_ledger(next(schemas)) as level:
        yield level
