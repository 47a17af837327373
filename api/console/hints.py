"""Hints: what somebody who has just started a server might try, with what its ledger holds."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path

from application.reads import Reads
from application.record import document_of
from domain.dates import spoken


def hints(reads: Reads, address: str, folder: Path) -> str:
    """The address, a token, and requests that answer questions of the boards."""
    program = shlex.quote(sys.argv[0])
    lines = [
        f"Concordat serves {reads.store.head()} decisions on {address}; its documentation is {address}/docs",
        "",
        f"  TOKEN=$({program} token --role auditor --data {shlex.quote(str(folder))})",
    ]
    for question, path in _questions(reads):
        lines += ["", f"  # {question}", f"  curl -s -H \"Authorization: Bearer $TOKEN\" '{address}{path}'"]
    return "\n".join([*lines, "", ""])


def _questions(reads: Reads) -> list[tuple[str, str]]:
    at = reads.moment()
    middle = reads.record(at.head // 2)
    questions = []
    if middle is not None:
        day = date.fromisoformat(document_of(middle.data)["effective_on"])
        questions.append((f"Where did every borough stand in every area on {spoken(day)}?", f"/v1/matrix?as_of={day}"))
    contracts = reads.listing("contracts", at)
    if contracts:
        told = max(contracts, key=lambda each: len(each["decisions"]))
        path = f"/v1/decisions?object=contract:{told['contract']}"
        questions.append((f"Who decided what about the contract {told['title']!r}, and on whose authority?", path))
    questions.append(("What really happened against the rules, and which ones?", "/v1/irregularities"))
    return questions
