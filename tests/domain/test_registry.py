"""The tables of the domain hang together."""

from __future__ import annotations

import re
from pathlib import Path

from domain.decision import OBJECT_FIELDS
from domain.reach import READERS, RULES, reads_of
from domain.registry import BY_COMMAND, BY_TYPE, GATES, KINDS, REGISTRARS
from domain.words import kebab

COMMANDS = [
    "start-programme",
    "adopt-principles",
    "define-service-area",
    "set-consent-threshold",
    "admit-borough",
    "endorse-principles",
    "declare-system",
    "retire-system",
    "declare-baseline",
    "give-notice-of-withdrawal",
    "withdraw-borough",
    "register-contract",
    "extend-contract",
    "vary-contract",
    "give-notice",
    "novate-contract",
    "conclude-contract",
    "award-framework",
    "call-off",
    "end-framework",
    "propose-migration",
    "add-party",
    "propose-specification",
    "approve-specification",
    "object-to-specification",
    "schedule-cutover",
    "move-borough",
    "merge-service",
    "claim-benefit",
    "accept-benefit",
    "dispute-benefit",
    "record-quality",
    "pause-migration",
    "resume-migration",
    "abandon-migration",
    "give-notice-of-separation",
    "separate-service",
    "record-note",
    "plan-meeting",
    "move-meeting",
    "cancel-meeting",
    "set-lead-times",
    "consent-to-contract",
    "grant-dispensation",
    "revoke-dispensation",
    "rectify-decision",
]


def test_every_command_that_outside_programs_rely_on_is_there_and_no_other() -> None:
    assert sorted(BY_COMMAND) == sorted(COMMANDS)


def test_every_kind_of_decision_that_a_rule_reads_exists() -> None:
    read = {
        type_ for rules in RULES.values() for rule in rules for reads in (*reads_of(rule), *rule.further) for type_ in reads.types
    }
    assert read <= set(BY_TYPE)
    assert set(READERS) == set(BY_TYPE)


def test_what_rules_share_with_what_they_read_is_a_kind_of_object() -> None:
    kinds = {kind for rules in RULES.values() for rule in rules for reads in reads_of(rule) for kind in reads.by}
    assert kinds <= set(OBJECT_FIELDS.values()) | {"programme"}


def test_every_object_field_of_every_decision_gives_its_tag() -> None:
    for kind in KINDS:
        for name in kind.records.model_fields:
            if name.removesuffix("s") in REGISTRARS:
                assert name in OBJECT_FIELDS, f"{kind.type}.{name} names objects that no tag shows"


def test_an_event_is_named_in_the_past_tense_apart_from_its_command() -> None:
    assert all(kebab(kind.type) != kind.command for kind in KINDS)


def test_gates_are_the_rules_that_a_dispensation_can_open() -> None:
    assert "contracts.not-concluded" in GATES
    assert "already.exists" not in GATES


def test_codes_are_written_alike() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z-]+", rule.code) for rules in RULES.values() for rule in rules)


def test_each_aggregate_has_a_folder_of_its_own() -> None:
    folders = {
        path.name for path in (Path(__file__).parents[2] / "domain").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders == {"programme", "borough", "contract", "framework", "migration", "board"}
