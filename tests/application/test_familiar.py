"""A familiar store against the store itself, while others record in between, even in the middle of a reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from application.familiar import Familiar
from application.ports import Draft, Past, Stored
from domain.boundary import Boundary, Item
from tests.memory import MemoryStore

TYPES = ["ContractRegistered", "NoticeGiven", "BoroughMoved"]
TAGS = ["borough:camden", "contract:c-1", "area:desktop", "supplier:s-1"]

items = st.builds(Item.of, st.sets(st.sampled_from(TYPES), max_size=2), st.sets(st.sampled_from(TAGS), max_size=2))
boundaries = st.frozensets(items, min_size=1, max_size=4)
drafts = st.lists(
    st.builds(
        lambda type_, tags: Draft(type_, tuple(sorted(tags)), date(2026, 4, 1), "officer", lambda previous, at: b"record"),
        st.sampled_from(TYPES),
        st.sets(st.sampled_from(TAGS), max_size=3),
    ),
    max_size=3,
)
steps = st.lists(st.tuples(drafts, boundaries, st.booleans(), st.lists(drafts, max_size=3)), min_size=1, max_size=12)


class Busy(MemoryStore):
    """A store in which others record just before each of our readings."""

    def __init__(self) -> None:
        super().__init__()
        self.others: list[list[Draft]] = []

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        if self.others:
            self.append(self.others.pop(), unless=frozenset(), after=0)
        return super().read(boundary, after=after, until=until, limit=limit, backwards=backwards)


def read_plainly(store: MemoryStore, boundary: Boundary, until: int) -> list[Stored]:
    return list(store.stream(boundary, until=until))


@settings(max_examples=400, deadline=None)
@given(steps, st.integers(1, 20), st.integers(1, 8))
def test_a_familiar_store_answers_as_the_store_itself_would(
    told: Sequence[tuple[list[Draft], Boundary, bool, list[list[Draft]]]], most_records: int, most_news: int
) -> None:
    store = Busy()
    familiar = Familiar(store, most_records=most_records, most_news=most_news)
    seen: list[int] = []
    for ours, boundary, is_later, others in told:
        before = store.head()
        store.others = list(others)
        past = familiar.read(boundary)
        assert past.head >= before, "a reading is as new as the record was when it was asked for"
        assert past.records == read_plainly(store, boundary, past.head)
        seen.append(past.head)
        if is_later:
            earlier = familiar.read(boundary, until=seen[0])
            assert earlier.records == read_plainly(store, boundary, seen[0])
            assert earlier.head >= seen[0]
        if ours:
            familiar.append(ours, unless=frozenset(), after=0)


def test_what_a_familiar_store_recorded_itself_is_not_asked_for_again() -> None:
    store = Counting()
    familiar = Familiar(store)
    about = frozenset({Item.of(tags=["contract:c-1"])})
    familiar.read(about)
    registered = Draft("ContractRegistered", ("contract:c-1",), date(2026, 4, 1), "officer", lambda previous, at: b"record")
    familiar.append([registered], unless=about, after=0)
    asked = store.asked
    assert [stored.position for stored in familiar.read(about, until=1).records] == [1]
    assert store.asked == asked


class Counting(MemoryStore):
    """A store that counts its readings."""

    asked = 0

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        self.asked += 1
        return super().read(boundary, after=after, until=until, limit=limit, backwards=backwards)
