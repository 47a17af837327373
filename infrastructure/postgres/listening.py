"""Hearing of new decisions, from whichever process recorded them."""

from __future__ import annotations

import socket
import time
from selectors import EVENT_READ, DefaultSelector
from threading import Condition, Thread

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from application.ports import Unavailable
from infrastructure.postgres.session import Database

PAUSE_SECONDS = 0.2  # between attempts to reach a database that is away


class Listener:
    """Knows how far the record reaches. One session and one thread for all who wait; both start with the first of them.

    `heard` is a position known to be recorded. News that came while the session was lost is made up for by asking for
    the head after each LISTEN.
    """

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel
        self._changed = Condition()
        self._heard = 0
        self._thread: Thread | None = None
        self._closed = False
        self._alarm, self._bell = socket.socketpair()  # ends the listening thread's sleep

    def wait(self, position: int, seconds: float) -> bool:
        """Wait until `position` is known to be recorded. False if the time passed or the listener was closed first."""
        until = time.monotonic() + seconds
        while not self.doze(position, until - time.monotonic()):
            if self._closed or time.monotonic() >= until:
                return False
        return True

    def doze(self, position: int, seconds: float) -> bool:
        """As `wait`, but also returns (False) when somebody calls `wake`."""
        with self._changed:
            self._start()
            if self._heard < position and not self._closed:
                self._changed.wait(seconds)
            return self._heard >= position

    def hear(self, position: int) -> None:
        """`position` is recorded."""
        with self._changed:
            if position > self._heard:
                self._heard = position
                self._changed.notify_all()

    def wake(self) -> None:
        """Let everyone who dozes look around, because something else changed."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Stop listening. Returns when the session is closed."""
        with self._changed:
            self._closed = True
            thread, self._thread = self._thread, None
            self._changed.notify_all()
        self._bell.close()
        if thread is not None:
            thread.join()
        self._alarm.close()

    def _start(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = Thread(target=self._run, name="concordat-listener", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._closed:
            try:
                with self._database.connect() as connection:
                    self._listen(connection)
            except (psycopg.Error, Unavailable):
                # The database is away. Whoever waits for more than news meets that itself; here there is only to try
                # again.
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, PAUSE_SECONDS)

    def _listen(self, connection: Connection) -> None:
        connection.execute(SQL("LISTEN {}").format(Identifier(self._channel)))
        row = connection.execute("SELECT coalesce(max(position), 0) FROM decision").fetchone()
        self.hear(row[0] if row else 0)
        with DefaultSelector() as ready:
            ready.register(connection, EVENT_READ)
            ready.register(self._alarm, EVENT_READ)
            while not self._closed:
                ready.select()
                for news in connection.notifies(timeout=0):
                    self.hear(int(news.payload))
