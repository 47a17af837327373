"""Sending an export: it is read when the reader has taken what came before, and no more once the reader has gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, MutableSet
from contextlib import suppress
from threading import Event, Lock

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.streaming import PIECE, end, stream
from api.workers import Workers
from application.ports import Unavailable


class Gone(Exception):
    """Nobody reads any more."""


class Taking:
    """An export that is being taken, chunk by chunk, on threads that are not the event loop's."""

    def __init__(self, workers: Workers) -> None:
        self.chunks: Iterator[bytes] = iter(())
        self._workers = workers
        self._gone = Event()
        self._lock = Lock()  # a chunk may still be in the making when the reader goes

    def told(self, position: int) -> None:
        """Called between the pages of the record: also a form that gives nothing before its end stops here. Raises Gone."""
        if self._gone.is_set():
            raise Gone

    async def parts(self) -> AsyncIterator[bytes]:
        """The export in pieces; a chunk is made when those before it were taken."""
        while (chunk := await self._workers.run(self._next)) is not None:
            for start in range(0, len(chunk), PIECE):
                yield chunk[start : start + PIECE]

    async def close(self) -> None:
        """Read no more, and let go of what was held: temporary files, for one."""
        self._gone.set()
        with suppress(Unavailable):  # the server is stopping, and its temporary files go with its process
            await self._workers.run(self._close)

    def _next(self) -> bytes | None:
        """The next chunk that is not empty; None at the end."""
        with self._lock, suppress(Gone):
            while not self._gone.is_set():
                chunk = next(self.chunks, None)
                if chunk is None or chunk:
                    return chunk
        return None

    def _close(self) -> None:
        with self._lock:
            close = getattr(self.chunks, "close", None)
            if close is not None:
                close()


class ExportResponse(Response):
    """Sends an export at its reader's pace. It ends in good order only when it is whole: one that is cut short is seen to be."""

    def __init__(
        self, taking: Taking, media_type: str, headers: Mapping[str, str], taken: MutableSet[Taking], closing: asyncio.Event
    ) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no", **headers}, media_type=media_type)
        del self.headers["content-length"]
        self._taking = taking
        self._taken = taken
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._taken.add(self._taking)
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if await stream(self._taking.parts(), receive, send, self._closing):
                await end(send)
        finally:
            self._taken.discard(self._taking)
            await self._taking.close()
