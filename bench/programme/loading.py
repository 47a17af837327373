"""Loading: a generated programme goes into the tables by COPY, many thousands of decisions a second."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from bench.programme.programme import generate
from bench.programme.writing import Written
from infrastructure.postgres.schema import migrate
from infrastructure.postgres.session import Database

COPY = "COPY decision (position, type, data, tags, effective_on, actor, recorded_at) FROM STDIN"
# In the order of the index, which costs a third of the time.
TAGS = """
    INSERT INTO tag (tag, position, type)
    SELECT tag, position, type FROM decision, unnest(tags) AS tag WHERE position > %s ORDER BY tag, position
"""
PIECE = 500
"""Decisions handed over at a time: about a megabyte."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many decisions were loaded, and in how many seconds: with the statistics and the checkpoint that a ledger would have."""

    decisions: int
    seconds: float
    settling_seconds: float

    @property
    def rate(self) -> float:
        """Decisions a second, generated, copied and indexed."""
        return self.decisions / self.seconds


def load(url: str, n: int, seed: int = 1, *, schema: str = "public", areas: int = 30) -> Loaded:
    """Make the schema and load a programme of `n` decisions into it, in one transaction.

    Raises psycopg's UniqueViolation if the ledger is not empty.
    """
    started = time.monotonic()
    with Database(url, schema).connect() as connection:
        migrate(connection, schema)
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET work_mem = '512MB'")
        with connection.transaction():
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                for piece in _pieces(generate(n, seed, areas)):
                    copy.write(piece)
            connection.execute(TAGS, [0])
        copied = time.monotonic()
        for table in ("decision", "tag"):
            connection.execute(f"VACUUM (ANALYZE) {table}".encode())  # or autovacuum does, while something is measured
        connection.execute("CHECKPOINT")
    return Loaded(n, copied - started, time.monotonic() - copied)


def _pieces(programme: Iterable[Written]) -> Iterable[str]:
    rows: list[str] = []
    for each in programme:
        # No tag, type or actor of a generated programme holds a character that COPY or an array would have to escape.
        rows.append(
            f"{each.position}\t{each.type}\t\\\\x{each.data.hex()}\t{{{','.join(each.tags)}}}\t{each.effective_on}\t{each.actor}\t"
            f"{each.recorded_at}\n"
        )
        if len(rows) == PIECE:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)
