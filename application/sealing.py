"""Seals: the signed checkpoints of the record's tree, and the port through which what was sealed is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.proof.checkpoint import Checkpoint
from application.proof.keys import SigningKey
from application.proof.note import Note, sign_note
from application.proof.tiles import read_tile, width_in
from application.proof.tree import HASH_BYTES, Hash


class SealBroken(Exception):
    """What is stored contradicts what was sealed. Nothing may be signed until a person has looked at it."""


class OriginDiffers(Exception):
    """The ledger was sealed as another log than the key is for."""


class NotSealed(Exception):
    """The position, or the size, is not under a seal yet. It will be in a moment, if it was recorded."""


class NoSuchTree(Exception):
    """What was asked is of no tree that was sealed, or not in it. `field`: which of the things asked is at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Seal:
    """The tree of the first `size` records was signed. `note`: the signed checkpoint. `sealed_at`: UTC."""

    size: int
    root: Hash
    note: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a witness said of a seal: its first and its last cosignature, as lines of a note, and their times in POSIX seconds."""

    witness: str
    key_id: bytes
    first: str
    first_at: int
    last: str
    last_at: int


class SealedLog(Protocol):
    """What was sealed, for reading. Every method raises Unavailable."""

    def origin(self) -> str | None:
        """The log's identity; None before the first seal."""
        ...

    def verifiers(self) -> list[str]:
        """The verifier keys that have signed the log, in the order in which they came."""
        ...

    def newest(self) -> Seal | None:
        """The newest seal; None before the first."""
        ...

    def seal(self, size: int) -> Seal | None:
        """The seal of that size, if there is one."""
        ...

    def seals(self, after: int, limit: int) -> list[Seal]:
        """The next seals of more than `after` records, by size."""
        ...

    def waiting_since(self) -> datetime | None:
        """When the oldest record was recorded (UTC) that is not sealed; None when all are, or the log has not begun."""
        ...

    def tiles(self, places: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """The widest form that was sealed of tiles, by level and number; those that were not are left out."""
        ...

    def records(self, first: int, last: int) -> list[bytes]:
        """The records at these positions, both included."""
        ...


class Cosignatures(Protocol):
    """What the witnesses said, and what follows from it."""

    def policy(self) -> str:
        """Who must have signed a checkpoint, as C2SP tlog-policy writes it. Raises Unavailable."""
        ...

    def published(self) -> Seal | None:
        """The newest seal that meets the deployment's quorum. Raises Unavailable."""
        ...

    def of(self, sizes: Sequence[int]) -> Mapping[int, Sequence[Cosigned]]:
        """The cosignatures of the seals of these sizes; a size may be left out that has none. Raises Unavailable."""
        ...


FetchTiles = Callable[[Iterable[tuple[int, int]]], Mapping[tuple[int, int], bytes]]
"""Tiles by level and number, as `SealedLog.tiles` gives them."""


class Unwitnessed:
    """Cosignatures of a log without witnesses: every seal is published at once."""

    def __init__(self, sealed: SealedLog) -> None:
        self._sealed = sealed

    def policy(self) -> str:
        """See the port. The log's own keys are trusted, and nobody else is asked."""
        return "".join(f"log {key}\n" for key in self._sealed.verifiers()) + "quorum none\n"

    def published(self) -> Seal | None:
        """See the port."""
        return self._sealed.newest()

    def of(self, sizes: Sequence[int]) -> Mapping[int, Sequence[Cosigned]]:
        """See the port."""
        return {}


class StoredTiles:
    """The tiles of the tree of `size` leaves (`tiles.ReadTile`), each read once. Raises SealBroken for one that lacks hashes."""

    def __init__(self, size: int, fetch: FetchTiles) -> None:
        self._size = size
        self._fetch = fetch
        self._stored: dict[tuple[int, int], bytes] = {}
        self._known: dict[tuple[int, int], list[Hash]] = {}

    def fetch_way(self, index: int) -> None:
        """Read at once what a proof for the leaf at `index` needs: of each level the tile above the leaf and the last one."""
        levels = range((self._size.bit_length() + 7) // 8)
        above = {(level, index >> 8 * (level + 1)) for level in levels}
        last = {(level, (self._size >> 8 * level) - 1 >> 8) for level in levels if self._size >> 8 * level}
        self._stored |= self._fetch(sorted(above | last))

    def __call__(self, level: int, number: int) -> list[Hash]:
        tile = self._known.get((level, number))
        if tile is None:
            if (level, number) not in self._stored:
                self._stored |= self._fetch([(level, number)])
            stored, width = self._stored.get((level, number), b""), width_in(level, number, self._size)
            if len(stored) < width * HASH_BYTES:
                raise SealBroken(f"Tile {level}/{number} of the sealed tree has lost hashes: {len(stored)} bytes are left of it.")
            tile = self._known[level, number] = read_tile(stored[: width * HASH_BYTES])
        return tile


def require_leaves(first: int, found: Iterable[Hash], sealed: Iterable[Hash]) -> None:
    """Raises SealBroken at the first record, from position `first` on, that is not what was sealed."""
    for position, (now, then) in enumerate(zip(found, sealed, strict=True), start=first):
        if now != then:
            raise SealBroken(f"The record at position {position} is not the one that was sealed: its bytes were changed.")


def checkpoint_note(origin: str, size: int, root: Hash, keys: Sequence[SigningKey]) -> Note:
    """The signed checkpoint. The same records and keys give the same bytes."""
    return sign_note(str(Checkpoint(origin, size, root)), *keys)
