"""The features are told twice: to the domain in memory, and to the service over HTTP. Each scenario has a ledger of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_bdd.parser import Step

from tests.features.level import Level
from tests.features.meeting import Meeting

STEPS = (
    "benefit",
    "board",
    "borough",
    "contract",
    "correction",
    "framework",
    "irregularity",
    "migration",
    "outcome",
    "outlook",
    "programme",
    "questions",
    "standing",
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the sentences known: pytest finds the steps of a plugin, but not those of a module that is merely imported."""
    for name in STEPS:
        config.pluginmanager.import_plugin(f"tests.features.steps.{name}")


def pytest_bdd_before_step(request: pytest.FixtureRequest, step: Step) -> None:
    """Let the meeting know whether the scenario tells what was before, or what happens."""
    request.getfixturevalue("meeting").given = step.type == "given"


@pytest.fixture
def meeting(level: Level) -> Iterator[Meeting]:
    meeting = Meeting(level)
    yield meeting
    meeting.require_recorded()
