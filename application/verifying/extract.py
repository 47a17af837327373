"""Verification of a complete extract: every record on one object is there, and is as it was signed. Form: `application.extract`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import Any

import orjson

from application.proof.keys import VerifierKey, decode
from application.proof.note import NoteInvalid
from application.proof.tree import ProofInvalid, leaf_hash, verify_inclusion
from application.verifying.catalogue import catalogue_of
from application.verifying.conclusion import who_signed
from application.verifying.export import Export
from application.verifying.finding import Finding, Report, Unusable, Wrong
from application.verifying.ledger import INSIDE, Given
from application.verifying.signed import NotSigned, Signed, open_checkpoint, require_quorum
from application.verifying.single import compare_brought, form_of
from application.verifying.withheld import leaf_of, read_withheld

PROOFS = "proofs.ndjson"
BATCH = 256
MAX_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What the signed catalogue says: the newest position with a tag, in a ledger of `size` records."""

    tag: str
    newest: int
    size: int


@dataclass
class _Walk:
    """The records on one object, from the oldest on; each must name the one before it."""

    tag: str
    findings: list[Finding] = field(default_factory=list)
    last: int = 0
    count: int = 0
    withheld: list[int] = field(default_factory=list)

    def take(self, position: int, line: bytes) -> None:
        """The next record of the extract."""
        previous = _previous(line, self.tag)
        if previous is None:
            self._find(Finding(Wrong.NOT_CONCERNED, f"Position {position} is not on {self.tag}.", position))
            return
        if previous > self.last:
            self._left_out(previous, f"position {position} names it as the one before")
        elif previous < self.last:
            sentence = f"Position {position} names {previous} as the one before it on {self.tag}, and not {self.last}."
            self._find(Finding(Wrong.CHAIN, sentence, position))
        self.last, self.count = position, self.count + 1
        if read_withheld(line) is not None:
            self.withheld.append(position)

    def end(self, newest: int) -> None:
        """The catalogue says which record is the newest."""
        if newest > self.last:
            self._left_out(newest, "the signed catalogue names it as the newest")
        elif newest < self.last:
            sentence = f"The catalogue names position {newest} as the newest on {self.tag}, but {self.last} is here."
            self._find(Finding(Wrong.CATALOGUE_FALSE, sentence, self.last))

    def _left_out(self, position: int, why: str) -> None:
        first = self.last + 1
        besides = f"; what else stood between {first} and {position} is not known without it" if first < position else ""
        sentence = f"Position {position} was left out: {why} on {self.tag}{besides}."
        self._find(Finding(Wrong.LEFT_OUT, sentence, first, position))

    def _find(self, finding: Finding) -> None:
        if len(self.findings) < MAX_LISTED:
            self.findings.append(finding)


def verify_extract(export: Export, given: Given, progress: Callable[[int], None]) -> Report:
    """Verify a complete extract. Raises Unusable."""
    report = Report()
    inside = export.member("checkpoint")
    if inside is None:
        raise Unusable("There is no checkpoint in the extract.")
    try:
        signed = open_checkpoint(inside, given.policy, INSIDE)
    except NotSigned as refused:
        report.findings.append(refused.finding)
        return report
    lacking = require_quorum(signed, given.policy, INSIDE)
    report.findings += [lacking] if lacking else []
    compare_brought(signed, given, report, "the extract")
    catalogued = _catalogued(export, signed, given.policy.log_keys(signed.checkpoint.origin), report)
    if catalogued is not None:
        _walk(export, signed, catalogued, report, progress)
    return report


def _walk(export: Export, signed: Signed, catalogued: Catalogued, report: Report, progress: Callable[[int], None]) -> None:
    walk = _Walk(catalogued.tag)
    pieces = chain.from_iterable(_told(piece.lines(), piece.length, progress) for piece in export.pieces())
    proofs = chain.from_iterable(export.batches(PROOFS, BATCH))
    for line, proof in zip_longest(pieces, proofs):
        if line is None or proof is None:
            what = "proofs without their records" if line is None else "records without their proofs"
            report.findings.append(Finding(Wrong.PROOF_FALSE, f"There are {what}, after position {walk.last}."))
            break
        position = _prove(line, proof, signed, report, after=walk.last)
        if position is None:
            break
        walk.take(position, line)
    walk.end(catalogued.newest)
    report.findings += walk.findings
    if walk.withheld:
        report.remarks.append(f"{len(walk.withheld)} records are withheld: their hashes are proven, what they say is not shown.")
    report.facts |= {"object": catalogued.tag, "records": walk.count, "size": catalogued.size, "withheld": len(walk.withheld)}
    report.facts["origin"] = signed.checkpoint.origin
    report.proven = [
        f"These {walk.count} records are all that the first {catalogued.size} hold on {catalogued.tag}, as they were signed.",
        who_signed(INSIDE, signed),
    ]


def _told(lines: list[bytes], length: int, progress: Callable[[int], None]) -> Iterator[bytes]:
    yield from lines
    progress(length)


def _prove(line: bytes, proof: bytes, signed: Signed, report: Report, after: int) -> int | None:
    """The position of a record, as its proof shows it; None when the proof cannot be read."""
    try:
        document: dict[str, Any] = orjson.loads(proof)
        position, hashes = int(document["position"]), [decode(each) for each in document["hashes"]]
    except (ValueError, KeyError, TypeError) as fault:
        report.findings.append(Finding(Wrong.PROOF_FALSE, f"The proof after position {after} cannot be read: {fault}."))
        return None
    if position <= after:
        sentence = f"Position {position} comes after {after}: an extract is in order, each record once."
        report.findings.append(Finding(Wrong.REORDERED, sentence, position, after))
    try:
        verify_inclusion(position - 1, signed.checkpoint.size, leaf_of(line), hashes, signed.checkpoint.root)
    except ProofInvalid as fault:
        sentence = f"The record at position {position} is not the one that was signed, or the proof is not its own: {fault}."
        report.findings.append(Finding(Wrong.ALTERED, sentence, position))
    report.findings += form_of(line, position)
    return position


def _previous(line: bytes, tag: str) -> int | None:
    """The position that a record names as the one before it on an object; None when it is not on it."""
    try:
        for each in orjson.loads(line)["objects"]:
            if each["tag"] == tag and type(each["previous"]) is int:
                return int(each["previous"])
    except (ValueError, KeyError, TypeError):
        return None
    return None


def _catalogued(export: Export, signed: Signed, keys: list[VerifierKey], report: Report) -> Catalogued | None:
    """The line of the object in the catalogue that the log signed."""
    note, proof = export.member("catalogue"), export.member("catalogue-proof.json")
    if note is None or proof is None:
        raise Unusable("There is no catalogue in the extract: what it leaves out cannot be told.")
    try:
        number, root, size = catalogue_of(note, signed.checkpoint.origin, keys)
        document: dict[str, Any] = orjson.loads(proof)
        line, at = str(document["line"]), int(document["leaf_index"])
        verify_inclusion(at, number, leaf_hash(line.encode()), [decode(each) for each in document["hashes"]], root)
        tag, _, newest = line.rpartition(" ")
        if size != signed.checkpoint.size:
            raise ProofInvalid(f"it is of {size} records, the checkpoint of {signed.checkpoint.size}")
        return Catalogued(tag, int(newest), size)
    except (NoteInvalid, ProofInvalid, ValueError, KeyError, TypeError) as fault:
        sentence = f"The catalogue does not show which record is the newest: {fault}."
        report.findings.append(Finding(Wrong.CATALOGUE_FALSE, sentence))
        return None
