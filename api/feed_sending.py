"""Sending a feed: what goes over the wire, how fast, and how it comes to an end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, MutableSet
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.metrics import Metrics
from api.office import Office
from api.problems import FAULTS
from api.streaming import PIECE, end, stream
from application.following import next_stretch
from application.ports import Stored, Unavailable
from application.trail import Criteria

MEDIA_TYPE = "text/event-stream"
RETRY_MILLISECONDS = 2_000
HEARTBEAT_SECONDS = 15.0  # proxies give up a connection on which nothing came for a minute, as a rule
TRY_AGAIN_SECONDS = 1.0  # after the database could not answer
ENDING_SECONDS = 1.0  # for a last word to a reader when the server stops
PAGE = 64  # decisions
PAGE_BYTES = 256 * 1024  # what is held for a reader who takes nothing; 64 decisions are 80 kB, as a rule


def event(stored: Stored) -> bytes:
    """A decision as an event. Its record is one line of JSON, so its bytes stand there as they are."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (stored.position, stored.type.encode(), stored.data)


def pieces(events: Iterable[bytes]) -> Iterable[bytes]:
    """Events put together as far as they fit; never a part of one, so that a feed may end after each piece."""
    piece = b""
    for each in events:
        if piece and len(piece) + len(each) > PIECE:
            yield piece
            piece = b""
        piece += each
    if piece:
        yield piece


class Feed:
    """What is told to one reader: it is read when the reader has taken what came before, and there is no queue.

    `after`, `until` (None: without end): the positions to tell of.
    """

    def __init__(self, office: Office, request: Request, criteria: Criteria, after: int, until: int | None) -> None:
        self._office = office
        self._request = request
        self._criteria = criteria
        self._through = after
        self._until = until
        self._head = after
        self._most = PAGE
        self._spoke_at = self._asked_at = time.monotonic()

    async def words(self) -> AsyncIterator[bytes]:
        """Whole events and comments. Ends after `until`, or when the reader's token no longer holds."""
        yield b"retry: %d\n\n" % RETRY_MILLISECONDS
        while self._until is None or self._through < self._until:
            try:
                found = await self._next()
            except Unavailable:
                yield b": the database cannot answer now; waiting for it\n\n"
                await asyncio.sleep(TRY_AGAIN_SECONDS)
                found = []
            for piece in pieces(map(event, found)):
                yield piece
                self._spoke_at = time.monotonic()
            if not await self._is_welcome():
                yield b": the token no longer holds; come again with a new one\n\n"
                return
            left = self._spoke_at + HEARTBEAT_SECONDS - time.monotonic()
            if left <= 0:
                yield b": all is told through position %d\n\n" % self._through
                self._spoke_at = time.monotonic()
            elif self._through >= self._head:
                await self._office.news.beyond(self._through, left)

    async def _next(self) -> list[Stored]:
        stretch = await self._office.feeders.run(
            next_stretch,
            self._office.reads,
            self._criteria,
            after=self._through,
            until=self._until,
            most=self._most,
            most_bytes=PAGE_BYTES,
        )
        self._through, self._head = stretch.through, stretch.head
        # Where records are large, what does not fit would be read again and again.
        self._most = min(PAGE, 2 * len(stretch.found)) if stretch.found else PAGE
        return stretch.found

    async def _is_welcome(self) -> bool:
        """Whether the token still holds: a stream may outlive the one that it was opened with."""
        if time.monotonic() < self._asked_at + HEARTBEAT_SECONDS:
            return True
        self._asked_at = time.monotonic()
        try:
            await self._office.known(self._request)
        except Unavailable:  # nothing was said against it
            return True
        except FAULTS:
            return False
        return True


class FeedResponse(Response):
    """Sends a feed for as long as the reader stays, takes it, and the server goes on."""

    media_type = MEDIA_TYPE

    def __init__(self, feed: Feed, open_feeds: MutableSet[Feed], metrics: Metrics, closing: asyncio.Event) -> None:
        # Proxies must neither keep nor hold back a part of it.
        super().__init__(headers={"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._feed = feed
        self._open_feeds = open_feeds
        self._metrics = metrics
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._open_feeds.add(self._feed)
        self._metrics.feeds(len(self._open_feeds))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await stream(self._feed.words(), receive, send, self._closing)
            with suppress(TimeoutError):  # who takes nothing hears no last word: the connection is closed without
                async with asyncio.timeout(ENDING_SECONDS):
                    await end(send)
        finally:
            self._open_feeds.discard(self._feed)
            self._metrics.feeds(len(self._open_feeds))
