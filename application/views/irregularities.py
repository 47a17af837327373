"""Irregularities: every decision that was recorded against a rule, what it broke, and what it upset."""

from __future__ import annotations

from collections.abc import Iterable

from application.record import irregular_document
from application.views.view import Document, day
from domain.decision import Recorded


def irregularities(decisions: Iterable[Recorded]) -> list[Document]:
    """One item for each irregular decision, by position."""
    return [
        {
            "position": recorded.position,
            "id": recorded.id,
            "type": recorded.type,
            "effective_on": day(recorded.effective_on),
            "objects": sorted(recorded.tags),
            **irregular_document(recorded.irregular),
        }
        for recorded in sorted(decisions, key=lambda each: each.position)
        if recorded.irregular is not None
    ]
