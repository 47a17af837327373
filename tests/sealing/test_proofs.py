"""Proofs from stored tiles: right for every record of every size, and with one reading of tiles each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from application.proof.tiles import TileWriter, edge_from, span_from, tile_bytes
from application.proof.tree import inclusion_proof, root_hash, verify_inclusion
from application.sealing import StoredTiles
from tests.sealing.conftest import numbered

LARGE = 70_000


@cache
def all_tiles() -> Mapping[tuple[int, int], bytes]:
    """The tiles over the largest log."""
    writer = TileWriter(0, StoredTiles(0, lambda places: {}))
    writer.append(numbered(LARGE))
    return {place: tile_bytes(hashes) for place, hashes in writer.changed.items()}


class Counted(StoredTiles):
    """The tiles of a log of `size` records, as a larger one has them now, and how often they were read."""

    def __init__(self, size: int) -> None:
        super().__init__(size, self.read)
        self.readings = 0

    def read(self, places: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        self.readings += 1
        return {place: all_tiles()[place] for place in places if place in all_tiles()}


def require_proof(index: int, size: int) -> None:
    tiles = Counted(size)
    tiles.fetch_way(index)
    path = inclusion_proof(index, size, span_from(tiles))
    leaf = tiles(0, index // 256)[index % 256]
    root = edge_from(tiles, size).root()
    assert tiles.readings == 1
    verify_inclusion(index, size, leaf, path, root)


def test_every_record_of_every_small_log_is_proven() -> None:
    for size in [*range(1, 40), 255, 256, 257, 511, 512, 513]:
        assert edge_from(Counted(size), size).root() == root_hash(str(position).encode() for position in range(1, size + 1))
        for index in range(size):
            require_proof(index, size)


@given(st.data(), st.integers(1, LARGE))
@example(None, 65_535)
@example(None, 65_536)
@example(None, 65_537)
def test_any_record_of_a_large_log_is_proven(data: st.DataObject | None, size: int) -> None:
    for index in (0, size // 2, size - 1) if data is None else (data.draw(st.integers(0, size - 1)),):
        require_proof(index, size)
