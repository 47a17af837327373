"""The transparency log as auditors ask it: checkpoints, tiles, bundles of records, and proofs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.proof.note import parse_note
from application.proof.tiles import WIDTH, bundle_bytes, edge_from, span_from, width_in
from application.proof.tlog_proof import TlogProof
from application.proof.tree import (
    HASH_BYTES,
    Hash,
    ProofInvalid,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from application.sealing import Cosignatures, NoSuchTree, NotSealed, Seal, SealBroken, SealedLog, StoredTiles, Unwitnessed


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The record at `position` is in the tree that `checkpoint` signs. `path`: the leaf's side first.

    `record`: its bytes, where they were asked for.
    """

    origin: str
    position: int
    size: int
    leaf: Hash
    root: Hash
    path: tuple[Hash, ...]
    checkpoint: str
    record: bytes | None = None

    def document(self) -> dict[str, Any]:
        """As JSON, hashes in base64."""
        document: dict[str, Any] = {
            "origin": self.origin,
            "position": self.position,
            "leaf_index": self.position - 1,
            "tree_size": self.size,
            "leaf_hash": encoded(self.leaf),
            "root_hash": encoded(self.root),
            "hashes": [encoded(each) for each in self.path],
            "checkpoint": self.checkpoint,
        }
        return document if self.record is None else {**document, "record": encoded(self.record)}

    def file(self) -> str:
        """As the offline file of C2SP tlog-proof."""
        return str(TlogProof(self.position - 1, self.path, self.checkpoint, self.record))


@dataclass(frozen=True, slots=True)
class Consistency:
    """The tree of `to` records begins with that of `from_`."""

    origin: str
    from_: int
    to: int
    from_root: Hash
    to_root: Hash
    path: tuple[Hash, ...]

    def document(self) -> dict[str, Any]:
        """As JSON, hashes in base64."""
        return {
            "origin": self.origin,
            "from": self.from_,
            "to": self.to,
            "from_root": encoded(self.from_root),
            "to_root": encoded(self.to_root),
            "hashes": [encoded(each) for each in self.path],
        }


