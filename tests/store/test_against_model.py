"""The store against a model that keeps a list and reads all of it each time: too slow to ship, too plain to be wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from eventsourcing.persistence import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.boundary import Boundary, Item
from infrastructure.postgres.memory import Extent
from infrastructure.postgres.planning import Append, DraftEvent
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.statements import END, Range

TYPES = ["ContractRegistered", "NoticeGiven", "BoroughMoved"]
TAGS = ["borough:camden", "contract:c-1", "area:desktop", "supplier:s-1"]


@dataclass(frozen=True)
class Query:
    """A boundary as a caller may write it, with repeats. Bounds count from where the example begins."""

    items: list[tuple[list[str], list[str]]] | None
    after: int
    until: int | None
    limit: int | None
    backwards: bool

    @property
    def boundary(self) -> Boundary | None:
        return None if self.items is None else frozenset(Item.of(types, tags) for types, tags in self.items)


@dataclass(frozen=True)
class Posting:
    """An append as a caller may write it, by one of the processes that share the database."""

    by: int
    events: list[tuple[str, list[str]]]
    unless: list[tuple[list[str], list[str]]]
    after: int


@dataclass
class Model:
    """The whole record as a list. `events[i]` is at position i + 1."""

    events: list[tuple[str, list[str]]] = field(default_factory=list)

    def within(self, items: list[tuple[list[str], list[str]]] | None, position: int) -> bool:
        """The specification's own words."""
        type_, tags = self.events[position - 1]
        return items is None or any((not types or type_ in types) and all(tag in tags for tag in wanted) for types, wanted in items)

    def read(self, query: Query) -> list[int]:
        until = len(self.events) if query.until is None else query.until
        found = [
            position
            for position in range(1, len(self.events) + 1)
            if query.after < position <= until and self.within(query.items, position)
        ]
        return (found[::-1] if query.backwards else found)[: query.limit]

    def append(self, posting: Posting) -> bool:
        if any(self.within(posting.unless, p) for p in range(posting.after + 1, len(self.events) + 1)):
            return False
        self.events += posting.events
        return True

    def previous(self, position: int, tag: str) -> int:
        return max((p for p in range(1, position) if tag in self.events[p - 1][1]), default=0)


words = st.lists(st.sampled_from(TAGS), max_size=4)
item = st.tuples(st.lists(st.sampled_from(TYPES), max_size=3), words)
bound = st.integers(0, 12)
queries = st.builds(
    Query,
    st.none() | st.lists(item, max_size=3),
    bound,
    st.none() | bound,
    st.none() | st.integers(0, 5),
    st.booleans(),
)
postings = st.builds(
    Posting,
    st.integers(0, 2),
    st.lists(st.tuples(st.sampled_from(TYPES), words), min_size=1, max_size=3),
    st.lists(item, max_size=3),
    bound,
)
histories = st.lists(postings | queries, min_size=1, max_size=12)


class Ledger:
    """A database that three recorders share as three processes would. One of them forgets nearly everything at once."""

    def __init__(self, url: str) -> None:
        database = Database(url)
        self.recorders = [
            PostgresRecorder(database),
            PostgresRecorder(database),
            PostgresRecorder(database, memory=Extent(tags=2, events=2)),
        ]
        self.base = 0  # where this example begins: emptying the tables for each would take longer than all else

    def append(self, posting: Posting) -> bool:
        def complete(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
            return json.dumps([previous, recorded_at.isoformat()]).encode()

        events = [
            DraftEvent(type_, b"", tags, complete, tuple(dict.fromkeys(tags)), date(2026, 1, 1), "someone")
            for type_, tags in posting.events
        ]
        unless = frozenset(Item.of(types, tags) for types, tags in posting.unless)
        try:
            self.recorders[posting.by].record(Append(events, unless, self.base + posting.after))
        except IntegrityError:
            return False
        return True

    def within(self, query: Query) -> Range:
        until = END if query.until is None else self.base + query.until
        return Range(self.base + query.after, until, query.limit, query.backwards)


@pytest.fixture(scope="module")
def ledger(database_url: str) -> Iterator[Ledger]:
    ledger = Ledger(database_url)
    yield ledger
    for recorder in ledger.recorders:
        recorder.close()


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_any_history_reads_and_refuses_as_the_model_does(ledger: Ledger, history: list[Posting | Query]) -> None:
    reader = ledger.recorders[0].reader
    ledger.base = reader.head()
    model = Model()
    for step in history:
        if isinstance(step, Posting):
            assert ledger.append(step) == model.append(step)
        else:
            past = reader.read(step.boundary, ledger.within(step))
            assert [stored.position - ledger.base for stored in past.records] == model.read(step)
            assert past.head == ledger.base + len(model.events)
            streamed = reader.stream(step.boundary, ledger.within(step))
            assert list(streamed) == past.records
    require_links(ledger, model)


def require_links(ledger: Ledger, model: Model) -> None:
    """Every record names the position before it for each of its tags, and no clock runs backwards."""
    records = list(ledger.recorders[0].reader.stream(None, Range(ledger.base)))
    assert [stored.position for stored in records] == list(range(ledger.base + 1, ledger.base + len(model.events) + 1))
    latest = datetime.min.replace(tzinfo=UTC)
    for stored in records:
        previous, recorded_at = json.loads(stored.data)
        here = {tag: max(0, before - ledger.base) for tag, before in previous.items()}
        assert here == {tag: model.previous(stored.position - ledger.base, tag) for tag in stored.tags}
        assert datetime.fromisoformat(recorded_at) >= latest
        latest = datetime.fromisoformat(recorded_at)


def test_a_clock_that_is_set_back_does_not_put_a_record_before_its_predecessor(servers: object, database_url: str) -> None:
    moments = iter([datetime(2026, 5, 1, 12, tzinfo=UTC) - timedelta(hours=n) for n in range(10)])
    times: list[datetime] = []

    def complete(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
        times.append(recorded_at)
        return b"record"

    recorder = PostgresRecorder(Database(database_url, "clock"), clock=lambda: next(moments))
    for _ in range(3):
        recorder.append([DraftEvent("NoticeGiven", b"", [], complete)])
    recorder.close()
    assert set(times) == {datetime(2026, 5, 1, 12, tzinfo=UTC)}
