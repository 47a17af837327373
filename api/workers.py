"""Workers: the threads on which blocking work is done, with a bounded queue before them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from application.ports import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """`threads` at work and at most `waiting` more pieces of work in the queue. Belongs to one event loop."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"concordat-{name}")
        self._most = threads + waiting
        self._taken = 0

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work on a thread. Raises Unavailable when the queue is full, or the workers are closed."""
        if self._taken >= self._most:
            raise Unavailable(f"{self._most} requests are at work or waiting already. Nothing was recorded.")
        try:
            done = self._threads.submit(work, *args, **kwargs)
        except RuntimeError as fault:  # told to stop meanwhile
            raise Unavailable("The server is stopping. Nothing was recorded.") from fault
        self._taken += 1
        waiting = asyncio.wrap_future(done)
        waiting.add_done_callback(self._release)
        return await asyncio.shield(waiting)  # whoever asked may be gone: what was begun is finished, and keeps its place

    def close(self) -> None:
        """Finish what was taken; take no more."""
        self._threads.shutdown(wait=True)

    def _release(self, _: object) -> None:
        self._taken -= 1
