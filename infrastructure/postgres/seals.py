"""Seals and tiles as they are stored: the statements, for whichever session asks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from psycopg import Connection

from application.proof.tiles import tile_bytes
from application.proof.tree import Hash
from application.sealing import Seal, SealBroken

PAGE = 2_000  # records: a megabyte as a rule
ORIGIN = "SELECT origin FROM log"
KEYS = "SELECT verifier FROM log_key ORDER BY since, verifier"
KEEP_KEYS = "INSERT INTO log_key (verifier) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
NEWEST = "SELECT size, root, note, sealed_at FROM seal ORDER BY size DESC LIMIT 1"
OF_SIZE = "SELECT size, root, note, sealed_at FROM seal WHERE size = %s"
AFTER = "SELECT size, root, note, sealed_at FROM seal WHERE size > %s ORDER BY size LIMIT %s"
PLACES = """
    SELECT tile.level, tile.number, tile.hashes
      FROM unnest(%s::int[], %s::bigint[]) AS asked (level, number)
      JOIN tile ON tile.level = asked.level AND tile.number = asked.number
"""
TILES = "SELECT hashes FROM tile WHERE level = %s AND number BETWEEN %s AND %s ORDER BY number"
RECORDS = "SELECT position, data FROM decision WHERE position BETWEEN %s AND %s ORDER BY position"
HEAD = "SELECT coalesce(max(position), 0) FROM decision"
# A tile of other hashes in the same places is refused by a trigger: see the schema.
WRITE_TILES = """
    INSERT INTO tile (level, number, hashes)
    SELECT * FROM unnest(%s::int[], %s::bigint[], %s::bytea[])
        ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes
"""
WRITE_SEAL = "INSERT INTO seal (size, root, note, sealed_at) VALUES (%s, %s, %s, clock_timestamp()) RETURNING sealed_at"

Row = tuple[int, bytes, str, datetime]


def read_origin(connection: Connection) -> str | None:
    """Whose log it is; None before the first seal."""
    row = connection.execute(ORIGIN).fetchone()
    return row[0] if row else None


def read_head(connection: Connection) -> int:
    """The newest position, 0 when nothing is recorded."""
    row = connection.execute(HEAD).fetchone()
    assert row is not None  # an aggregate has a row
    return int(row[0])


def read_newest(connection: Connection) -> Seal | None:
    """The newest seal."""
    row = connection.execute(NEWEST, binary=True).fetchone()
    return seal_of(row) if row else None


def seal_of(row: Row) -> Seal:
    """A row of the table."""
    size, root, note, sealed_at = row
    return Seal(size, root, note, sealed_at.astimezone(UTC))


def read_tiles(connection: Connection, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The widest form that was stored of tiles, by level and number."""
    asked = list(places)
    rows = connection.execute(PLACES, [[level for level, _ in asked], [number for _, number in asked]], binary=True)
    return {(level, number): hashes for level, number, hashes in rows}


def pages(connection: Connection, first: int, last: int) -> Iterator[list[bytes]]:
    """The records at positions `first` to `last`, a page at a time. Raises SealBroken if one of them is not there."""
    while first <= last:
        until = min(first + PAGE - 1, last)
        rows = connection.execute(RECORDS, [first, until], binary=True).fetchall()
        if len(rows) != until - first + 1:  # positions are unique and within the range: so many means that all are there
            there = {position for position, _ in rows}
            lost = next(position for position in range(first, until + 1) if position not in there)
            raise SealBroken(f"There is no record at position {lost}, although there are later ones or a seal covers it.")
        yield [data for _, data in rows]
        first = until + 1


def write_tiles(connection: Connection, changed: Mapping[tuple[int, int], Sequence[Hash]]) -> None:
    """Store what tiles have become."""
    levels = [level for level, _ in changed]
    numbers = [number for _, number in changed]
    connection.execute(WRITE_TILES, [levels, numbers, [tile_bytes(hashes) for hashes in changed.values()]])


def write_seal(connection: Connection, size: int, root: Hash, note: str) -> Seal:
    """Store a new seal."""
    row = connection.execute(WRITE_SEAL, [size, root, note]).fetchone()
    assert row is not None  # an insert that does not fail returns its row
    return Seal(size, root, note, row[0].astimezone(UTC))
