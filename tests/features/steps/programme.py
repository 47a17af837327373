"""Sentences about the programme as a whole."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given

from tests.features.level import BOARD
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence, slug
from tests.features.steps.decisions import Said, says, titled

AREAS = {
    "Desktop": "environment",
    "Data centre": "environment",
    "Support desk": "environment",
    "Adult social care": "front-line",
    "Libraries": "front-line",
    "Finance": "back-office",
    "IT organisation": "organisation",
}
"""The service areas of every scenario that begins with a programme under way."""


@given(Sentence("a programme of {names}[, under way since {on:date}]"))
def under_way(meeting: Meeting, said: Said) -> None:
    meeting.on = said.get("on", meeting.on)
    areas = [{"area": slug(title), "title": title, "kind": kind} for title, kind in AREAS.items()]
    boroughs = [{"borough": slug(name), "title": name} for name in said["names"]]
    start: list[tuple[str, dict[str, Any]]] = [("start-programme", {"title": "Shared services"})]
    defined = [("define-service-area", area) for area in areas]
    meeting.decide_all(BOARD, [*start, *defined, *(("admit-borough", borough) for borough in boroughs)])


says("start-programme", "the board starts the programme {title}")
says(
    "adopt-principles",
    "the board adopts the principle(|s) {titles}",
    principles=lambda said: [{"principle": slug(title), "text": title} for title in said["titles"]],
)
says("define-service-area", "the board defines {title} as (a|an) {kind:word} area", area=titled("title"))
says(
    "set-consent-threshold",
    "the board sets the threshold for {kind:word} contracts at {amount:money}, counting from {counts_from_on:date}",
)
