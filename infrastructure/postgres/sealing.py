"""The sealer: brings what was recorded into the tree and signs it, one transaction a seal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import psycopg
from psycopg import Connection

from application.ports import Unavailable
from application.proof.checkpoint import Checkpoint
from application.proof.keys import SigningKey
from application.proof.note import parse_note
from application.proof.tiles import WIDTH, TileWriter, edge_from
from application.proof.tree import EMPTY_ROOT, Hash, leaf_hash
from application.sealing import OriginDiffers, Seal, SealBroken, StoredTiles, checkpoint_note, require_leaves
from infrastructure.postgres.seals import (
    KEEP_KEYS,
    pages,
    read_head,
    read_newest,
    read_origin,
    read_tiles,
    write_seal,
    write_tiles,
)
from infrastructure.postgres.session import Database

# Held for a transaction, so that it goes with its session, however that ends. Positions are the store's affair: this keeps
# sealers apart and no append waits for it.
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(%s, 'seal'::regclass::oid::int)"
LOCK = "SELECT pg_advisory_xact_lock(%s, 'seal'::regclass::oid::int)"
LOCK_CLASS = 0x436F6E73
MOST = 100_000  # records in a seal: some seconds of work, which a crash may cost, in some ten megabytes


class Sealer:
    """Seals with `keys`, all of the log's origin; more than one while keys are being changed. For one thread.

    Several sealers may work on one ledger, in any processes: one at a time seals. Every method raises Unavailable when the
    database cannot answer; then nothing was sealed, or the whole seal was.
    """

    def __init__(self, database: Database, keys: Sequence[SigningKey], most: int = MOST) -> None:
        self.keys = tuple(keys)
        self.origin = self.keys[0].name
        self._database = database
        self._most = most
        self._seen: Seal | None = None  # the newest that was found committed
        self._connection: Connection | None = None

    def begin(self) -> Seal:
        """The newest seal, found to be as it was sealed at the tree's right edge; the first one, of size 0, if there is none.

        Raises OriginDiffers and SealBroken.
        """
        try:
            connection = self._session()
            with connection.transaction():
                connection.execute(LOCK, [LOCK_CLASS])
                seal = self._begin(connection)
        except psycopg.Error as fault:
            raise self._lost(fault) from fault
        self._seen = seal
        return seal

    def seal(self) -> Seal | None:
        """Seal what was recorded since the newest seal. None when nothing was, or another sealer is at it.

        Raises SealBroken when what is stored contradicts the newest seal; then nothing is signed.
        """
        try:
            connection = self._session()
            with connection.transaction():
                row = connection.execute(TRY_LOCK, [LOCK_CLASS]).fetchone()
                seal = self._seal(connection) if row == (True,) else None
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UniqueViolation) as fault:
            raise SealBroken(f"The tree that is stored contradicts the records: {fault.diag.message_primary}") from fault
        except psycopg.Error as fault:
            raise self._lost(fault) from fault
        self._seen = seal or self._seen
        return seal

    def newest(self) -> Seal:
        """The newest seal, whoever made it."""
        try:
            return self._newest(self._session())
        except psycopg.Error as fault:
            raise self._lost(fault) from fault

    def close(self) -> None:
        """Let go of the session. It is opened again when needed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _begin(self, connection: Connection) -> Seal:
        origin = read_origin(connection)
        if origin in (None, self.origin):
            connection.execute(KEEP_KEYS, [[str(key.verifier) for key in self.keys]])
        if origin is None:
            # Before the first decision, as a rule: it then proves that the log began empty.
            connection.execute("INSERT INTO log (origin) VALUES (%s)", [self.origin])
            return self._sign(connection, 0, EMPTY_ROOT)
        if origin != self.origin:
            raise OriginDiffers(
                f"This ledger was sealed as {origin}, and the key is for {self.origin}. A log keeps its origin for ever:"
                f" start with a key of {origin}."
            )
        last = self._newest(connection)
        self._require_edge(connection, last)
        return self._sign_further(connection, last)

    def _seal(self, connection: Connection) -> Seal | None:
        last = self._newest(connection)
        tiles = self._require_root(connection, last)
        # Read once. What is visible has no gaps and nothing is put before it later: that is the store's promise.
        head = min(read_head(connection), last.size + self._most)
        if head < last.size:
            raise SealBroken(
                f"The record ends at position {head}, and {last.size} were sealed: it was set back, or a copy was restored"
                " that lacks the last decisions."
            )
        if head == last.size:
            return None
        writer = TileWriter(last.size, tiles)
        for page in pages(connection, last.size + 1, head):
            writer.append(map(leaf_hash, page))
        changed = writer.changed
        root = edge_from(lambda level, number: changed.get((level, number)) or tiles(level, number), head).root()
        self._write_tiles(connection, writer)
        return self._sign(connection, head, root)

    def _write_tiles(self, connection: Connection, writer: TileWriter) -> None:
        write_tiles(connection, writer.changed)

    def _sign(self, connection: Connection, size: int, root: Hash) -> Seal:
        return write_seal(connection, size, root, str(checkpoint_note(self.origin, size, root, self.keys)))

    def _sign_further(self, connection: Connection, last: Seal) -> Seal:
        """Add the signatures of keys that came after the seal, so that who knows only the new key need not wait for growth."""
        note = parse_note(last.note.encode())
        signed = note.with_signatures(checkpoint_note(self.origin, last.size, last.root, self.keys).signatures)
        if signed == note:
            return last
        connection.execute("UPDATE seal SET note = %s WHERE size = %s", [str(signed), last.size])
        return self._newest(connection)

    def _newest(self, connection: Connection) -> Seal:
        last = read_newest(connection)
        if last is None:
            raise SealBroken("The log has an origin and no seal: the seals were taken away.")
        if parse_note(last.note.encode()).text != str(Checkpoint(self.origin, last.size, last.root)):
            raise SealBroken(f"The newest seal, of size {last.size}, is not what its own note says.")
        if self._seen is not None and (last.size < self._seen.size or self._is_other_root(last)):
            raise SealBroken(
                f"{self._seen.size} records were sealed, and now the newest seal is of {last.size}: the database was set back,"
                " or is another that lacks the last commits."
            )
        return last

    def _is_other_root(self, last: Seal) -> bool:
        return self._seen is not None and last.size == self._seen.size and last.root != self._seen.root

    def _require_root(self, connection: Connection, last: Seal) -> StoredTiles:
        tiles = StoredTiles(last.size, lambda places: read_tiles(connection, places))
        if edge_from(tiles, last.size).root() != last.root:
            raise SealBroken(f"The stored tree of {last.size} records has another root than was signed.")
        return tiles

    def _require_edge(self, connection: Connection, last: Seal) -> None:
        """The newest records, and the tree above them, are those that were sealed."""
        tiles = self._require_root(connection, last)
        if last.size == 0:
            return
        number = (last.size - 1) // WIDTH
        first = number * WIDTH + 1
        records = [data for page in pages(connection, first, last.size) for data in page]
        require_leaves(first, map(leaf_hash, records), tiles(0, number))

    def _session(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = self._database.connect()
        return self._connection

    def _lost(self, fault: psycopg.Error) -> Unavailable:
        self.close()  # whatever state the session is in, the next seal shall not meet it
        return Unavailable(f"The database could not seal: {fault}")
