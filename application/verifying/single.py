"""Verification of one record: an offline proof (`.tlog-proof`), or the same as JSON from `/v1/log/proof`."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from application.proof.keys import decode
from application.proof.tlog_proof import HEADER, TlogProofInvalid, parse_tlog_proof
from application.proof.tree import Hash, ProofInvalid, verify_inclusion
from application.verifying.conclusion import who_signed
from application.verifying.finding import Finding, Report, Unusable, Wrong
from application.verifying.form import Malformed, formed, read_line
from application.verifying.ledger import BROUGHT, Given
from application.verifying.signed import NotSigned, Signed, open_checkpoint, require_quorum
from application.verifying.withheld import leaf_of, read_withheld

INSIDE = "The checkpoint inside the proof"


@dataclass(frozen=True, slots=True)
class Single:
    """A proof of one record, as it was read. `path`: the leaf's side first. `record`: None when it does not hold the record."""

    index: int
    path: Sequence[Hash]
    checkpoint: str
    record: bytes | None


def is_proof(start: bytes) -> bool:
    """Whether a file that starts so is the proof of one record."""
    return start.startswith(HEADER.encode()) or b'"leaf_index":' in start


def read_proof(data: bytes) -> Single:
    """Raises Unusable."""
    try:
        if data.startswith(HEADER.encode()):
            proof = parse_tlog_proof(data.decode())
            return Single(proof.index, proof.path, proof.checkpoint, proof.extra)
        document = orjson.loads(data)
        record = b64decode(document["record"]) if "record" in document else None
        path = [decode(each) for each in document["hashes"]]
        return Single(int(document["leaf_index"]), path, document["checkpoint"], record)
    except (TlogProofInvalid, ValueError, KeyError, TypeError) as fault:
        raise Unusable(f"This is no proof of a record: {fault}.") from None


def verify_proof(single: Single, record: bytes | None, given: Given) -> Report:
    """Whether the record is in the tree that the proof's checkpoint signs. `record`: its bytes, if not in the proof.

    Raises Unusable.
    """
    report, position = Report(), single.index + 1
    record = single.record if record is None else record
    if record is None:
        raise Unusable("The proof does not hold the record: bring it, with --record.")
    try:
        signed = open_checkpoint(single.checkpoint.encode(), given.policy, INSIDE)
    except NotSigned as refused:
        report.findings.append(refused.finding)
        return report
    lacking = require_quorum(signed, given.policy, INSIDE)
    report.findings += [lacking] if lacking else []
    root = signed.checkpoint.root
    try:
        verify_inclusion(single.index, signed.checkpoint.size, leaf_of(record), single.path, root)
    except ProofInvalid as fault:
        sentence = f"The record is not the one at position {position} that was signed, or the proof is not its own: {fault}."
        report.findings.append(Finding(Wrong.PROOF_FALSE, sentence, position))
    report.findings += form_of(record, position)
    compare_brought(signed, given, report, "the proof")
    if read_withheld(record) is not None:
        report.remarks.append("The record is withheld: its hash is proven, what it says is not shown.")
    if given.is_policy_inside:
        report.remarks.append("The policy came with the proof itself. That is weaker: whoever made it chose whom you trust.")
    report.facts |= {"position": position, "size": signed.checkpoint.size, "origin": signed.checkpoint.origin}
    report.proven = [
        f"This record stands at position {position} of the log {signed.checkpoint.origin}, exactly as it was signed.",
        who_signed(INSIDE, signed),
    ]
    return report


def form_of(record: bytes, position: int) -> list[Finding]:
    """What is wrong with the form of one record; nothing of a withheld one."""
    if read_withheld(record) is not None:
        return []
    try:
        formed(read_line(record))
    except Malformed as fault:
        return [Finding(Wrong.FORM, f"Position {position} is no record: {fault}.", position)]
    return []


def compare_brought(signed: Signed, given: Given, report: Report, what: str) -> None:
    """Whether the checkpoint that the auditor brought is of the same history, where that can be told."""
    if given.trusted is None:
        return
    try:
        brought = open_checkpoint(given.trusted, given.policy, BROUGHT)
    except NotSigned as refused:
        report.findings.append(refused.finding)
        return
    ours, theirs = signed.checkpoint, brought.checkpoint
    if ours.origin != theirs.origin or (ours.size == theirs.size and ours.root != theirs.root):
        sentence = f"{BROUGHT} and the one inside {what}, of {ours.size} records, are of two histories. The log signed both."
        report.findings.append(Finding(Wrong.FORK, sentence))
    elif ours.size != theirs.size:
        sizes = f"{theirs.size} records, the one inside of {ours.size}"
        report.remarks.append(f"{BROUGHT} is of {sizes}: that one grew out of the other is not shown here.")
