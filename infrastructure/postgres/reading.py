"""Reading by boundary, from a pool of sessions: at once, or page by page in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from application.ports import Past, Stored, Unavailable
from domain.boundary import Boundary
from infrastructure.postgres.deadlines import Deadlines
from infrastructure.postgres.statements import Range, branches, find

PAGE = 500  # decisions of at most 64 KiB: 32 MB at worst, half a megabyte as a rule

Answer = TypeVar("Answer")


class Reader:
    """Reads what is recorded. Every method raises Unavailable when the database cannot answer in time."""

    def __init__(self, pool: ConnectionPool, deadlines: Deadlines) -> None:
        self._pool = pool
        self._deadlines = deadlines

    def read(self, boundary: Boundary | None, within: Range) -> Past:
        """All decisions within the boundary (None: any) and the range, and the head, as of one moment."""
        parts = branches(boundary)
        if not parts:
            return Past([], self.head())
        statement, parameters = find(parts, within)
        rows = self.ask(lambda connection: connection.execute(statement, parameters, binary=True).fetchall())
        records = [Stored(position, type_, data, tuple(tags)) for _, position, type_, data, tags in rows if position]
        return Past(records, rows[0][0])

    def stream(self, boundary: Boundary | None, within: Range) -> Iterator[Stored]:
        """The same decisions in flat memory. Between pages no session is held and no transaction is open.

        Pages may be read apart because what is recorded never changes and new decisions come only at the end: the
        head of the first page bounds all others, so together they are what one long transaction would have seen.
        """
        left = within.limit
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            past = self.read(boundary, replace(within, limit=size))
            yield from past.records
            if len(past.records) < size:
                return
            last = past.records[-1].position
            left = None if left is None else left - size
            if within.backwards:
                within = replace(within, until=last - 1)
            else:
                within = replace(within, after=last, until=min(within.until, past.head))

    def head(self) -> int:
        """The newest position, 0 when nothing is recorded."""
        return self.ask(_head)

    def ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """Put a question to a session of the pool, a second time if the session turns out to be dead. Raises Unavailable."""
        for last_try in (False, True):
            try:
                with self._pool.connection() as connection, self._deadlines.kept(connection):
                    return question(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as fault:
                # A session from the pool may have died with the server that it led to. Then no other there is better:
                # let the pool replace them, and ask once more, for a read can be asked twice.
                if last_try or isinstance(fault, (PoolTimeout, TooManyRequests, PoolClosed, psycopg.errors.QueryCanceled)):
                    raise Unavailable(f"The database did not answer: {fault}") from fault
                self._pool.check()
            except psycopg.Error as fault:
                raise Unavailable(f"The database could not answer: {fault}") from fault
        raise AssertionError("the second try answers or raises")


def _head(connection: Connection) -> int:
    row = connection.execute("SELECT coalesce(max(position), 0) FROM decision").fetchone()
    assert row is not None  # an aggregate has a row
    return int(row[0])
