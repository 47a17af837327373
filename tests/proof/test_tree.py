"""The tree agrees with RFC 6962, with other people's vectors, and with the plain recursive definition."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.proof.tiles import TileWriter, edge_from, span_from, tile_bytes, tiles_of, width_in
from application.proof.tree import (
    EMPTY_ROOT,
    Edge,
    Hash,
    ProofInvalid,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_hash,
    split,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parent / "vectors"
TREE = json.loads((VECTORS / "rfc6962-tree.json").read_text())
LEAVES = [bytes.fromhex(leaf) for leaf in TREE["leaf_inputs_hex"]]


def by_definition(hashes: list[Hash]) -> Hash:
    """RFC 6962, section 2.1, word for word."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return node_hash(by_definition(hashes[:k]), by_definition(hashes[k:]))


def read_lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (VECTORS / "merkle-proofs" / name).read_text().splitlines()]


def hashes_of(proof: list[str] | None) -> list[bytes]:
    return [b64decode(each) for each in proof or []]


class Tiles:
    """All tiles of a tree, in memory, written as a sealer writes them: some leaves at a time."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], list[Hash]] = {}
        self.size = 0

    def read(self, level: int, number: int) -> list[Hash]:
        return self.tiles[level, number]

    def append(self, leaves: list[Hash]) -> None:
        writer = TileWriter(self.size, self.read)
        writer.append(leaves)
        self.tiles.update(writer.changed)
        self.size = writer.size


def test_every_node_of_the_known_tree_is_as_published() -> None:
    rows = TREE["node_hashes_by_level_hex"]
    tiles = Tiles()
    tiles.append([leaf_hash(leaf) for leaf in LEAVES])
    span = span_from(tiles.read)
    for height, row in enumerate(rows):
        for at, expected in enumerate(row):
            assert span(at << height, (at + 1) << height).hex() == expected


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_as_published_at_every_size(size: int) -> None:
    assert root_hash(LEAVES[:size]).hex() == TREE["root_by_tree_size_hex"][size]


@pytest.mark.parametrize("case", read_lines("inclusion.jsonl"), ids=lambda case: case["file"])
def test_inclusion_proofs_of_others_are_judged_as_they_say(case: dict[str, Any]) -> None:
    args = (case["leafIdx"], case["treeSize"], b64decode(case["leafHash"]), hashes_of(case["proof"]), b64decode(case["root"]))
    if case["wantErr"]:
        with pytest.raises(ProofInvalid):
            verify_inclusion(*args)
    else:
        verify_inclusion(*args)


@pytest.mark.parametrize("case", read_lines("consistency.jsonl"), ids=lambda case: case["file"])
def test_consistency_proofs_of_others_are_judged_as_they_say(case: dict[str, Any]) -> None:
    roots = (b64decode(case["root1"]), b64decode(case["root2"]))
    if case["wantErr"]:
        with pytest.raises(ProofInvalid):
            verify_consistency(case["size1"], case["size2"], *roots, hashes_of(case["proof"]))
    else:
        verify_consistency(case["size1"], case["size2"], *roots, hashes_of(case["proof"]))


def test_our_proofs_over_the_known_leaves_are_those_of_others_hash_for_hash() -> None:
    tiles = Tiles()
    tiles.append([leaf_hash(leaf) for leaf in LEAVES])
    span = span_from(tiles.read)
    right = [case for case in read_lines("inclusion.jsonl") if not case["wantErr"] and "single-entry" not in case["file"]]
    assert right
    for case in right:
        ours = inclusion_proof(case["leafIdx"], case["treeSize"], span)
        assert [b64encode(each).decode() for each in ours] == (case["proof"] or [])
    for case in read_lines("consistency.jsonl"):
        if not case["wantErr"]:
            ours = consistency_proof(case["size1"], case["size2"], span)
            assert [b64encode(each).decode() for each in ours] == (case["proof"] or [])


SIZES = [0, 1, 2, 3, 7, 8, 9, 255, 256, 257, 511, 512, 513, 1000]
HASHES = [leaf_hash(str(number).encode()) for number in range(1000)]


@pytest.mark.parametrize("size", SIZES)
def test_appending_one_by_one_gives_the_root_of_the_definition(size: int) -> None:
    edge = Edge()
    for hash_ in HASHES[:size]:
        edge.append(hash_)
    assert edge.root() == by_definition(HASHES[:size])


@given(st.data())
@settings(max_examples=60)
def test_every_proof_that_we_make_holds_and_no_other_leaf_or_size_does(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 1000))
    old = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, size - 1))
    tiles = Tiles()
    at = 0
    while at < size:
        step = data.draw(st.integers(1, size - at))
        tiles.append(HASHES[at : at + step])
        at += step
    span = span_from(tiles.read)
    root, old_root = by_definition(HASHES[:size]), by_definition(HASHES[:old])
    path = inclusion_proof(index, size, span)
    verify_inclusion(index, size, HASHES[index], path, root)
    proof = consistency_proof(old, size, span)
    verify_consistency(old, size, old_root, root, proof)
    assert edge_from(tiles.read, size).root() == root
    other = (index + 1) % size
    if other != index:
        with pytest.raises(ProofInvalid):
            verify_inclusion(other, size, HASHES[index], path, root)
    if old != size:
        with pytest.raises(ProofInvalid):
            verify_consistency(old, size, root, root, proof)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 70_000])
def test_a_tree_of_three_levels_of_tiles_has_the_root_of_its_leaves(size: int) -> None:
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
    tiles = Tiles()
    tiles.append(leaves[:65_000])
    tiles.append(leaves[65_000:])
    edge = Edge()
    for leaf in leaves:
        edge.append(leaf)
    assert edge_from(tiles.read, size).root() == edge.root()
    assert {(tile.level, tile.number): tile.width for tile in tiles_of(size)} == {
        place: len(hashes) for place, hashes in tiles.tiles.items()
    }
    assert all(width_in(level, number, size) == len(hashes) for (level, number), hashes in tiles.tiles.items())
    path = inclusion_proof(65_000, size, span_from(tiles.read))
    verify_inclusion(65_000, size, leaves[65_000], path, edge.root())


def test_70_000_leaves_make_the_tiles_that_the_design_counts() -> None:
    found = [(tile.level, tile.number, tile.width) for tile in tiles_of(70_000)]
    assert [each for each in found if each[0] == 0][-1] == (0, 273, 112)
    assert [each for each in found if each[0] == 1] == [(1, 0, 256), (1, 1, 17)]
    assert [each for each in found if each[0] == 2] == [(2, 0, 1)]


def test_the_whole_of_another_peoples_log_is_written_as_they_wrote_it() -> None:
    from application.proof.tiles import bundle_bytes, read_bundle

    log = VECTORS / "tessera-testdata-log"
    entries = read_bundle((log / "tile" / "entries" / "000.p" / "15").read_bytes())
    tiles = Tiles()
    for size, entry in enumerate(entries, start=1):
        tiles.append([leaf_hash(entry)])
        assert tile_bytes(tiles.read(0, 0)) == (log / "tile" / "0" / "000.p" / str(size)).read_bytes()
        assert bundle_bytes(entries[:size]) == (log / "tile" / "entries" / "000.p" / str(size)).read_bytes()
