"""Readiness: whether the database can be reached and still has the schema that this version knows."""

from __future__ import annotations

import psycopg

from application.ports import Unavailable
from infrastructure.postgres.schema import shipped
from infrastructure.postgres.session import Database


def require_ready(database: Database) -> None:
    """Raises Unavailable when the database is away, or a newer version has changed it since we started."""
    known = len(shipped())
    with database.connect() as connection:
        try:
            row = connection.execute("SELECT coalesce(max(number), 0) FROM migration").fetchone()
        except psycopg.Error as fault:
            raise Unavailable(f"The database cannot answer: {fault}") from fault
    applied = row[0] if row else 0
    if applied != known:
        raise Unavailable(f"The database has schema change {applied}, this version knows {known}: start the version that fits it.")
