"""Commands of every kind decided on the same reading: unless the store says no, each comes out as if it had waited its turn.

In memory and one after another, so that thousands of pairs can meet. What a condition leaves out of a boundary shows here.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from application.ledger import Ledger
from application.ports import BoundaryChanged
from application.posted import Posted
from application.sitting import Decided, Invalid, Refusal, Sitting
from domain.decision import Irregular, Recorded
from tests.legal import findings, naive
from tests.legal.commands import Secretary
from tests.legal.court import posted
from tests.legal.naive import Record
from tests.legal.programmes import PROPOSALS
from tests.memory import MemoryStore

BOUTS, AT_ONCE = 40, 3
SEEDS = st.integers(0, 2**32)
"""A seed is a whole programme: there is nothing in it to shrink."""
NO_SHRINKING = (Phase.explicit, Phase.generate)


class Office:
    """A ledger in memory, and a secretary who reads its record and thinks of what to post next."""

    def __init__(self, seed: int) -> None:
        ids = count(1)
        self.ledger = Ledger(MemoryStore(), lambda: f"00000000-0000-7000-8000-{next(ids):012d}")
        self.records: list[Record] = []
        self._secretary = Secretary(Random(seed), PROPOSALS)
        self._keys = count(1)
        for command in self._secretary.opening():
            self.ledger.take(posted(command, f"key-{next(self._keys)}"))
        self.read()

    def read(self) -> None:
        """Let the secretary read what was recorded meanwhile."""
        for stored in self.ledger.store.read(None, after=len(self.records)).records:
            tags = (tag for tag in stored.tags if not tag.startswith("command:"))
            self.records.append(naive.read(stored.position, stored.data, tags))
        self._secretary.now, self._secretary.records = findings.everything(self.records), self.records

    def next(self) -> Posted:
        """The next command that is well-formed."""
        while True:
            with suppress(Invalid):
                return posted(self._secretary.command(), f"key-{next(self._keys)}")


def decide(sitting: Sitting, command: Posted) -> Decided | Refusal | None:
    """The sitting's decision, None if the command turns out to be invalid."""
    with suppress(Invalid):
        return sitting.decide(command)
    return None


def content(decisions: Iterable[Recorded]) -> list[tuple[Any, ...]]:
    """What is decided, without where it stands, under which id, and in which words."""
    return [(each.decision, each.effective_on, each.tags, _codes(each.irregular)) for each in decisions]


def _codes(irregular: Irregular | None) -> Any:
    return irregular and ([(broken.code, broken.decisions) for broken in irregular.broken], irregular.upset)


@settings(max_examples=15, deadline=None, derandomize=True, database=None, phases=NO_SHRINKING)
@given(SEEDS)
def test_what_is_recorded_in_spite_of_what_came_meanwhile_would_be_decided_alike_after_it(seed: int) -> None:
    office = Office(seed)
    for _ in range(BOUTS):
        readings = [(office.ledger.sitting(), office.next()) for _ in range(AT_ONCE)]
        decisions = [(sitting, command, decide(sitting, command)) for sitting, command in readings]
        for sitting, command, decided in decisions:
            if isinstance(decided, Decided):
                anew = decide(office.ledger.sitting(), command)
                with suppress(BoundaryChanged):  # then it would be decided anew
                    sitting.minute()
                    assert isinstance(anew, Decided)
                    assert content(decided.decisions) == content(anew.decisions)
        office.read()
    # What a record names may be mended later on; but whatever is broken is named.
    named = findings.named(office.records)
    assert [p for p, codes in naive.judge(office.records).items() if not codes <= named.get(p, frozenset())] == []
