"""Outcomes: what became of one line of a batch, as one line."""

from __future__ import annotations

from typing import Any

import orjson

from api.problems import problem_of
from api.receipts import receipt_document, receipt_status
from application.ledger import Outcome, Receipt


def outcome_name(outcome: Outcome | Exception) -> str:
    """One word for what became of a command: recorded, replayed, or the name of its problem."""
    if isinstance(outcome, Receipt):
        return "replayed" if outcome.replayed else "recorded"
    return problem_of(outcome).name


def outcome_line(number: int, key: str | None, outcome: Outcome | Exception) -> bytes:
    """The line's number, its key where it has one, and the receipt's or the problem's fields."""
    document: dict[str, Any] = {"line": number}
    if key is not None:
        document["key"] = key
    if isinstance(outcome, Receipt):
        document |= {"status": receipt_status(outcome), **receipt_document(outcome)}
    else:
        document |= problem_of(outcome).document()
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)
