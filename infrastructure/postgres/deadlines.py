"""Deadlines for answers of the database that the server itself cannot keep: it is frozen, or its machine is."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

from psycopg import Connection

LOOK_SECONDS = 0.5


class Deadlines:
    """Breaks off a session that was asked something and gave no answer in `seconds`. Whoever waits meets a lost connection.

    The server's own time-outs are to come first; this is for when it is in no state to keep them. One thread looks,
    from the first question until `close`.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._asked: dict[Connection, float] = {}
        self._mutex = Lock()
        self._closed = Event()
        self._thread: Thread | None = None

    @contextmanager
    def kept(self, connection: Connection) -> Iterator[None]:
        """Watch over a question to this session."""
        if self._thread is None:
            self._start()
        with self._mutex:
            self._asked[connection] = time.monotonic() + self._seconds
        try:
            yield
        finally:
            with self._mutex:
                del self._asked[connection]

    def close(self) -> None:
        """Stop looking. Returns when the thread has ended."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._mutex:
            if self._thread is None:
                self._thread = Thread(target=self._look, name="concordat-deadlines", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            now = time.monotonic()
            with self._mutex:  # held until all are broken off, so that none is given back and used again before
                for connection, deadline in self._asked.items():
                    if deadline < now:
                        _break_off(connection)


def _break_off(connection: Connection) -> None:
    # The session's thread is inside libpq. To shut the socket down is the one thing that another thread may do to it.
    with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)
