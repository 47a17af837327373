"""Rebuilding at somebody's wish: build anew, then serve; by our own hand where no server is at it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from threading import Event

from infrastructure.postgres.session import Database
from infrastructure.postgres.views.building import Progress, build
from infrastructure.postgres.views.keeping import UpKeeper
from infrastructure.postgres.views.layout import BUILT, generations

LOOK_SECONDS = 0.2


def rebuild(
    database: Database,
    kinds: Collection[str],
    told: Callable[[Progress], None] = lambda progress: None,
    stop: Event | None = None,
) -> bool:
    """Build kinds anew beside what serves, and let them serve. False: it was stopped; the next goes on where it was.

    Raises AtWork and Unavailable.
    """
    stop = stop or Event()
    return build(database, kinds, told=told, stop=stop) and _serve(database, stop)


def _serve(database: Database, stop: Event) -> bool:
    """Bring what was built up to where the rest serves. A server that keeps up does so by itself."""
    keeper = UpKeeper(database)
    try:
        while not stop.is_set():
            with database.connect() as connection:
                if not any(each.state == BUILT for each in generations(connection)):
                    return True
            if keeper.advance() is None:
                stop.wait(LOOK_SECONDS)
    finally:
        keeper.close()
    return False
