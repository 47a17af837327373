"""Start the programme: before it nothing can be decided."""

from __future__ import annotations

from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.programme.programme import LEDGER, Programme
from domain.rule import BOARD_ONLY, Kind
from domain.state import replace
from domain.words import Title


class ProgrammeStarted(Decision):
    about_programme = True
    title: Title


def start(fold: Fold, decision: ProgrammeStarted, recorded: Recorded) -> None:
    programme = replace(Programme.of(fold), title=decision.title, started_on=recorded.effective_on)
    fold.put(Programme, LEDGER, programme)


KINDS = (
    Kind(
        "start-programme",
        ProgrammeStarted,
        BOARD_ONLY,
        "Start the programme whose decisions this ledger records.",
        effect=start,
        registers="programme",
    ),
)
