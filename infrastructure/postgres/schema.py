"""Schema changes: numbered SQL files, applied in order under a lock, and recorded with their checksums."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from psycopg import Connection
from psycopg.sql import SQL, Identifier

MIGRATION_LOCK = 0x436F6E63  # "Conc"; any number will do that nothing else on the database locks
FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class SchemaNewer(Exception):
    """The database was changed by a newer Concordat than this one."""


class SchemaChanged(Exception):
    """A schema change that was already applied reads differently now, so code and database may not fit each other."""


@dataclass(frozen=True)
class Migration:
    """One numbered SQL file."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped() -> list[Migration]:
    """The schema changes that this version knows, in order. Numbers run from 1 without a gap."""
    files = sorted(resources.files("infrastructure.postgres").joinpath("migrations").iterdir(), key=lambda file: file.name)
    migrations = [migration for file in files if (migration := _read(file)) is not None]
    if [migration.number for migration in migrations] != list(range(1, len(migrations) + 1)):
        raise ValueError(f"Migrations must be numbered 1, 2, 3 …: {[migration.name for migration in migrations]}")
    return migrations


def migrate(connection: Connection, schema: str, migrations: list[Migration] | None = None) -> int:
    """Bring `schema` to this version's state, and say how many changes that took. All or nothing.

    `connection`: in autocommit, its search path leading to `schema`. Raises SchemaNewer or SchemaChanged; then
    nothing changed.
    """
    known = shipped() if migrations is None else migrations
    with connection.transaction():
        # Servers that start together must not both apply a change. The lock ends with the transaction, so no crash
        # leaves it.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration (number int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
        applied = connection.execute("SELECT number, name, checksum FROM migration ORDER BY number").fetchall()
        _require_fit(known, applied)
        missing = known[len(applied) :]
        for migration in missing:
            connection.execute(migration.sql.encode())  # our own files: no value is in them
            connection.execute(
                "INSERT INTO migration (number, name, checksum) VALUES (%s, %s, %s)",
                [migration.number, migration.name, migration.checksum],
            )
    return len(missing)


def _read(file: Traversable) -> Migration | None:
    match = FILE_NAME.fullmatch(file.name)
    return Migration(int(match[1]), file.name, file.read_text(encoding="utf-8")) if match else None


def _require_fit(known: list[Migration], applied: list[tuple[int, str, str]]) -> None:
    if len(applied) > len(known):
        raise SchemaNewer(
            f"The database has schema change {applied[-1][0]} ({applied[-1][1]}), this version knows {len(known)}."
            " Start a Concordat at least as new as the one that served it last."
        )
    for migration, (number, name, checksum) in zip(known, applied, strict=False):
        if migration.checksum != checksum:
            raise SchemaChanged(
                f"Schema change {number} ({name}) was applied in another form than this version's {migration.name}."
                " Add a new file instead of editing an applied one."
            )
