"""A live reading of the record: what is there, then what comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eventsourcing.dcb.api import DCBQuery, DCBSequencedEvent, DCBSubscription

from application.ports import Unavailable
from infrastructure.postgres.statements import END

if TYPE_CHECKING:
    from infrastructure.postgres.recorder import PostgresRecorder

PAGE = 500
TRY_AGAIN_SECONDS = 0.5  # after the database could not answer
LOOK_AGAIN_SECONDS = 5.0  # without any news; a lost notification then costs time, never an event


class PostgresSubscription(DCBSubscription["PostgresRecorder"]):
    """Blocks for new events until it is stopped. A lost database is waited for; then reading goes on where it stood."""

    def __init__(self, recorder: PostgresRecorder, query: DCBQuery | None = None, after: int | None = None) -> None:
        super().__init__(recorder, query, after)
        self._page: Iterator[DCBSequencedEvent] = iter(())

    def stop(self) -> None:
        """Stop the subscription: whoever waits for the next event gets StopIteration."""
        super().stop()
        self._recorder.listener.wake()

    def __next__(self) -> DCBSequencedEvent:
        while not self._has_been_stopped:
            if (event := next(self._page, None)) is not None:
                self._last_position = event.position
                return event
            self._next_page()
        raise StopIteration

    def _next_page(self) -> None:
        listener = self._recorder.listener
        try:
            found, head = self._recorder.page(self._query, after=self._last_position, limit=PAGE)
        except Unavailable:
            listener.doze(END, TRY_AGAIN_SECONDS)
            return
        self._page = iter(found)
        if not found and not self._has_been_stopped:
            # Events up to `head` are looked through. Only a later one is news, and it may have come already.
            listener.doze(head + 1, LOOK_AGAIN_SECONDS)
