"""The application's event store, on the recorder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eventsourcing.persistence import IntegrityError

from application.ports import BoundaryChanged, Draft, Past, Stored
from domain.boundary import Boundary
from infrastructure.postgres.planning import Append, DraftEvent
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.statements import END, Range

UNLINKED = "command:"  # tags that need no predecessor: a key is used once


class PostgresStore:
    """Implements `application.ports.Store`. Safe to share between threads."""

    def __init__(self, recorder: PostgresRecorder) -> None:
        self.recorder = recorder

    def close(self) -> None:
        """Record what waits, and let go of the database."""
        self.recorder.close()

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        """See the port. Raises Unavailable."""
        return self.recorder.reader.read(boundary, _range(after, until, limit, backwards))

    def stream(self, boundary: Boundary | None, *, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """See the port. Raises Unavailable."""
        return self.recorder.reader.stream(boundary, _range(after, until))

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        """See the port."""
        try:
            rows = self.recorder.record(Append([_event(draft) for draft in drafts], unless, after))
        except IntegrityError as fault:
            raise BoundaryChanged(f"Another decision was recorded inside the boundary after position {after}.") from fault
        return [Stored(row.seen.position, row.seen.type, row.data, row.seen.tags) for row in rows]

    def head(self) -> int:
        """See the port. Raises Unavailable."""
        return self.recorder.reader.head()

    def wait(self, position: int, seconds: float) -> bool:
        """See the port."""
        return self.recorder.listener.wait(position, seconds)


def _event(draft: Draft) -> DraftEvent:
    return DraftEvent(
        type=draft.type,
        data=b"",  # completed under the lock
        tags=list(draft.tags),
        complete=draft.complete,
        linked=tuple(tag for tag in draft.tags if not tag.startswith(UNLINKED)),
        effective_on=draft.effective_on,
        actor=draft.actor,
    )


def _range(after: int, until: int | None, limit: int | None = None, backwards: bool = False) -> Range:
    return Range(after, END if until is None else until, limit, backwards)
