"""What the features promise as a whole: every rule and every command is told, in words that a board secretary uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pytest_bdd.feature import get_features
from pytest_bdd.parser import Scenario, ScenarioTemplate

from domain.authority import BOARD_ONLY, NOT_YOURS
from domain.findings import BREAKS_RULE, CONTRADICTS
from domain.judgement import UNKNOWN_DECISION
from domain.reach import RULES
from domain.registry import BY_COMMAND, KINDS
from domain.rule import Kind
from tests.features.steps.decisions import SENTENCES

FOLDER = Path(__file__).parents[2] / "features"
FILES = sorted(FOLDER.rglob("*.feature"))
BY_THE_LEDGER = {BOARD_ONLY, NOT_YOURS, CONTRADICTS, BREAKS_RULE, UNKNOWN_DECISION}
CODES = sorted(BY_THE_LEDGER.union(rule.code for rules in RULES.values() for rule in rules))
JARGON = (
    "aggregate",
    "api",
    "boolean",
    "database",
    "endpoint",
    "fold",
    "http",
    "id",
    "idempotent",
    "json",
    "null",
    "payload",
    "query",
    "request",
    "schema",
    "sha",
    "slug",
    "sql",
    "string",
    "token",
    "transaction",
    "url",
    "uuid",
)


def _rendered(template: ScenarioTemplate) -> Iterator[Scenario]:
    contexts = [context for examples in template.examples for context in examples.as_contexts()]
    yield from (template.render(context) for context in contexts or [{}])


TEMPLATES = [template for feature in get_features([str(FOLDER)]) for template in feature.scenarios.values()]
SCENARIOS = [scenario for template in TEMPLATES for scenario in _rendered(template)]


def _refusals() -> Mapping[str, set[str]]:
    """By command, the codes under which some scenario has it refused."""
    found: dict[str, set[str]] = {command: set() for command in BY_COMMAND}
    for scenario in SCENARIOS:
        command = None
        for step in scenario.steps:
            command = next((name for sentence, name in SENTENCES if sentence.is_matching(step.name)), command)
            if command is not None and "refused under" in step.name:
                found[command].update(re.findall(r'"([a-z-]+\.[a-z-]+)"', step.name))
    return found


REFUSED = _refusals()
ASKED_FOR = [kind for kind in KINDS if not kind.follows]


def told_under(code: str) -> list[list[str]]:
    """The lines of each scenario that stands under a rule which names the code."""
    return [[step.name for step in each.steps] for each in SCENARIOS if each.rule is not None and f"({code})" in each.rule.name]


@pytest.mark.parametrize("code", CODES)
def test_every_rule_is_told_with_what_it_refuses_and_with_what_it_lets_pass(code: str) -> None:
    told = told_under(code)
    assert any("refused under" in line and f'"{code}"' in line for lines in told for line in lines)
    assert any(line.startswith("it is recorded") for lines in told for line in lines)


def test_no_rule_is_told_that_the_domain_does_not_have() -> None:
    named = {code for each in SCENARIOS if each.rule is not None for code in re.findall(r"\(([a-z-]+\.[a-z-]+)\)", each.rule.name)}
    assert named == set(CODES)


@pytest.mark.parametrize("kind", ASKED_FOR, ids=lambda kind: kind.command)
def test_every_command_is_refused_under_each_of_its_rules_and_to_whoever_may_not_post_it(kind: Kind) -> None:
    own = {rule.code for rule in kind.rules} | ({"already.exists"} if kind.registers and not kind.again else set())
    assert own | {BOARD_ONLY if kind.who.board_only else NOT_YOURS} <= REFUSED[kind.command]


@pytest.mark.parametrize("command", sorted(BY_COMMAND))
def test_every_command_is_given_somewhere(command: str) -> None:
    sentences = [sentence for sentence, name in SENTENCES if name == command]
    assert any(sentence.is_matching(step.name) for sentence in sentences for each in SCENARIOS for step in each.steps)


@pytest.mark.parametrize("event", sorted(kind.type for kind in KINDS))
def test_every_kind_of_decision_is_named_as_recorded(event: str) -> None:
    lines = [step.name for each in SCENARIOS for step in each.steps]
    assert any(re.search(rf"it is recorded as (\w+, together with )?{event}\b", line) for line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_feature_uses_no_jargon(path: Path) -> None:
    words = set(re.findall(r"[a-z]+", path.read_text(encoding="utf-8").lower()))
    assert words.isdisjoint({form for word in JARGON for form in (word, f"{word}s")})


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_feature_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_a_scenario_comes_to_an_outcome(template: ScenarioTemplate) -> None:
    assert template.steps[-1].type == "then" or template.steps[-1].name.startswith("<")
