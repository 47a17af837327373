"""The keeping thread: wakes when something was recorded, and brings what is kept up with it, off the path of those who record.

Where what is kept has another definition than this program's, or nothing is kept yet of a long record, a second thread builds it
anew, in a process of its own; what was kept before serves meanwhile.
"""

from __future__ import annotations

from threading import Event, Thread

import structlog

from application.ports import Unavailable
from infrastructure.postgres.listening import Listener
from infrastructure.postgres.session import Database
from infrastructure.postgres.views.building import AtWork, Progress, build
from infrastructure.postgres.views.keeping import UpKeeper

LOOK_AGAIN_SECONDS = 2.0  # without news: for what was lost, for another process that ended, and for what was built
TRY_AGAIN_SECONDS = 0.5  # after the database could not answer
BUILD_AGAIN_SECONDS = 30.0  # after a build that came to nothing
log = structlog.get_logger("concordat.keeping")


class KeepingThread:
    """Keeps up until it is closed. `fault`: a fault of its own that has stopped it. `progress`: of a build of its own, if any."""

    def __init__(self, database: Database, listener: Listener) -> None:
        self.fault: Exception | None = None
        self.progress: Progress | None = None
        self._database = database
        self._keeper = UpKeeper(database)
        self._listener = listener
        self._stop = Event()
        self._thread = Thread(target=self._run, name="concordat-keeper", daemon=True)
        self._builder: Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the batch at hand. A build stops too, and goes on where it was at the next start."""
        self._stop.set()
        self._listener.wake()
        if self._thread.ident is not None:
            self._thread.join()
        if self._builder is not None:
            self._builder.join()
        self._keeper.close()

    def _run(self) -> None:
        position = 0
        reached: int | None = None
        while not self._stop.is_set():
            try:
                if reached is None:
                    self._build_if_need_be()
                reached = self._keeper.advance()
            except Unavailable as fault:
                reached = None
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

    def _build_if_need_be(self) -> None:
        if self._builder is None and (kinds := self._keeper.to_build()):
            self._builder = Thread(target=self._build, args=(kinds,), name="concordat-builder", daemon=True)
            self._builder.start()

    def _build(self, kinds: list[str]) -> None:
        log.info("building anew", kinds=kinds)
        try:
            while not self._stop.is_set():
                try:
                    if build(self._database, kinds, processes=1, told=self._tell, stop=self._stop):
                        log.info("built anew", kinds=kinds)
                        return
                except (AtWork, Unavailable) as fault:
                    log.warning("not built", fault=str(fault))
                self._stop.wait(BUILD_AGAIN_SECONDS)
        finally:
            self.progress = None

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
