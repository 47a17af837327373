"""News: tells all who wait in this process that something was recorded, by whichever process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Event, Thread

from application.ledger import Ledger
from application.ports import Unavailable

LOOK_AGAIN_SECONDS = 5.0  # without any news: a notification that was lost costs time, never a decision
PAUSE_SECONDS = 0.02  # between two tellings: under steady writing each then stands for many decisions
TRY_AGAIN_SECONDS = 0.5  # after the store could not answer


class News:
    """One thread asks the store for all who wait; it starts with the first of them. Belongs to one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._heard = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self._closed = Event()
        self._thread: Thread | None = None

    async def beyond(self, position: int, seconds: float) -> None:
        """Return once something after `position` is recorded, or when the time has passed."""
        if self._heard > position:
            return
        loop = asyncio.get_running_loop()
        self._start(loop)
        told = loop.create_future()
        self._waiting.add(told)
        try:
            await asyncio.wait({told}, timeout=seconds)
        finally:
            self._waiting.discard(told)

    def close(self) -> None:
        """Tell nobody any more. The thread ends by itself when the store is closed, which it may be waiting for."""
        self._closed.set()

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._listen, args=(loop,), name="concordat-news", daemon=True)
            self._thread.start()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        store, position = self._ledger.store, 0
        while not self._closed.is_set():
            try:
                store.wait(position + 1, LOOK_AGAIN_SECONDS)
                if self._closed.is_set():
                    return
                position, known = max(position, store.head()), position
            except Unavailable:
                self._closed.wait(TRY_AGAIN_SECONDS)
                continue
            if position > known:
                with suppress(RuntimeError):  # the loop has ended in this moment: nobody waits
                    loop.call_soon_threadsafe(self._tell, position)
                self._closed.wait(PAUSE_SECONDS)

    def _tell(self, position: int) -> None:
        self._heard = position
        for told in self._waiting:
            if not told.done():
                told.set_result(None)
