"""Desk: where posted commands wait for one another, so that those that come together are decided together.

A thread for each command would spend its time handing the interpreter over to the next. So commands that come while others are
being decided wait, and are then taken as one group, by one thread, with one answer to the loop. A lone command waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from application.ledger import Ledger, Outcome
from application.ports import Unavailable
from application.posted import Posted

TOGETHER = 64
"""At most so many commands are decided on one reading: later ones would wait too long."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    posted: Posted
    outcome: asyncio.Future[Outcome | Exception]


class Desk:
    """`lanes`: groups that are decided at a time. `most`: commands that may wait. Belongs to one event loop."""

    def __init__(self, ledger: Ledger, lanes: int, most: int) -> None:
        self._ledger = ledger
        self._threads = ThreadPoolExecutor(lanes, thread_name_prefix="concordat-desk")
        self._free = lanes
        self._most = most
        self._waiting: deque[_Waiting] = deque()

    async def take(self, posted: Posted) -> Outcome:
        """As `Ledger.take`. Raises Unavailable as well when too many wait."""
        if len(self._waiting) >= self._most:
            raise Unavailable(f"{self._most} commands are waiting already. Nothing was recorded.")
        loop = asyncio.get_running_loop()
        waiting = _Waiting(posted, loop.create_future())
        self._waiting.append(waiting)
        self._begin(loop)
        outcome = await waiting.outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        """Finish what was taken."""
        self._threads.shutdown(wait=True)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._free and self._waiting:
            group = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
            self._free -= 1
            self._threads.submit(self._decide, group, loop)

    def _decide(self, group: list[_Waiting], loop: asyncio.AbstractEventLoop) -> None:
        outcomes: list[Outcome | Exception]
        try:
            outcomes = list(self._ledger.take_all([waiting.posted for waiting in group]))
        except Exception as fault:  # noqa: BLE001  # it is raised where the command was posted, for each that was
            outcomes = [fault] * len(group)
        loop.call_soon_threadsafe(self._answer, group, outcomes, loop)

    def _answer(self, group: list[_Waiting], outcomes: list[Outcome | Exception], loop: asyncio.AbstractEventLoop) -> None:
        self._free += 1
        self._begin(loop)
        for waiting, outcome in zip(group, outcomes, strict=True):
            if not waiting.outcome.done():
                waiting.outcome.set_result(outcome)
