"""The sealing thread: wakes when something was recorded, and seals it, off the path of those who record."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

import structlog

from application.ports import Unavailable
from application.sealing import Seal, SealBroken
from infrastructure.postgres.listening import Listener
from infrastructure.postgres.rechecking import recheck
from infrastructure.postgres.sealing import Sealer
from infrastructure.postgres.session import Database

PACE_SECONDS = 0.5  # from the beginning of one seal to that of the next, so that many commits share one
LOOK_AGAIN_SECONDS = 2.0  # without news; news that was lost costs so much
TRY_AGAIN_SECONDS = 0.5  # after the database could not answer
ALARM_SECONDS = 30.0  # between lines of the log that say that sealing is late
TELL_SECONDS = 1.0  # between lines of the log on how far the recheck has come
log = structlog.get_logger("concordat.sealing")


class SealingThread:
    """Seals until it is closed, or finds what is stored to contradict what was sealed; then `fault` says so, and it has stopped.

    Before it signs anything it hashes the whole record again. `sealed` is called after each seal, on this thread.
    """

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        listener: Listener,
        late: Callable[[], float],
        sealed: Callable[[Seal], None] = lambda seal: None,
    ) -> None:
        """`late`: for how many seconds a record has waited, should it be too long; else 0."""
        self.fault: SealBroken | None = None
        self._database = database
        self._sealer = sealer
        self._listener = listener
        self._late = late
        self._sealed = sealed
        self._alarm_at = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._run, name="concordat-sealer", daemon=True)

    def start(self) -> None:
        """Look whether the newest seal and the newest records fit each other, and begin. Raises as `Sealer.begin`."""
        seal = self._sealer.begin()
        keys = [key.verifier.id.hex() for key in self._sealer.keys]
        log.info("sealing", origin=self._sealer.origin, size=seal.size, keys=keys)
        self._thread.start()

    def halt(self, fault: SealBroken) -> None:
        """Sign nothing more, because of what was found elsewhere. Safe to call on any thread."""
        self.fault = fault
        self._stop.set()
        self._listener.wake()
        log.critical("sealing has stopped", fault=str(fault))

    def close(self) -> None:
        """Seal what is left, and stop."""
        self._stop.set()
        self._listener.wake()
        if self._thread.ident is not None:
            self._thread.join()
        self._sealer.close()

    def _run(self) -> None:
        try:
            size = self._recheck()
            while not self._stop.is_set():
                self._listener.doze(size + 1, LOOK_AGAIN_SECONDS)
                began = time.monotonic()
                size = self._seal(size)
                self._watch()
                self._stop.wait(began + PACE_SECONDS - time.monotonic())
            while self.fault is None and (more := self._seal(size)) > size:
                size = more
        except SealBroken as fault:
            self.fault = fault
            log.critical("sealing has stopped", fault=str(fault))
        except _Stopped:
            pass
        except Exception as fault:  # a thread that ends in silence would be the worst of ends
            self.fault = SealBroken(f"The sealer met a fault of its own: {type(fault).__name__}")
            log.exception("sealing has stopped")

    def _seal(self, size: int) -> int:
        """Seal what is there, once. Gives the size of the newest seal, whoever made it; `size` when that cannot be known."""
        try:
            seal = self._sealer.seal()
            if seal is None:
                return self._sealer.newest().size
            log.debug("sealed", size=seal.size)
            self._sealed(seal)
            return seal.size
        except Unavailable as fault:
            log.warning("not sealed", fault=str(fault))
            self._stop.wait(TRY_AGAIN_SECONDS)
            return size

    def _watch(self) -> None:
        """Say so when sealing is late, as it is when another sealer holds the lock and does not get on."""
        with suppress(Unavailable):
            if time.monotonic() >= self._alarm_at and (late := self._late()) > 0:
                self._alarm_at = time.monotonic() + ALARM_SECONDS
                log.error("sealing is late", seconds=round(late, 1))

    def _recheck(self) -> int:
        while True:
            try:
                seal = recheck(self._database, self._progress())
                return seal.size if seal else 0
            except Unavailable as fault:
                log.warning("not rechecked", fault=str(fault))
                if self._stop.wait(TRY_AGAIN_SECONDS):
                    raise _Stopped from fault

    def _progress(self) -> Callable[[int, int], None]:
        told = time.monotonic()

        def advance(done: int, of: int) -> None:
            nonlocal told
            if self._stop.is_set():
                raise _Stopped
            if time.monotonic() - told > TELL_SECONDS:
                told = time.monotonic()
                log.info("rechecking", done=done, of=of)

        return advance


class _Stopped(Exception):
    """Told to stop before the first seal."""
