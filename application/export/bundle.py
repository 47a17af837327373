"""Bundle: the whole record with all that an auditor needs to verify it offline: seals, checkpoint, policy, hashes of each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from application.export.archive import Hashed, Member
from application.export.pages import Page
from application.sealing import Seal
from application.transparency import TransparencyLog

SEALS = 1_000  # read at once
README = """\
The record of decisions of {origin}

This archive holds the first {size} decisions, as they were sealed{beyond}.

records.ndjson   the record: one decision a line. Each line's bytes, without the line feed, are a leaf of the signed tree.{withheld}
checkpoint       the signed size and root of that tree, with the cosignatures of witnesses that it has
policy           whose signatures this ledger says are to be trusted
seals.jsonl      every checkpoint that was signed up to this size, with its time and its cosignatures
manifest.json    the length and SHA-256 of each file above

To verify it, with no database and no network:

    concordat verify THIS-FILE.zip --checkpoint CHECKPOINT --policy POLICY

CHECKPOINT and POLICY should come to you by another way than this archive: from minutes, from a witness, from an earlier visit.
Without them, those inside are used, and that proves less. The forms are public: RFC 6962 (tree), RFC 8785 (canonical JSON), and
signed-note, tlog-checkpoint, tlog-cosignature and tlog-policy of c2sp.org.
"""
WITHHELD = """
                 The text of {count} is withheld, because personal data stood in it by mistake: a line with "withheld":true
                 stands in its place, with the record's leaf hash, so that the tree is verified all the same."""


def bundle(
    log: TransparencyLog, seal: Seal, origin: str, head: int, withheld: Iterable[int], pages: Iterable[Page]
) -> Iterator[Member]:
    """The members. `pages`: exactly the records under the seal. `head`: how many there are by now."""
    hashed, hidden = Hashed(), sorted(withheld)
    yield hashed.member("checkpoint", iter([log.checkpoint(seal).encode()]))
    yield hashed.member("policy", iter([log.policy().encode()]))
    yield hashed.member("seals.jsonl", seal_lines(log, seal.size))
    yield hashed.member("records.ndjson", (page.ndjson() for page in pages))
    told = {"origin": origin, "records": seal.size, "beyond": head - seal.size, "withheld": hidden}
    yield hashed.manifest(**told)
    beyond = f"; {head - seal.size} recorded since are not in it" if head > seal.size else ""
    shown = WITHHELD.format(count="1 decision" if len(hidden) == 1 else f"{len(hidden)} decisions") if hidden else ""
    yield Member("README.txt", iter([README.format(origin=origin, size=seal.size, beyond=beyond, withheld=shown).encode()]))


def seal_lines(log: TransparencyLog, until: int) -> Iterator[bytes]:
    """Every seal of at most so many records, a line each."""
    after = -1
    while seals := [seal for seal in log.lines(after, SEALS) if seal["size"] <= until]:
        yield b"".join(orjson.dumps(seal) + b"\n" for seal in seals)
        after = seals[-1]["size"]
