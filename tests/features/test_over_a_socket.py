"""The whole story, told to a server as people start it: a process of its own, on a socket and a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import AsyncClient
from pytest_bdd import scenarios

from api.wiring.identity import DevelopmentIssuer
from tests.features.level import Level
from tests.features.over_http import OverHttp
from tests.http.server import serving


@pytest.fixture
def level(tmp_path: Path) -> Iterator[Level]:
    """A server for the scenario, on an empty folder."""
    with serving(tmp_path / "data") as server, asyncio.Runner() as loop:
        client = AsyncClient(base_url=server.url, timeout=60)
        yield OverHttp(client, loop, DevelopmentIssuer.in_folder(server.folder), {})
        loop.run(client.aclose())


scenarios("story.feature")
