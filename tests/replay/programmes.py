"""Random programmes: a ledger in memory that is told a story by chance, and can be copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random

import orjson

from application.ledger import Ledger, Receipt
from application.moment import Moment
from application.ports import Complete, Draft
from application.recollection import Recollection
from application.sitting import Invalid
from application.submission import read_line
from domain.decision import Actor, Recorded
from tests.memory import MemoryStore
from tests.replay.story import FIRST, Said, correction, opening, story

OPERATOR = Actor("operator", frozenset({"operator"}))
AUTHORITY = {"body": "Joint Cabinet", "reasons": "It is decided."}


@dataclass
class Programme:
    """A ledger in memory, and what it holds."""

    store: MemoryStore = field(default_factory=MemoryStore)
    recollection: Recollection = field(default_factory=Recollection)
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        ids = count(1)
        self.ledger = Ledger(self.store, lambda: f"00000000-0000-7000-8000-{next(ids):012d}")

    def known(self, position: int | None = None) -> list[Recorded]:
        """All that was recorded, or what was up to a position."""
        return [self.recollection.recorded(stored) for stored in self.store.stream(None, until=position)]

    def moment(self, as_of: date, position: int | None = None) -> Moment:
        head = self.store.head()
        return Moment(as_of, head if position is None else position, head)

    def tell(self, said: Said, *, irregular: bool = False) -> bool:
        """Post a command for whoever decided; whether it was recorded."""
        document = {**said.line, "key": f"key-{next(self.keys)}", "authority": AUTHORITY}
        if irregular:
            document |= {"irregular": {"reasons": "It happened."}, "for": "board"}
        try:
            return isinstance(self.ledger.take(read_line(orjson.dumps(document), OPERATOR)), Receipt)
        except Invalid:  # a correction by chance may ask for what no command may say
            return False

    def copy(self) -> Programme:
        """Another ledger that holds the same bytes at the same positions."""
        other = Programme(keys=count(10_000))
        for stored in self.store.stream(None):
            draft = Draft(stored.type, stored.tags, FIRST, OPERATOR.subject, _as_is(stored.data))
            other.store.append([draft], unless=frozenset(), after=other.store.head())
        return other


def _as_is(data: bytes) -> Complete:
    return lambda previous, at: data


def programme(random: Random) -> Programme:
    """A programme by chance: the story with days shifted and parts left out, written down in another order than it happened.

    Of what is refused some is recorded as irregular, and some of what is recorded is corrected later. So moves against a rule,
    separations, dispensations granted and revoked, and backdated decisions all come up.
    """
    told = Programme()
    for said in opening():
        assert told.tell(said)
    late = random.choice((0, 1, 8))
    written = [(n + random.randint(0, late), said) for n, said in enumerate(story(random))]
    for _, said in sorted(written, key=lambda each: each[0]):
        if random.random() < 0.12:
            continue
        if not told.tell(said) and random.random() < 0.4:
            told.tell(said, irregular=True)
        if random.random() < 0.08:
            fix = correction(random, random.choice(told.known()))
            if fix is not None and not told.tell(fix):
                told.tell(fix, irregular=True)
    return told


def told_by_lines(lines: Iterable[bytes]) -> Programme:
    """A programme that is told the lines of a batch, of which none may be refused."""
    told = Programme()
    for outcome in told.ledger.take_all(read_line(line, OPERATOR) for line in lines):
        assert isinstance(outcome, Receipt), outcome
    return told
