"""What a group of appends would record: decided in memory, in order, under the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from eventsourcing.dcb.api import DCBEvent
from eventsourcing.persistence import IntegrityError

from application.ports import Complete, TooLarge
from domain.boundary import Boundary, Item
from infrastructure.postgres.grouping import Ticket
from infrastructure.postgres.memory import Memory, Seen

LONGEST_RECORD = 65_535
EVERYTHING: Boundary = frozenset({Item()})


@dataclass
class DraftEvent(DCBEvent):
    """An event whose data is completed when its position is known.

    `linked`: the tags whose previous positions `complete` is given. It may be called more than once, for a group that
    could not be recorded is planned anew; what counts is the last call.
    """

    complete: Complete | None = None
    linked: tuple[str, ...] = ()
    effective_on: date | None = None
    actor: str | None = None


@dataclass(slots=True, eq=False)
class Append:
    """One caller's events: recorded all or none, unless an event after `after` lies within `unless`."""

    events: Sequence[DCBEvent]
    unless: Boundary
    after: int
    ticket: Ticket = field(default_factory=Ticket)
    recorded: list[Row] = field(default_factory=list)

    @property
    def weight(self) -> int:
        """How many events."""
        return len(self.events)


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it is going to be stored."""

    seen: Seen
    data: bytes
    effective_on: date | None
    actor: str | None


@dataclass
class Questions:
    """What only the database knows: newest positions of tags, and whether a condition's item was met after a position."""

    tags: set[str] = field(default_factory=set)
    conditions: set[tuple[Item, int]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.tags or self.conditions)


@dataclass
class Answers:
    """What the database said to Questions, true while the lock is held."""

    tags: dict[str, int] = field(default_factory=dict)
    conditions: dict[tuple[Item, int], bool] = field(default_factory=dict)


class Plan:
    """The rows that a group adds to the record, on top of what is remembered of it; or the `questions` that stand before it.

    Memory is not touched, because whether the group will be part of the record is known only when it is committed. A `dry`
    plan is made for its questions alone and completes no record.
    """

    def __init__(self, memory: Memory, answers: Answers, now: datetime, *, dry: bool = False) -> None:
        self.memory = memory
        self._answers = answers
        self._dry = dry
        self._newest: dict[str, int] = {}
        self._types: set[str] = set()
        self.rows: list[Row] = []
        self.questions = Questions()
        self.recorded_at = max(now, memory.recorded_at or now)

    def consider(self, append: Append) -> None:
        """Add the append's rows, or leave in its ticket why not; then it uses no position and the others go on."""
        append.ticket.fault = None
        append.recorded = []
        after = append.after
        if any(self._is_there_any(item, after) for item in append.unless):
            append.ticket.fault = IntegrityError("An event after the condition's position matches it.")
            return
        linked = {tag for event in append.events if isinstance(event, DraftEvent) for tag in event.linked}
        previous = {tag: self._previous(tag) for tag in linked}
        if self._dry or self.questions:
            return
        try:
            self._add(append, previous)
        except Exception as fault:  # noqa: BLE001  # completing is the caller's code: its fault must not hurt the group
            append.ticket.fault = fault

    def remember(self) -> None:
        """The rows are recorded: from now on they are part of what is remembered."""
        for row in self.rows:
            self.memory.add(row.seen, self.recorded_at)

    def _add(self, append: Append, previous: dict[str, int]) -> None:
        rows = []
        for position, event in enumerate(append.events, start=self.memory.head + len(self.rows) + 1):
            data, effective_on, actor = event.data, None, None
            if isinstance(event, DraftEvent):
                effective_on, actor = event.effective_on, event.actor
                if event.complete is not None:
                    data = event.complete({tag: previous[tag] for tag in event.linked}, self.recorded_at)
            if not 0 < len(data) <= LONGEST_RECORD:
                raise TooLarge(f"A record holds 1 to {LONGEST_RECORD:,} bytes; this {event.type} has {len(data):,}.")
            seen = Seen(position, event.type, tuple(dict.fromkeys(event.tags)))
            previous.update(dict.fromkeys(seen.tags, position))
            rows.append(Row(seen, data, effective_on, actor))
        for row in rows:
            self._newest.update(dict.fromkeys(row.seen.tags, row.seen.position))
            self._types.add(row.seen.type)
        self.rows += rows
        append.recorded = rows

    def _previous(self, tag: str) -> int:
        found = self._newest.get(tag) or self.memory.newest(tag)
        if found is None and (found := self._answers.tags.get(tag)) is None:
            self.questions.tags.add(tag)
            return 0
        return found

    def _is_there_any(self, item: Item, after: int) -> bool:
        known = self.memory.is_there_any(item, after)
        if known is None and (known := self._answers.conditions.get((item, after))) is None:
            self.questions.conditions.add((item, after))
            return False
        return known or self._is_there_any_planned(item, after)

    def _is_there_any_planned(self, item: Item, after: int) -> bool:
        newest = self._newest
        for tag in item.tags:
            if newest.get(tag, 0) <= after:
                return False
        if item.types and item.types.isdisjoint(self._types):
            return False
        return any(row.seen.position > after and item.matches(row.seen.type, row.seen.tags) for row in self.rows)
