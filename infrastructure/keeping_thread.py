"""The keeping thread: wakes when something was recorded, and brings what is kept up with it, off the path of those who record."""

from __future__ import annotations

from threading import Event, Thread

import structlog

from application.ports import Unavailable
from infrastructure.postgres.listening import Listener
from infrastructure.postgres.session import Database
from infrastructure.postgres.views.keeping import UpKeeper

LOOK_AGAIN_SECONDS = 2.0  # without news: for what was lost, and for another process that ended
TRY_AGAIN_SECONDS = 0.5  # after the database could not answer
log = structlog.get_logger("concordat.keeping")


class KeepingThread:
    """Keeps up until it is closed. `fault`: a fault of its own that has stopped it."""

    def __init__(self, database: Database, listener: Listener) -> None:
        self.fault: Exception | None = None
        self._keeper = UpKeeper(database)
        self._listener = listener
        self._stop = Event()
        self._thread = Thread(target=self._run, name="concordat-keeper", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the batch at hand."""
        self._stop.set()
        self._listener.wake()
        if self._thread.ident is not None:
            self._thread.join()
        self._keeper.close()

    def _run(self) -> None:
        position = 0
        while not self._stop.is_set():
            try:
                reached = self._keeper.advance()
            except Unavailable as fault:
                log.warning("not kept up", fault=str(fault))
                self._stop.wait(TRY_AGAIN_SECONDS)
            except Exception as fault:  # a thread that ends in silence would be the worst of ends
                self.fault = fault
                log.exception("keeping up has stopped")
                return
            else:
                if reached is None:
                    self._stop.wait(LOOK_AGAIN_SECONDS)
                elif reached == position:
                    self._listener.doze(position + 1, LOOK_AGAIN_SECONDS)
                position = reached or position
