"""The collector: asks all witnesses at once for each new seal, off the path of those who record and of the sealer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any

import httpx2
import structlog

from application.collecting import Standing, WitnessContradicts
from application.ports import Unavailable
from application.proof.policy import Policy
from application.sealing import Seal
from infrastructure.witness.attending import ANSWER_SECONDS, Attendant, Ledger, NotCosigned, attendants

LOOK_AGAIN_SECONDS = 2.0  # without news: another server may have sealed
CANCEL_SECONDS = 0.5
COMPARE_SECONDS = 5.0  # at the start, for all witnesses at once
log = structlog.get_logger("concordat.witnesses")


class Collector:
    """Asks the witnesses of a policy until it is closed.

    All are asked for the same seal, and for a newer one when enough have cosigned it, or all have answered or failed: if each were
    asked for whatever is newest when it is free, slow witnesses might for ever cosign different seals, and none would have enough.
    `contradicted` is called, on a thread of ours, when a witness proves that the store is not what was signed.
    """

    def __init__(self, ledger: Ledger, policy: Policy, contradicted: Callable[[WitnessContradicts], None]) -> None:
        self._ledger = ledger
        self._policy = policy
        self._attendants = attendants(ledger, policy, contradicted)
        self._target: Seal | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._guard = Lock()
        self._woken, self._turned, self._closing = asyncio.Event(), asyncio.Condition(), asyncio.Event()
        self._began = Event()
        self._thread = Thread(target=self._run, name="concordat-collector", daemon=True)

    @property
    def standings(self) -> Sequence[Standing]:
        """How each witness stands."""
        return [attendant.standing for attendant in self._attendants]

    def compare(self) -> None:
        """Before anything is signed: raises WitnessContradicts when a witness that answers knows what the store does not."""
        asyncio.run(self._compare())

    def start(self) -> None:
        """Begin asking."""
        self._thread.start()
        self._began.wait()

    def wake(self, _: Seal | None = None) -> None:
        """Something was sealed. Safe to call on any thread."""
        self._tell(self._woken)

    def wait(self, size: int, seconds: float) -> bool:
        """Wait until a seal of so many records is published. False when the time passed first. Raises Unavailable."""
        until = time.monotonic() + seconds
        while (seal := self._ledger.cosignatures.published()) is None or seal.size < size:
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        return True

    def close(self) -> None:
        """Stop asking; what a witness was about to say is asked for again at the next start."""
        self._tell(self._closing)
        if self._thread.ident is not None:
            self._thread.join()

    def _tell(self, event: asyncio.Event) -> None:
        with self._guard:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(event.set)

    def _run(self) -> None:
        try:
            asyncio.run(self._collect())
        except Exception:
            log.exception("collecting has stopped")
        finally:
            self._began.set()

    async def _collect(self) -> None:
        with self._guard:
            self._loop = asyncio.get_running_loop()
        self._began.set()
        async with _client() as client:
            tasks: list[asyncio.Task[None]] = [asyncio.create_task(self._lead())]
            tasks += [asyncio.create_task(self._attend(client, attendant)) for attendant in self._attendants]
            closing = asyncio.create_task(self._closing.wait())
            await asyncio.wait([*tasks, closing], return_when=asyncio.FIRST_COMPLETED)
            await _ended([*tasks, closing])
        with self._guard:
            self._loop = None
        for task in tasks:
            if not task.cancelled() and (fault := task.exception()) is not None:
                raise fault

    async def _lead(self) -> None:
        """Set what the witnesses are asked for."""
        while True:
            self._woken.clear()
            with suppress(Unavailable):
                newest = await asyncio.to_thread(self._ledger.log.sealed.newest)
                if newest is not None and (self._target is None or self._is_newer(newest)):
                    async with self._turned:
                        self._target = newest
                        self._turned.notify_all()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await self._woken.wait()

    def _is_newer(self, newest: Seal) -> bool:
        target = self._target
        if target is None or newest == target or (newest.size == target.size and newest.note == target.note):
            return False
        if newest.size == target.size:
            return True  # signed by a further key
        answered = {name for each in self._attendants if each.answered >= target.size for name in each.names}
        return self._policy.is_met(answered) or all(each.failing or each.settled >= target.size for each in self._attendants)

    async def _attend(self, client: httpx2.AsyncClient, attendant: Attendant) -> None:
        while True:
            target = await self._next_for(attendant)
            pause = await attendant.attend(client, target)
            self._woken.set()
            await asyncio.sleep(pause)

    async def _next_for(self, attendant: Attendant) -> Seal:
        while True:
            target = self._target
            with suppress(Unavailable):
                if target is not None and await asyncio.to_thread(attendant.is_due, target):
                    return target
            async with self._turned:
                if self._target is target:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                            await self._turned.wait()

    async def _compare(self) -> None:
        async with _client() as client:
            asked = [asyncio.wait_for(each.compare(client), COMPARE_SECONDS) for each in self._attendants]
            answers = await asyncio.gather(*asked, return_exceptions=True)
        for attendant, answer in zip(self._attendants, answers, strict=True):
            if isinstance(answer, NotCosigned | TimeoutError):  # compared before it is first asked, whenever it answers
                log.warning("not compared", witness=attendant.names[0], fault=str(answer) or "it did not answer in time")
            elif isinstance(answer, BaseException):
                raise answer


async def _ended(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """End the tasks. One that misses a cancellation, as something that it awaited was done at that moment, is cancelled again."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCEL_SECONDS)


def _client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(timeout=ANSWER_SECONDS, limits=httpx2.Limits(keepalive_expiry=25.0))
