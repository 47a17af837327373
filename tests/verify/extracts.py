"""Complete extracts made by hand, from their description alone (`application.extract`)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from application.export.withheld import withheld_line
from application.proof.note import sign_note
from application.proof.tree import inclusion_proof, leaf_hash, root_hash
from application.record import canonical
from application.verifying.export import Piece
from tests.verify.exports import LOG_KEY, ORIGIN, Made
from tests.verify.verifying import Bytes, InMemory


@dataclass(frozen=True)
class Extract:
    """Implements `application.verifying.export.Export`. `positions`: those of its lines."""

    positions: tuple[int, ...]
    records: tuple[bytes, ...]
    members: dict[str, bytes]

    @property
    def source(self) -> Bytes:
        return Bytes(b"".join(line + b"\n" for line in self.records))

    def pieces(self) -> Iterator[Piece]:
        data = self.source.data
        yield Piece(self.source, 0, len(data), 1, len(self.records))

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        return iter(self.records[first - 1 : last])

    def member(self, name: str) -> bytes | None:
        return self.members.get(name)

    def batches(self, name: str, size: int) -> Iterator[Sequence[bytes]]:
        lines = iter(self.members[name].splitlines())
        while part := list(islice(lines, size)):
            yield part

    def without(self, at: int) -> Extract:
        """The same with one record and its proof left out."""
        proofs = self.members["proofs.ndjson"].splitlines(keepends=True)
        kept = b"".join([*proofs[:at], *proofs[at + 1 :]])
        positions, records = list(self.positions), list(self.records)
        del positions[at], records[at]
        return Extract(tuple(positions), tuple(records), {**self.members, "proofs.ndjson": kept})


def catalogue(records: Sequence[bytes]) -> list[str]:
    """The line of every tag, in byte order."""
    newest = {
        each["tag"]: position
        for position, record in enumerate(records, start=1)
        for each in json.loads(record)["objects"]
        if "previous" in each
    }
    return [f"{tag} {newest[tag]}" for tag in sorted(newest)]


def catalogue_note(records: Sequence[bytes], lines: Sequence[str]) -> str:
    root = b64encode(root_hash([line.encode() for line in lines])).decode()
    return str(sign_note(f"{ORIGIN}/catalogue\n{len(lines)}\n{root}\n{len(records)}\n", LOG_KEY))


def extract_of(made: Made, tag: str, withheld: Sequence[int] = ()) -> Extract:
    """The complete extract of one object."""
    positions = [
        position
        for position, record in enumerate(made.records, start=1)
        if any(each["tag"] == tag for each in json.loads(record)["objects"])
    ]
    lines = [
        withheld_line(position, made.records[position - 1]) if position in withheld else made.records[position - 1]
        for position in positions
    ]
    proofs = [_proof(made.records, position - 1) | {"position": position} for position in positions]
    told = catalogue(made.records)
    at = next(at for at, line in enumerate(told) if line.startswith(f"{tag} "))
    shown = _proof([line.encode() for line in told], at) | {"leaf_index": at, "line": told[at], "tree_size": len(told)}
    members = {
        "proofs.ndjson": b"".join(canonical(proof) + b"\n" for proof in proofs),
        "catalogue": catalogue_note(made.records, told).encode(),
        "catalogue-proof.json": canonical(shown),
        "checkpoint": made.checkpoint.encode(),
        "policy": made.policy_text.encode(),
    }
    return Extract(tuple(positions), tuple(lines), members)


def _proof(leaves: Sequence[bytes], index: int) -> dict[str, object]:
    path = inclusion_proof(index, len(leaves), lambda low, high: root_hash(leaves[low:high]))
    hashes = [b64encode(each).decode() for each in path]
    return {"hashes": hashes, "leaf_hash": b64encode(leaf_hash(leaves[index])).decode()}


@dataclass(frozen=True)
class WithCatalogue(InMemory):
    """An export of the whole record that brings a catalogue."""

    note: str = ""

    def member(self, name: str) -> bytes | None:
        return self.note.encode() if name == "catalogue" else super().member(name)
