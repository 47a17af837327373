"""Every scenario, told to the domain in memory."""

from __future__ import annotations

import pytest
from pytest_bdd import scenarios

from tests.features.in_memory import InMemory
from tests.features.level import Level


@pytest.fixture
def level() -> Level:
    """A ledger of the scenario's own."""
    return InMemory()


scenarios(".")
