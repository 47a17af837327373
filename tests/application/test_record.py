"""The record's bytes are canonical, and give the decision back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from application.ports import Stored
from application.posted import BODIES, Posted
from application.record import Unreadable, canonical, draft, read_record
from domain.decision import NOT_RECORDED, Actor, BrokenRule, Irregular, Recorded, Upset

TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        exclude_characters="\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    min_size=1,
    max_size=60,
).filter(str.strip)


def posted(text: str, subject: str = "alice", key: str = "k-1") -> Posted:
    body = BODIES["record-note"].model_validate(
        {
            "effective_on": "2014-11-01",
            "authority": {"body": "Joint Cabinet", "reasons": text, "alternatives": [text]},
            "data": {"note": "n-1", "text": text, "objects": ["area:desktop"]},
        }
    )
    return Posted.of("record-note", body, Actor(subject, frozenset({"officer"}), "westminster"), key)


def record_of(command: Posted, irregular: Irregular | None = None) -> Stored:
    recorded = Recorded(
        NOT_RECORDED, command.decision, command.effective_on, command.actor, frozenset(command.decision.named()), irregular
    )
    drafted = draft(recorded, command, "0197f0c0-0000-7000-8000-000000000000", "correlation")
    previous = dict.fromkeys(drafted.tags, 3)
    data = drafted.complete(previous, datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC))
    return Stored(4, drafted.type, data, drafted.tags)


IRREGULAR = Irregular("it happened", (BrokenRule("party.unknown", "No party.", (2,)),), (Upset(3, ("already.exists",)),))


@given(TEXT, st.sampled_from([None, IRREGULAR]))
def test_a_record_is_canonical_json_as_rfc_8785_writes_it(text: str, irregular: Irregular | None) -> None:
    data = record_of(posted(text), irregular).data
    assert data == rfc8785.dumps(json.loads(data))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_our_writer_agrees_with_rfc_8785_on_all_that_a_record_may_hold(document: Any) -> None:
    assert canonical(document) == rfc8785.dumps(document)


@given(TEXT)
def test_a_record_gives_back_the_decision_that_it_holds(text: str) -> None:
    command = posted(text)
    read = read_record(record_of(command, IRREGULAR))
    assert read.decision == command.decision
    assert read.effective_on == command.effective_on
    assert read.actor == command.actor
    assert read.tags == {"note:n-1", "area:desktop"}
    assert read.irregular == IRREGULAR


def test_the_tag_of_the_key_names_no_predecessor() -> None:
    objects = json.loads(record_of(posted("text")).data)["objects"]
    assert {"tag": "command:alice:k-1"} in objects
    assert {"previous": 3, "tag": "area:desktop"} in objects


def test_a_record_of_a_newer_schema_is_not_guessed_at() -> None:
    stored = record_of(posted("text"))
    newer = Stored(4, stored.type, stored.data.replace(b'"schema":1', b'"schema":2'), stored.tags)
    with pytest.raises(Unreadable, match="Decision 4 is a NoteRecorded of schema 2"):
        read_record(newer)


def test_two_posts_are_the_same_command_only_if_all_of_their_bodies_agree() -> None:
    assert posted("one").digest == posted("one", key="another").digest
    assert posted("one").digest != posted("two").digest
