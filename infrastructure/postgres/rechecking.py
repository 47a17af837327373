"""Rechecking: the whole record hashed again, and the tree over it made again, against what was sealed."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from psycopg import Connection

from application.ports import Unavailable
from application.proof.tiles import WIDTH, TileWriter, read_tile
from application.proof.tree import Edge, Hash, leaf_hash
from application.sealing import Seal, SealBroken, StoredTiles, require_leaves
from infrastructure.postgres.seals import TILES, read_newest, read_tiles
from infrastructure.postgres.seals import pages as pages_of
from infrastructure.postgres.session import Database

Advance = Callable[[int, int], None]
"""advance(done, of): called now and then, in records. What it raises ends the check."""


def recheck(database: Database, advance: Advance = lambda done, of: None) -> Seal | None:
    """Compare every sealed record and every tile with what was sealed, in flat memory; give the seal that was checked.

    None when nothing was sealed yet. Raises SealBroken at the first record or tile that differs, and Unavailable.
    """
    try:
        with database.connect() as connection:
            seal = read_newest(connection)
            if seal is not None:
                _recheck(connection, seal, advance)
            return seal
    except psycopg.Error as fault:
        raise Unavailable(f"The database could not be read: {fault}") from fault


def _recheck(connection: Connection, seal: Seal, advance: Advance) -> None:
    tiles = StoredTiles(0, lambda places: {})
    writer, edge = TileWriter(0, tiles), Edge()
    for page in pages_of(connection, 1, seal.size):
        leaves = [leaf_hash(record) for record in page]
        _require_leaves(connection, edge.size, leaves)
        for leaf in leaves:
            edge.append(leaf)
        writer.append(leaves)
        _require_tiles(connection, writer, full_only=True)
        advance(edge.size, seal.size)
    _require_tiles(connection, writer, full_only=False)
    if edge.root() != seal.root:
        raise SealBroken(f"The tree over the {seal.size} stored records has another root than was signed.")


def _require_leaves(connection: Connection, size: int, leaves: list[Hash]) -> None:
    """The leaves after the first `size` are those of the tiles. Compared first, so that a changed record is named."""
    first, last = size // WIDTH, (size + len(leaves) - 1) // WIDTH
    rows = connection.execute(TILES, [0, first, last], binary=True).fetchall()
    stored = [hash_ for (hashes,) in rows for hash_ in read_tile(hashes)][size % WIDTH :][: len(leaves)]
    if len(stored) < len(leaves):
        raise SealBroken(f"The tiles over positions {size + 1} to {size + len(leaves)} have lost hashes.")
    require_leaves(size + 1, leaves, stored)


def _require_tiles(connection: Connection, writer: TileWriter, *, full_only: bool) -> None:
    """Compare what tiles have become, and let go of the full ones: nothing is added to those."""
    done = [place for place, hashes in writer.changed.items() if len(hashes) == WIDTH or not full_only]
    tiles = read_tiles(connection, done)
    for level, number in done:
        hashes, stored = writer.changed.pop((level, number)), tiles.get((level, number), b"")
        if not stored.startswith(b"".join(hashes)):
            raise SealBroken(f"Tile {level}/{number} of the sealed tree is not what its records make it.")
