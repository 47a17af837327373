"""Cards: decisions with what stands behind each: authority, minute, reasons, alternatives, interests, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from application.ports import Stored
from application.record import document_of, read_record
from application.sentences import about, sentence
from domain.decision import Recorded
from domain.fold import Fold


@dataclass(frozen=True, slots=True)
class Card:
    """One decision as it was recorded. `document`: its record as JSON. `about`: the tag of the object that it is about."""

    position: int
    type: str
    sentence: str
    about: str
    document: Mapping[str, Any]

    @property
    def effective_on(self) -> str:
        return str(self.document["effective_on"])

    @property
    def authority(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["authority"]
        return found


def cards(records: Iterable[Stored], fold: Fold) -> list[Card]:
    """`fold`: where the titles come from. Raises Unreadable."""
    read = [(stored, read_record(stored)) for stored in records]
    fold.expect_objects(tag for _, recorded in read for tag in recorded.decision.named())
    return [_card(stored, recorded, fold) for stored, recorded in read]


def _card(stored: Stored, recorded: Recorded, fold: Fold) -> Card:
    return Card(stored.position, stored.type, sentence(fold, recorded.decision), about(recorded), document_of(stored.data))
