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
    """The rows that a group adds to the record, on top of what is remembered of it.

    Memory is not touched, because whether the group will be part of the record is known only when it is committed.
    """

    def __init__(self, memory: Memory, answers: Answers, now: datetime) -> None:
        self._memory = memory
        self._answers = answers
        self._newest: dict[str, int] = {}
        self.rows: list[Row] = []
        self.recorded_at = max(now, memory.recorded_at or now)

    def consider(self, append: Append) -> None:
        """Add the append's rows, or leave in its ticket why not; then it uses no position and the others go on."""
        append.ticket.fault = None
        append.recorded = []
        if any(self._is_there_any(item, append.after) for item in append.unless):
            append.ticket.fault = IntegrityError("An event after the condition's position matches it.")
            return
        try:
            rows, newest = self._complete(append)
        except Exception as fault:  # noqa: BLE001  # completing is the caller's code: its fault must not hurt the group
            append.ticket.fault = fault
            return
        self.rows += rows
        self._newest |= newest
        append.recorded = rows

    def _complete(self, append: Append) -> tuple[list[Row], dict[str, int]]:
        newest: dict[str, int] = {}
        rows = []
        for position, event in enumerate(append.events, start=self._memory.head + len(self.rows) + 1):
            data, effective_on, actor = event.data, None, None
            if isinstance(event, DraftEvent):
                effective_on, actor = event.effective_on, event.actor
                if event.complete is not None:
                    previous = {tag: newest.get(tag) or self._previous(tag) for tag in event.linked}
                    data = event.complete(previous, self.recorded_at)
            if not 0 < len(data) <= LONGEST_RECORD:
                raise TooLarge(f"A record holds 1 to {LONGEST_RECORD:,} bytes; this {event.type} has {len(data):,}.")
            seen = Seen(position, event.type, tuple(dict.fromkeys(event.tags)))
            newest.update(dict.fromkeys(seen.tags, position))
            rows.append(Row(seen, data, effective_on, actor))
        return rows, newest

    def _previous(self, tag: str) -> int:
        found = self._newest.get(tag) or self._memory.newest(tag)
        return self._answers.tags[tag] if found is None else found

    def _is_there_any(self, item: Item, after: int) -> bool:
        known = self._memory.is_there_any(item, after)
        if known is None:
            known = self._answers.conditions[item, after]
        return known or self._is_there_any_planned(item, after)

    def _is_there_any_planned(self, item: Item, after: int) -> bool:
        if any(self._newest.get(tag, 0) <= after for tag in item.tags):
            return False
        return any(row.seen.position > after and item.matches(row.seen.type, row.seen.tags) for row in self.rows)


def questions(group: Sequence[Append], memory: Memory, answers: Answers) -> Questions:
    """What must be asked of the database before the group can be planned."""
    open_ = Questions()
    for append in group:
        for item in append.unless:
            if (item, append.after) not in answers.conditions and memory.is_there_any(item, append.after) is None:
                open_.conditions.add((item, append.after))
        for event in append.events:
            if isinstance(event, DraftEvent):
                open_.tags.update(tag for tag in event.linked if tag not in answers.tags and memory.newest(tag) is None)
    return open_
