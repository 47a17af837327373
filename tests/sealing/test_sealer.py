"""The sealer: what was recorded is in a signed tree, the same whoever makes it and however often."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from application.proof.checkpoint import parse_checkpoint
from application.proof.keys import LOG, SigningKey, new_key
from application.proof.note import parse_note
from application.proof.opening import open_note
from application.proof.tiles import WIDTH, TileWriter, read_bundle, span_from, tile_bytes, tiles_of
from application.proof.tree import EMPTY_ROOT, Edge, consistency_proof, verify_consistency
from application.sealing import OriginDiffers, Seal, StoredTiles
from application.transparency import TransparencyLog
from infrastructure.postgres.rechecking import recheck
from infrastructure.postgres.sealing import Sealer
from tests.sealing.conftest import ORIGIN, Log, numbered


def require_signed(seal: Seal, key: SigningKey) -> None:
    checkpoint = parse_checkpoint(open_note(seal.note.encode(), [key.verifier]).note.text)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, seal.size, seal.root)


def root_over(leaves: list[bytes]) -> bytes:
    edge = Edge()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def test_a_new_log_is_sealed_empty_before_its_first_decision(log: Log) -> None:
    newest = log.sealed.newest()
    assert newest is not None
    assert (newest.size, newest.root) == (0, EMPTY_ROOT)
    require_signed(newest, log.key)
    assert log.sealer.seal() is None


def test_what_was_recorded_is_sealed_once(log: Log) -> None:
    log.record(b"one", b"two", b"three")
    seal = log.sealer.seal()
    assert seal is not None
    assert seal.size == 3
    require_signed(seal, log.key)
    assert log.sealer.seal() is None
    assert log.sealer.begin() == log.sealed.newest() == seal
    assert recheck(log.database) == seal


@pytest.mark.parametrize("steps", [[1] * 5, [255, 1, 1, 255, 1], [65_535, 1, 1, 4_463]], ids=str)
def test_tiles_and_roots_are_those_of_the_whole_record_however_it_grew(log: Log, steps: list[int]) -> None:
    seals = []
    for step in steps:
        log.record_many(step)
        seal = log.sealer.seal()
        assert seal is not None
        seals.append(seal)
    size = sum(steps)
    leaves = numbered(size)
    writer = TileWriter(0, StoredTiles(0, lambda places: {}))
    writer.append(leaves)
    for tile in tiles_of(size):
        hashes = writer.changed[tile.level, tile.number]
        assert len(hashes) == tile.width
        assert log.sealed.tiles([(tile.level, tile.number)]) == {(tile.level, tile.number): tile_bytes(hashes)}
    assert log.sealed.tiles([(0, size // WIDTH + 1)]) == {}
    for seal in seals:
        assert seal.root == root_over(leaves[: seal.size])
        require_signed(seal, log.key)
    span = span_from(StoredTiles(size, log.sealed.tiles))
    for old, new in pairwise(seals):
        verify_consistency(old.size, new.size, old.root, new.root, consistency_proof(old.size, new.size, span))
    assert recheck(log.database) == seals[-1]


def test_much_at_once_is_sealed_in_parts(log: Log) -> None:
    log.record_many(1_000)
    sealer = Sealer(log.database, [log.key], most=300)
    sizes = []
    while (seal := sealer.seal()) is not None:
        sizes.append(seal.size)
    sealer.close()
    assert sizes == [300, 600, 900, 1_000]
    assert seal is None
    newest = log.sealed.newest()
    assert newest is not None
    assert newest.root == root_over(numbered(1_000))


def test_a_key_of_another_origin_does_not_begin(log: Log) -> None:
    other = Sealer(log.database, [new_key("elsewhere.example/log", LOG)])
    with pytest.raises(OriginDiffers, match="sealed as ledger"):
        other.begin()
    other.close()


def test_while_keys_are_changed_both_sign_and_then_the_new_one_alone(log: Log) -> None:
    new = new_key(ORIGIN, LOG)
    log.record(b"one")
    first = log.sealer.seal()
    assert first is not None
    overlapping = Sealer(log.database, [log.key, new])
    signed = overlapping.begin()  # the newest seal at once, for who knows the new key alone
    assert signed.note.startswith(first.note)
    log.record(b"two")
    both = overlapping.seal()
    assert both is not None
    alone = Sealer(log.database, [new])
    assert alone.begin() == both
    log.record(b"three")
    last = alone.seal()
    assert last is not None
    for sealer in (overlapping, alone):
        sealer.close()
    for seal, keys in ((signed, [log.key, new]), (both, [log.key, new]), (last, [new])):
        for key in keys:
            require_signed(seal, key)
    span = span_from(StoredTiles(3, log.sealed.tiles))
    verify_consistency(1, 3, first.root, last.root, consistency_proof(1, 3, span))


def test_another_peoples_log_is_sealed_as_they_sealed_it(log: Log) -> None:
    folder = Path(__file__).parents[1] / "proof" / "vectors" / "tessera-testdata-log"
    ours = TransparencyLog(log.sealed)
    for size, record in enumerate(read_bundle((folder / "tile" / "entries" / "000.p" / "15").read_bytes()), start=1):
        log.record(record)
        seal = log.sealer.seal()
        assert seal is not None
        theirs = parse_checkpoint(parse_note((folder / f"checkpoint.{size}").read_bytes()).text)
        assert (seal.size, seal.root) == (theirs.size, theirs.root)
        assert ours.tile(0, 0, size) == (folder / "tile" / "0" / "000.p" / str(size)).read_bytes()
        assert ours.entries(0, size) == (folder / "tile" / "entries" / "000.p" / str(size)).read_bytes()
