"""The recorder: the `eventsourcing` library's interface for dynamic consistency boundaries, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
)
from eventsourcing.persistence import ProgrammingError

from application.ports import Stored, Unavailable
from domain.boundary import Boundary, Item
from infrastructure.postgres.committing import Committer
from infrastructure.postgres.deadlines import Deadlines
from infrastructure.postgres.grouping import Group
from infrastructure.postgres.listening import Listener
from infrastructure.postgres.memory import AMPLE, Extent
from infrastructure.postgres.planning import EVERYTHING, Append, DraftEvent, Row
from infrastructure.postgres.reading import Reader
from infrastructure.postgres.schema import migrate
from infrastructure.postgres.session import Database
from infrastructure.postgres.statements import Range
from infrastructure.postgres.subscription import PostgresSubscription

LONGEST_WORD = 1000  # bytes of a type, tag or actor; an index entry holds 2,704


class PostgresRecorder(DCBRecorder):
    """One ordered, gap-free sequence of events with tags. Safe to share between threads and processes.

    Opening it brings the schema up to date: raises SchemaNewer, SchemaChanged, NotDurable or Unavailable. `halted`: set to why
    nothing may be appended any more.
    """

    def __init__(
        self,
        database: Database,
        *,
        readers: int = 8,
        memory: Extent = AMPLE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database = database
        with database.connect() as connection:
            migrate(connection, database.schema)
            row = connection.execute("SELECT 'decision_' || 'decision'::regclass::oid").fetchone()
        assert row is not None  # a SELECT without FROM
        channel = str(row[0])  # a channel belongs to the whole database, our table to a schema
        self.listener = Listener(database, channel)
        self.halted: Exception | None = None
        self._deadlines = Deadlines(1.2 * database.answer_seconds + 1)
        self._committer = Committer(database, channel, self._deadlines, memory, clock)
        self.group: Group[Append] = Group(self._committer.commit)
        self._pool = database.pool(readers)
        self.reader = Reader(self._pool, self._deadlines)

    def close(self) -> None:
        """Let go of all sessions. Appends that wait are recorded first; those that come later are refused."""
        self.group.close()
        self._committer.close()
        self.listener.close()
        self._pool.close()
        self._deadlines.close()

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Record `events` (at least one) at the next positions, all or none, and return the last position.

        Raises IntegrityError if an event after `condition.after` matches the condition, TooLarge, ProgrammingError
        for what cannot be stored (each time no position is used up), and Unavailable.
        """
        if condition is None:
            return self.record(Append(events, frozenset(), 0))[-1].seen.position
        unless = boundary_of(condition.fail_if_events_match) or EVERYTHING
        return self.record(Append(events, unless, condition.after or 0))[-1].seen.position

    def record(self, append: Append) -> list[Row]:
        """As `append`; gives what was stored."""
        if self.halted is not None:
            raise Unavailable(f"Nothing is recorded any more: {self.halted}")
        if not append.events:
            raise ProgrammingError("An append needs at least one event.")
        for event in append.events:
            _require_storable(event)
        self.group.submit(append)
        self.listener.hear(append.recorded[-1].seen.position)
        return append.recorded

    def read(self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None) -> DCBReadResponse:
        """Events that match the query (all, without items), in order; see Response for `head`. Memory use is flat."""
        return Response(self.reader, boundary_of(query), Range(after=after or 0, limit=limit))

    def page(self, query: DCBQuery | None, *, after: int, limit: int) -> tuple[list[DCBSequencedEvent], int]:
        """The next `limit` events that match, and the head at that moment."""
        past = self.reader.read(boundary_of(query), Range(after=after, limit=limit))
        return [sequenced(stored) for stored in past.records], past.head

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> PostgresSubscription:
        """As `read`, and then waits for more."""
        return PostgresSubscription(self, query, after)


class Response(DCBReadResponse):
    """Events as they are asked for, page by page.

    `head` without a limit: the newest position of the record when reading began. With a limit: the position of the
    last event given, None if there was none; what comes after it was not looked at.
    """

    def __init__(self, reader: Reader, boundary: Boundary | None, within: Range) -> None:
        self._last: int | None = None
        self._limited = within.limit is not None
        self._head = 0 if self._limited else reader.head()
        self._records = reader.stream(boundary, within if self._limited else Range(within.after, self._head))

    @property
    def head(self) -> int | None:
        """See the class."""
        return self._last if self._limited else self._head or None

    def __next__(self) -> DCBSequencedEvent:
        stored = next(self._records)
        self._last = stored.position
        return sequenced(stored)


def sequenced(stored: Stored) -> DCBSequencedEvent:
    """A stored decision in the library's words."""
    return DCBSequencedEvent(DCBEvent(stored.type, stored.data, list(stored.tags)), stored.position)


def boundary_of(query: DCBQuery | None) -> Boundary | None:
    """The library's query in the domain's words (None: everything). As sets, so that a repeated tag counts once."""
    if query is None or not query.items:
        return None
    return frozenset(Item(frozenset(item.types), frozenset(item.tags)) for item in query.items)


def _require_storable(event: DCBEvent) -> None:
    # A value that the database refuses would fail its whole group. So it is refused here, on its caller's thread.
    words = [event.type, *event.tags]
    if isinstance(event, DraftEvent) and event.actor is not None:
        words.append(event.actor)
    for word in words:
        try:
            storable = len(word.encode()) <= LONGEST_WORD and "\0" not in word
        except UnicodeEncodeError:  # half a surrogate pair
            storable = False
        if not storable:
            raise ProgrammingError(f"A type, tag or actor is at most {LONGEST_WORD} bytes of text without NUL: {word[:50]!a}")
