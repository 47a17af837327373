"""A ledger that was begun before corrections noted their schema: its records stay as they are, and count as they did."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from uuid_utils import uuid7

import domain.upcast
from application.ledger import Ledger, Outcome, Receipt
from application.moment import Moment
from application.ports import Stored
from application.posted import BODIES
from application.proof.tree import root_hash
from application.reads import Reads
from application.record import document_of, read_record
from application.sitting import Invalid
from application.submission import read_line
from application.verifying.form import formed
from application.verifying.form import read_line as read_record_line
from domain.board.rectification import DecisionRectified
from domain.correction import in_order
from domain.decision import Actor
from domain.registry import folded
from tests.memory import MemoryStore

HERE = Path(__file__).parent
OLD = (HERE / "schema-1.ndjson").read_bytes().splitlines()
"""Written by Concordat as it was before (commit 8fd27e7), when it took the commands of the file beside it."""
COMMANDS = (HERE / "commands.ndjson").read_bytes().splitlines()
OLD_SHA256 = "6c34e15b5ac662cde3734f1087ca676993230260a0065806514e19f6444e7be4"
LOADER = Actor("loader", frozenset({"operator"}))
CONTRACT, TERMS_CORRECTED, CORRECTED_AGAIN, WESTMINSTER, WESTMINSTER_CORRECTED = 5, 6, 7, 3, 8


class BegunBefore(MemoryStore):
    """A store that holds the old records."""

    def __init__(self) -> None:
        super().__init__()
        for position, line in enumerate(OLD, 1):
            document = document_of(line)
            tags = tuple(sorted(each["tag"] for each in document["objects"]))
            self._records.append(Stored(position, document["type"], line, tags))

    def records(self) -> list[Stored]:
        return list(self.stream(None))


def ledger_on(store: MemoryStore) -> Ledger:
    return Ledger(store, lambda: str(uuid7()))


def take(store: MemoryStore, line: bytes) -> Outcome:
    return ledger_on(store).take(read_line(line, LOADER))


def correct(store: MemoryStore, position: int, data: dict[str, Any], by: str = "hammersmith-fulham", **more: Any) -> Outcome:
    authority = {"body": "Joint Cabinet", "reasons": "It was wrong."}
    line = {
        "command": "rectify-decision",
        "key": f"again-{store.head()}",
        "for": by,
        "effective_on": "2014-04-01",
        "authority": authority,
        "data": {"position": position, "data": data, **more},
    }
    return take(store, orjson.dumps(line))


def facts_of(stored: Stored) -> dict[str, Any]:
    facts: dict[str, Any] = document_of(stored.data)["data"]
    return facts


def as_it_counts(records: Sequence[Stored], position: int) -> dict[str, Any]:
    """The facts of a decision as the newest correction has them."""
    [found] = [each for each in in_order(map(read_record, records)) if each.position == position]
    return found.decision.facts()


def test_reading_old_records_changes_none_of_their_bytes_and_not_the_hash_that_was_sealed() -> None:
    store = BegunBefore()
    sealed = root_hash(OLD)
    folded(in_order(map(read_record, store.records())))
    correct(store, CONTRACT, {**as_it_counts(store.records(), CONTRACT), "notice_days": 30})
    kept = [each.data for each in store.records()[: len(OLD)]]
    assert hashlib.sha256(b"".join(line + b"\n" for line in kept)).hexdigest() == OLD_SHA256
    assert root_hash(kept) == sealed


def test_old_records_say_schema_1_and_new_corrections_say_schema_2_and_in_which_their_data_is_written() -> None:
    store = BegunBefore()
    assert isinstance(correct(store, WESTMINSTER, {"borough": "westminster", "title": "Westminster"}, "board"), Receipt)
    old, new = document_of(OLD[WESTMINSTER_CORRECTED - 1]), document_of(store.records()[-1].data)
    assert (old["schema"], "data_schema" in old["data"]) == (1, False)
    assert (new["schema"], new["data"]["data_schema"]) == (2, 1)
    assert formed(read_record_line(store.records()[-1].data)).type == "DecisionRectified"


def test_an_old_correction_reads_as_written_in_the_first_schema() -> None:
    for line in (each for each in BegunBefore().records() if each.type == "DecisionRectified"):
        decision = read_record(line).decision
        assert isinstance(decision, DecisionRectified)
        assert decision.data_schema == 1


def test_the_same_commands_decided_anew_make_a_ledger_that_replays_the_same() -> None:
    old, new = BegunBefore(), MemoryStore()
    for command in COMMANDS:
        assert isinstance(take(new, command), Receipt)
    before, after = ([each.decision.facts() for each in in_order(map(read_record, store.stream(None)))] for store in (old, new))
    corrections = [facts for facts in after if "data_schema" in facts]
    assert len(corrections) == 3
    for was, is_now in zip(before, after, strict=True):
        if "data_schema" not in is_now:
            assert was == is_now
    for kind, id_ in (("contracts", "hf-desktop-2008"), ("boroughs", "westminster")):
        assert shown(old, kind, id_) == shown(new, kind, id_)


def shown(store: MemoryStore, kind: str, id_: str) -> object:
    at = Moment(date(2014, 6, 1), store.head(), store.head())
    return Reads(store, None, date.today).one(kind, id_, at)  # type: ignore[arg-type]  # a moment that is given asks no trail


def test_a_decision_that_was_corrected_under_the_old_schema_can_be_corrected_under_the_new_one() -> None:
    store = BegunBefore()
    facts = as_it_counts(store.records(), CONTRACT)
    assert (facts["annual_value"], facts["notice_days"]) == ("152000.00", 180)
    assert isinstance(correct(store, CONTRACT, {**facts, "annual_value": "151000.00"}), Receipt)
    assert as_it_counts(store.records(), CONTRACT)["annual_value"] == "151000.00"


def test_an_old_correction_and_the_correction_of_one_can_themselves_be_corrected() -> None:
    store = BegunBefore()
    facts = facts_of(store.records()[CONTRACT - 1])
    again = {"position": CONTRACT, "data": {**facts, "notice_days": 60}}
    assert isinstance(correct(store, TERMS_CORRECTED, again), Receipt)
    assert as_it_counts(store.records(), CONTRACT)["notice_days"] == 60
    assert facts_of(store.records()[-1])["data"]["data_schema"] == 1
    of_the_second = {"position": TERMS_CORRECTED, "data": {"position": CONTRACT, "data": {**facts, "notice_days": 45}}}
    assert isinstance(correct(store, CORRECTED_AGAIN, of_the_second), Receipt)
    written = facts_of(store.records()[-1])
    assert (written["data_schema"], written["data"]["data_schema"], written["data"]["data"]["data_schema"]) == (2, 2, 1)


def test_the_correction_of_a_correction_may_be_copied_from_the_record_with_its_schema() -> None:
    store = BegunBefore()
    facts = facts_of(store.records()[CONTRACT - 1])
    copied = {"position": CONTRACT, "data": {**facts, "notice_days": 60}, "data_schema": 1}
    assert isinstance(correct(store, TERMS_CORRECTED, copied), Receipt)
    with pytest.raises(Invalid) as found:
        correct(store, TERMS_CORRECTED, {**copied, "data_schema": 2})
    assert [fault.path for fault in found.value.faults] == [("data", "data", "data_schema")]


def test_a_command_posted_under_the_old_schema_and_again_under_the_new_one_is_the_same_command() -> None:
    store = BegunBefore()
    outcomes = [take(store, command) for command in COMMANDS]
    assert [outcome.replayed for outcome in outcomes if isinstance(outcome, Receipt)] == [True] * len(COMMANDS)
    assert store.head() == len(OLD)


def test_a_command_has_the_same_words_as_before() -> None:
    assert set(BODIES["rectify-decision"].model_json_schema()["$defs"]["DecisionRectified"]["properties"]) == {
        "position",
        "effective_on",
        "data",
    }
    with pytest.raises(Invalid) as found:
        correct(BegunBefore(), WESTMINSTER, {"borough": "westminster", "title": "W"}, "board", data_schema=1)
    assert [fault.path for fault in found.value.faults] == [("data", "data_schema")]


def test_a_type_may_get_a_newer_schema_and_its_old_decisions_and_their_old_corrections_are_brought_up_to_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when, some day, the days of notice that a contract asks for are counted in weeks no more."""

    def in_days(facts: dict[str, Any]) -> dict[str, Any]:
        weeks = facts["notice_weeks"]
        return {**{name: value for name, value in facts.items() if name != "notice_weeks"}, "notice_days": 7 * weeks}

    upcasters = {**domain.upcast.UPCASTERS, ("ContractRegistered", 1): in_days}
    monkeypatch.setattr(domain.upcast, "UPCASTERS", MappingProxyType(upcasters))
    in_weeks = [replace(each, data=_in_weeks(each.data)) for each in BegunBefore().records()]
    assert read_record(in_weeks[CONTRACT - 1]).decision.facts()["notice_days"] == 84
    assert as_it_counts(in_weeks, CONTRACT)["notice_days"] == 175


def _in_weeks(line: bytes) -> bytes:
    for days, weeks in ((b'"notice_days":90,', b'"notice_weeks":12,'), (b'"notice_days":180,', b'"notice_weeks":25,')):
        line = line.replace(days, weeks)
    return line
