"""Seals: every checkpoint that the log signed, and when its witnesses saw it, as an export brings them (`seals.jsonl`)."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from application.proof.policy import Policy
from application.proof.tree import HASH_BYTES, Hash
from application.verifying.finding import Finding, Wrong
from application.verifying.signed import NotSigned, Signed, open_checkpoint

NEVER = -1
"""Stands for the time of a quorum that there never was."""
BATCH = 256


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of `seals.jsonl` from line `first` on, to be opened under a policy. `origin`: the log's, where it is known."""

    first: int
    lines: Sequence[bytes]
    policy: Policy
    origin: str


@dataclass(slots=True)
class Seals:
    """Seals by size, 56 bytes each. `first`, `latest`: the quorum's times in POSIX seconds, or NEVER."""

    sizes: array[int] = field(default_factory=lambda: array("Q"))
    roots: bytearray = field(default_factory=bytearray)
    first: array[int] = field(default_factory=lambda: array("q"))
    latest: array[int] = field(default_factory=lambda: array("q"))
    findings: list[Finding] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sizes)

    def root(self, number: int) -> Hash:
        return bytes(self.roots[number * HASH_BYTES : (number + 1) * HASH_BYTES])

    def add(self, signed: Signed, policy: Policy) -> None:
        first, latest = signed.quorum_time(policy), signed.latest_quorum_time(policy)
        self.sizes.append(signed.checkpoint.size)
        self.roots += signed.checkpoint.root
        self.first.append(NEVER if first is None else first)
        self.latest.append(NEVER if latest is None else latest)

    def insert(self, signed: Signed, policy: Policy) -> None:
        """A checkpoint in its place among the seals. A seal that is there already keeps its root, and takes wider times."""
        size = signed.checkpoint.size
        first, latest = (NEVER if at is None else at for at in (signed.quorum_time(policy), signed.latest_quorum_time(policy)))
        at = bisect_left(self.sizes, size)
        if at < len(self) and self.sizes[at] == size:
            if self.root(at) == signed.checkpoint.root:
                self.first[at] = min((each for each in (self.first[at], first) if each != NEVER), default=NEVER)
                self.latest[at] = max(self.latest[at], latest)
            return
        self.sizes.insert(at, size)
        self.roots[at * HASH_BYTES : at * HASH_BYTES] = signed.checkpoint.root
        self.first.insert(at, first)
        self.latest.insert(at, latest)

    def extend(self, other: Seals) -> None:
        """Take the seals that follow these; one that is not larger than the one before is a finding and left out."""
        self.findings += other.findings
        for number, size in enumerate(other.sizes):
            if self.sizes and size <= self.sizes[-1]:
                sentence = f"The seals are not listed by size, each once: {size} comes after {self.sizes[-1]}."
                self.findings.append(Finding(Wrong.SEAL, sentence))
                continue
            self.sizes.append(size)
            self.roots += other.root(number)
            self.first.append(other.first[number])
            self.latest.append(other.latest[number])


def open_seals(batch: Batch) -> Seals:
    """Check the signatures of seals. What cannot be trusted is a finding, and is not among them."""
    seals = Seals()
    for number, line in enumerate(batch.lines, start=batch.first):
        try:
            signed = _open(line, number, batch.policy)
        except NotSigned as refused:
            seals.findings.append(refused.finding)
            continue
        if signed.checkpoint.origin != batch.origin:
            sentence = f"The seal in line {number} is of the log {signed.checkpoint.origin}, not of {batch.origin}."
            seals.findings.append(Finding(Wrong.SEAL, sentence))
        else:
            seals.add(signed, batch.policy)
    return seals


def _open(line: bytes, number: int, policy: Policy) -> Signed:
    what = f"The seal in line {number} of the seals"
    try:
        document: dict[str, Any] = orjson.loads(line)
        note, size = document["note"], document["size"]
        lines = [each[which] for each in document["cosignatures"] for which in ("first", "last")]
        data = (note + "".join(f"{each}\n" for each in dict.fromkeys(lines))).encode()
    except (orjson.JSONDecodeError, KeyError, TypeError, UnicodeEncodeError) as fault:
        raise NotSigned(Finding(Wrong.SEAL, f"{what} cannot be read: {fault}.")) from None
    signed = open_checkpoint(data, policy, what if type(size) is not int else f"The seal of {size} records")
    if signed.checkpoint.size != size:
        raise NotSigned(Finding(Wrong.SEAL, f"{what} says {size}, but is of {signed.checkpoint.size} records."))
    return signed
