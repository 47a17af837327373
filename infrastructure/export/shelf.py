"""A shelf on the disk: what is put on it in any order is taken from it in order of its keys, in little memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager


class DiskShelf:
    """Implements `application.export.ocel.Shelf`, on a database that SQLite keeps in a temporary file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("PRAGMA journal_mode = OFF")  # what is lost in a crash was of use to nobody
        connection.execute("CREATE TABLE shelf (number INTEGER PRIMARY KEY, key TEXT NOT NULL, value BLOB NOT NULL)")

    def put(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """See the port."""
        self._connection.executemany("INSERT INTO shelf (key, value) VALUES (?, ?)", entries)

    def in_order(self) -> Iterator[tuple[str, bytes]]:
        """See the port."""
        yield from self._connection.execute("SELECT key, value FROM shelf ORDER BY key, number")


@contextmanager
def disk_shelf() -> Iterator[DiskShelf]:
    """A new shelf, gone at the end. It may be used on one thread after another."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN")
        yield DiskShelf(connection)
