"""Familiar: a store of which this process remembers what it has read, so that most readings need not ask again.

What is recorded never changes and new decisions come only at the end. So a part of the record that was read once is known for good,
if from then on everything new is taken in. A reading asks the store for what is not known yet; the answer tells how far the record
reaches now, and what came since is fetched before anything is answered: a reading is as fresh as if all of it had been asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from application.ports import Draft, Past, Store, Stored
from domain.boundary import Boundary, Extent, Item

MOST_RECORDS = 20_000
"""Records that are remembered; with more, all is forgotten and read again when it is asked for."""
MOST_NEWS = 1_000
"""Decisions that are caught up with; when more came meanwhile, forgetting is the shorter way."""


@dataclass(slots=True)
class _Known:
    """All decisions within `extent` up to `head`."""

    head: int
    extent: Extent = field(default_factory=Extent)
    _records: dict[int, Stored] = field(default_factory=dict)
    _by_type: dict[str, dict[int, Stored]] = field(default_factory=dict)
    _by_tag: dict[str, dict[str, dict[int, Stored]]] = field(default_factory=dict)  # and by type: few of a borough's are asked for

    def __len__(self) -> int:
        return len(self._records)

    def add(self, records: Iterable[Stored]) -> None:
        for stored in records:
            if stored.position not in self._records:
                self._records[stored.position] = stored
                self._by_type.setdefault(stored.type, {})[stored.position] = stored
                for tag in stored.tags:
                    self._by_tag.setdefault(tag, {}).setdefault(stored.type, {})[stored.position] = stored

    def within(self, boundary: Boundary, until: int) -> list[Stored]:
        found = {stored.position: stored for item in boundary for stored in self._matching(item) if stored.position <= until}
        return [found[position] for position in sorted(found)]

    def _matching(self, item: Item) -> Iterator[Stored]:
        if not item.tags:
            yield from self._of_types(self._by_type, item.types)
        elif len(item.tags) == 1:
            (tag,) = item.tags
            yield from self._of_types(self._by_tag.get(tag, {}), item.types)
        else:
            fewest = min((list(self._of_types(self._by_tag.get(tag, {}), item.types)) for tag in item.tags), key=len)
            yield from (stored for stored in fewest if item.tags.issubset(stored.tags))

    @staticmethod
    def _of_types(by_type: dict[str, dict[int, Stored]], types: frozenset[str]) -> Iterator[Stored]:
        for type_ in types or by_type:
            yield from by_type.get(type_, {}).values()


class Familiar:
    """Implements `application.ports.Store` on another store. Safe to share between threads."""

    def __init__(self, store: Store, *, most_records: int = MOST_RECORDS, most_news: int = MOST_NEWS) -> None:
        self._store = store
        self._most_records = most_records
        self._most_news = most_news
        self._lock = Lock()
        self._known = _Known(head=0)

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        """See the port. What is asked by position, or page by page, goes to the store as it is.

        With `until`, what is known may answer: then `until` is given as the head, for there may be a newer one.
        """
        is_whole = boundary is None or any(not item.types and not item.tags for item in boundary)
        if boundary is None or is_whole or after or limit is not None or backwards:
            return self._store.read(boundary, after=after, until=until, limit=limit, backwards=backwards)
        while (past := self._read(boundary, until)) is None:
            pass  # all was forgotten while we asked: rare, and the next attempt begins where the forgetting ended
        return past

    def stream(self, boundary: Boundary | None, *, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """See the port."""
        return self._store.stream(boundary, after=after, until=until)

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        """See the port. What was recorded is known from then on."""
        recorded = self._store.append(drafts, unless=unless, after=after)
        with self._lock:
            if recorded[0].position == self._known.head + 1:  # otherwise the next reading takes it in, with what came before
                self._known.add(recorded)
                self._known.head = recorded[-1].position
        return recorded

    def head(self) -> int:
        """See the port."""
        return self._store.head()

    def wait(self, position: int, seconds: float) -> bool:
        """See the port."""
        return self._store.wait(position, seconds)

    def _read(self, boundary: Boundary, until: int | None) -> Past | None:
        """What is asked for; None if all was forgotten meanwhile."""
        with self._lock:
            known, head = self._known, self._known.head
            missing = known.extent.missing(boundary)
            if not missing and until is not None and until <= head:
                return Past(known.within(boundary, until), until)
        found = self._store.read(missing) if missing else self._store.read(None, after=head, limit=self._most_news)
        if found.head - head >= self._most_news or len(known) > self._most_records:
            self._forget(known, found.head)
            return None
        news = self._store.read(None, after=head, until=found.head).records if missing and found.head > head else []
        with self._lock:
            if self._known is not known:
                return None
            known.add(found.records)
            known.add(news)
            known.extent.add(missing)
            known.head = max(known.head, found.head)
            end = known.head if until is None else until
            return Past(known.within(boundary, end), end)

    def _forget(self, known: _Known, head: int) -> None:
        with self._lock:
            if self._known is known:
                self._known = _Known(head=head)
