"""Tiles and entry bundles: the tree cut into pieces that never change once they are full.

Tile N of level L holds up to 256 hashes; hash i covers the 256^L leaves from (256·N + i)·256^L on. Source: C2SP tlog-tiles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from application.proof.tree import HASH_BYTES, Edge, Hash, node_hash, split

WIDTH = 256
MAX_RECORD_BYTES = 65_535
_NUMBER = re.compile(r"(?:x[0-9]{3}/)*[0-9]{3}")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Where a tile stands. `width`: how many hashes it holds, 256 when it is full."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its address below `tile/`: 0/x001/x234/067, or 0/005.p/17 when it is partial."""
        return f"{self.level}/{number_path(self.number)}{_partial(self.width)}"


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def number_path(number: int) -> str:
    """A tile's number in groups of three digits, all but the last with x: 1234067 is x001/x234/067."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def read_number_path(path: str) -> int | None:
    """The number at an address, or None when it is not written as `number_path` writes it: one address, one resource."""
    if not _NUMBER.fullmatch(path):
        return None
    number = int(path.replace("x", "").replace("/", ""))
    return number if number_path(number) == path else None


def tiles_of(size: int) -> Iterator[Tile]:
    """The widest form of every tile of a tree of `size` leaves, level by level."""
    level, hashes = 0, size
    while hashes:
        full, rest = divmod(hashes, WIDTH)
        yield from (Tile(level, number) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        level, hashes = level + 1, full


def width_in(level: int, number: int, size: int) -> int:
    """How many hashes the tile holds in a tree of `size` leaves; 0 when it is not there yet."""
    hashes = size >> (8 * level)
    return max(0, min(WIDTH, hashes - number * WIDTH))


ReadTile = Callable[[int, int], Sequence[Hash]]
"""read(level, number): the hashes of a tile, at least as many as the tree asked about needs."""


def span_from(read: ReadTile) -> Callable[[int, int], Hash]:
    """`tree.Span` over stored tiles.

    A span of 2^h leaves aligned to its length is read from one tile, at level h // 8; any other is split as the tree is.
    """

    def span(low: int, high: int) -> Hash:
        length = high - low
        height = length.bit_length() - 1
        if length == 1 << height and low % length == 0:
            level = height // 8
            start, count = low // WIDTH**level, length // WIDTH**level
            tile = read(level, start // WIDTH)
            return _fold(tile[start % WIDTH : start % WIDTH + count])
        middle = low + split(length)
        return node_hash(span(low, middle), span(middle, high))

    return span


def _fold(hashes: Sequence[Hash]) -> Hash:
    """The root over a power of two of subtrees."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def edge_from(read: ReadTile, size: int) -> Edge:
    """The right edge of the tree of `size` leaves, from its tiles."""
    span, low, hashes = span_from(read), 0, []
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            hashes.append(span(low, low + (1 << height)))
            low += 1 << height
    return Edge(size, hashes)


class TileWriter:
    """Appends leaf hashes to the tiles at the right edge; a full tile sends its root one level up."""

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self.changed: dict[tuple[int, int], list[Hash]] = {}
        self._read = read

    def append(self, leaves: Iterable[Hash]) -> None:
        for leaf in leaves:
            self._put(0, self.size, leaf)
            self.size += 1

    def _put(self, level: int, at: int, hash_: Hash) -> None:
        number = at // WIDTH
        tile = self.changed.get((level, number))
        if tile is None:
            known = at % WIDTH
            tile = list(self._read(level, number)[:known]) if known else []
            self.changed[level, number] = tile
        tile.append(hash_)
        if len(tile) == WIDTH:
            self._put(level + 1, number, _fold(tile))


def tile_bytes(hashes: Sequence[Hash]) -> bytes:
    return b"".join(hashes)


def read_tile(data: bytes) -> list[Hash]:
    """The hashes that a tile's bytes hold. Raises ValueError."""
    if len(data) % HASH_BYTES or not 0 < len(data) <= WIDTH * HASH_BYTES:
        raise ValueError("a tile holds 1 to 256 hashes of 32 bytes")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def bundle_bytes(records: Iterable[bytes]) -> bytes:
    """An entry bundle: each record after its length as a big-endian uint16. Raises ValueError."""
    parts = []
    for record in records:
        if not 0 < len(record) <= MAX_RECORD_BYTES:
            raise ValueError(f"a record has 1 to {MAX_RECORD_BYTES} bytes, not {len(record)}")
        parts += [len(record).to_bytes(2, "big"), record]
    return b"".join(parts)


def read_bundle(data: bytes) -> list[bytes]:
    """The records of an entry bundle. Raises ValueError."""
    records, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        record = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(record) != length or not length:
            raise ValueError("the bundle ends within a record")
        records.append(record)
        at += 2 + length
    return records