class TransparencyLog:
    """Nothing that is not sealed leaves by this door. Every method raises Unavailable, and NotSealed before the first seal."""

    def __init__(self, sealed: SealedLog, cosignatures: Cosignatures | None = None) -> None:
        self.sealed = sealed
        self.cosignatures = cosignatures or Unwitnessed(sealed)
        self._known_origin: str | None = None

    def newest(self) -> Seal:
        """The newest seal, however few have cosigned it."""
        seal = self.sealed.newest()
        if seal is None:
            raise NotSealed("Nothing is sealed yet.")
        return seal

    def published(self) -> Seal:
        """The newest seal that meets the deployment's quorum."""
        seal = self.cosignatures.published()
        if seal is None:
            raise NotSealed("No checkpoint has been cosigned by enough witnesses yet.")
        return seal

    def policy(self) -> str:
        """Who must have signed a checkpoint, in the form of C2SP tlog-policy."""
        return self.cosignatures.policy()

    def checkpoint(self, seal: Seal) -> str:
        """The seal's note with the newest cosignature of each witness."""
        cosigned = self.cosignatures.of([seal.size]).get(seal.size, ())
        note = parse_note(seal.note.encode())
        return str(note) + "".join(f"{each.last}\n" for each in cosigned)

    def tile(self, level: int, number: int, width: int) -> bytes | None:
        """The first `width` hashes of a tile; None when so many are not sealed."""
        stored = self.sealed.tiles([(level, number)]).get((level, number), b"")
        return stored[: width * HASH_BYTES] if len(stored) >= width * HASH_BYTES else None

    def entries(self, number: int, width: int) -> bytes | None:
        """The first `width` records of a bundle, which lines up with the tile `number` of level 0; None when not all are sealed."""
        if width_in(0, number, self.newest().size) < width:
            return None
        first = number * WIDTH + 1
        return bundle_bytes(self.sealed.records(first, first + width - 1))

    def inclusion(self, position: int, size: int | None = None, *, with_record: bool = False) -> Inclusion:
        """The proof for a record in the tree of `size` records (None: the published one).

        Raises NotSealed, NoSuchTree, and SealBroken rather than give a proof that does not hold.
        """
        seal = self.published() if size is None else self._seal(size)
        if position > seal.size and size is None:
            raise NotSealed(f"Position {position} is not under a published checkpoint yet; the newest covers {seal.size}.")
        if not 0 < position <= seal.size:
            raise NoSuchTree("size", f"the tree of {seal.size} records does not hold position {position}")
        tiles = StoredTiles(seal.size, self.sealed.tiles)
        tiles.fetch_way(position - 1)
        leaf = tiles(0, (position - 1) // WIDTH)[(position - 1) % WIDTH]
        path = inclusion_proof(position - 1, seal.size, span_from(tiles))
        record = self.sealed.records(position, position)[0] if with_record else None
        try:
            verify_inclusion(position - 1, seal.size, leaf, path, seal.root)
            if record is not None and leaf_hash(record) != leaf:
                raise ProofInvalid("its bytes were changed")
        except ProofInvalid as fault:
            raise SealBroken(f"Position {position} cannot be proven as it was sealed: {fault}.") from fault
        return Inclusion(self._origin(), position, seal.size, leaf, seal.root, tuple(path), self.checkpoint(seal), record)

    def consistency(self, old: int, new: int) -> Consistency:
        """The proof that the tree of `new` records begins with that of `old`. Raises NoSuchTree and SealBroken."""
        sealed = self.newest()
        if not 0 < old <= new:
            raise NoSuchTree("from", "from is at least 1, and at most to")
        if new > sealed.size:
            raise NoSuchTree("to", f"{sealed.size} records are sealed")
        tiles = StoredTiles(new, self.sealed.tiles)
        old_root, new_root = edge_from(tiles, old).root(), edge_from(tiles, new).root()
        path = consistency_proof(old, new, span_from(tiles))
        try:
            verify_consistency(old, new, old_root, new_root, path)
        except ProofInvalid as fault:
            raise SealBroken(f"Sizes {old} and {new} cannot be proven consistent: {fault}.") from fault
        return Consistency(self._origin(), old, new, old_root, new_root, tuple(path))

    def lines(self, after: int, limit: int) -> list[Mapping[str, Any]]:
        """The next seals of more than `after` records, each with what the witnesses said of it."""
        seals = self.sealed.seals(after, limit)
        cosigned = self.cosignatures.of([seal.size for seal in seals])
        return [
            {
                "size": seal.size,
                "note": seal.note,
                "sealed_at": seal.sealed_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
                "cosignatures": [
                    {"witness": each.witness, "key_id": each.key_id.hex(), **_times(each.first, each.first_at, "first")}
                    | _times(each.last, each.last_at, "last")
                    for each in cosigned.get(seal.size, ())
                ],
            }
            for seal in seals
        ]

    def _seal(self, size: int) -> Seal:
        seal = self.sealed.seal(size)
        if seal is None and size > self.newest().size:
            raise NotSealed(f"{size} records are not sealed yet.")
        if seal is None:
            raise NoSuchTree("size", f"no checkpoint of {size} records was signed; /v1/log/seals lists the sizes that were")
        return seal

    def _origin(self) -> str:
        if self._known_origin is None:
            self._known_origin = self.sealed.origin()
        if self._known_origin is None:
            raise NotSealed("Nothing is sealed yet.")
        return self._known_origin  # for ever the same


def encoded(data: bytes) -> str:
    """In base64, as hashes are written."""
    return b64encode(data).decode()


def _times(line: str, at: int, which: str) -> dict[str, Any]:
    return {which: line, f"{which}_at": at}
