"""What must be true of the whole record, whoever wrote it at whatever moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import orjson
from uuid_utils.compat import uuid7

from application.ledger import Ledger, Receipt
from application.ports import Store, Stored
from application.record import document_of, read_record
from application.submission import read_line
from domain.correction import in_order
from domain.fold import Fold
from domain.judgement import carried, judge
from domain.reach import RULES
from domain.registry import apply
from tests.races.crowd import LOADER


def prepare(store: Store, commands: Iterable[bytes]) -> None:
    """Record the commands through a ledger of the test's own process, as a batch, before anybody races."""
    ledger = Ledger(store, lambda: str(uuid7()))
    outcomes = list(ledger.take_all(read_line(command, LOADER) for command in commands))
    assert [outcome for outcome in outcomes if not isinstance(outcome, Receipt)] == []


def require_sound(records: Sequence[Stored]) -> None:
    """Positions are 1, 2, 3 …; moments never go back; each object's chain is whole; no key was recorded twice."""
    assert [stored.position for stored in records] == list(range(1, len(records) + 1))
    newest: dict[str, int] = {}
    last = ""
    for stored in records:
        document = document_of(stored.data)
        assert document["recorded_at"] >= last
        last = document["recorded_at"]
        links = {each["tag"]: each.get("previous") for each in document["objects"]}
        assert set(links) == set(stored.tags)
        for tag, previous in links.items():
            if not tag.startswith("command:"):
                assert previous == newest.get(tag, 0), (stored.position, tag)
                newest[tag] = stored.position
    require_keys_once(records)


def require_keys_once(records: Sequence[Stored]) -> None:
    """What carries one key was recorded by one command, at once: neighbours, of one cause, as many as that command records."""
    by_key = [(key_of(stored), stored) for stored in records]
    runs = [(key, [stored for _, stored in run]) for key, run in groupby(by_key, key=lambda each: each[0])]
    assert len({key for key, _ in runs}) == len(runs), "a key was recorded in two places"
    for key, run in runs:
        assert len({document_of(stored.data)["correlation_id"] for stored in run}) == 1, key
        assert [stored.type for stored in run[1:]] in ([], ["SpecificationAgreed"]), key


def require_legal(records: Sequence[Stored]) -> None:
    """Folded in the order in which decisions count, the rules broken are exactly those that records name."""
    history = in_order(read_record(stored) for stored in records)
    named = carried(history)
    fold = Fold()
    for recorded in history:
        broken = {found.code for found in judge(fold, recorded, RULES[recorded.type])}
        assert broken == named.get(recorded.position, set()), (recorded.position, recorded.decision)
        apply(fold, recorded)


def key_of(stored: Stored) -> str:
    """The idempotency key that the record was posted under."""
    (tag,) = (tag for tag in stored.tags if tag.startswith("command:"))
    return tag.removeprefix(f"command:{LOADER.subject}:")


def positions_by_key(records: Iterable[Stored]) -> dict[str, list[int]]:
    """What each key recorded."""
    found: dict[str, list[int]] = {}
    for stored in records:
        found.setdefault(key_of(stored), []).append(stored.position)
    return found


def key_in(command: bytes) -> str:
    """The key of a command as a batch takes it."""
    return str(orjson.loads(command)["key"])
