"""Sentences about the programme as a whole."""

from __future__ import annotations

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
    meeting.decide("start-programme", BOARD, {"title": "Shared services"}, on=said.get("on"))
    for title, kind in AREAS.items():
        meeting.decide("define-service-area", BOARD, {"area": slug(title), "title": title, "kind": kind})
    for name in said["names"]:
        meeting.decide("admit-borough", BOARD, {"borough": slug(name), "title": name})


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
