"""Who may post a command, by the table of the commands: asked only when it is posted."""

from __future__ import annotations

from dataclasses import dataclass

from tests.legal import naive_contracts as deals
from tests.legal import naive_words as words
from tests.legal.naive_words import Before, Told

BOARD = {
    "BoroughJoined",
    "ConsentThresholdSet",
    "ContractConsented",
    "DispensationGranted",
    "DispensationRevoked",
    "FrameworkAwarded",
    "FrameworkEnded",
    "LeadTimesSet",
    "MeetingCancelled",
    "MeetingMoved",
    "MeetingPlanned",
    "MigrationAbandoned",
    "MigrationPaused",
    "MigrationProposed",
    "MigrationResumed",
    "PartyAdded",
    "PrinciplesAdopted",
    "ProgrammeStarted",
    "ServiceAreaDefined",
    "ServiceMerged",
}
OF_CONTRACT = set(deals.CONTRACT_EVENTS)
OF_PARTIES = {"SpecificationProposed", "QualityMeasured", "SpecificationAgreed"}


@dataclass(frozen=True)
class Poster:
    """Who posts a command: the board, or an officer of a borough, or neither."""

    is_board: bool = False
    officer_of: str | None = None


def authority(before: Before, told: Told, poster: Poster) -> set[str]:
    """The code of what the poster lacks, if anything. `before`: what was effective before the decision's date."""
    if told.type in BOARD:
        return set() if poster.is_board else {"authority.board-only"}
    if told.type == "NoteRecorded":
        may = poster.is_board or (poster.officer_of is not None and words.is_member(before, poster.officer_of))
    else:
        may = poster.officer_of in owners(before, told)
    return set() if may else {"authority.not-yours"}


def owners(before: Before, told: Told) -> list[str]:
    """The boroughs whose officers may post it."""
    if told.type in OF_CONTRACT:
        terms = deals.contract(before, told["contract"])
        return terms.holders if terms else []
    if told.type in OF_PARTIES:
        return words.parties(before, told["migration"])
    return list(told["boroughs"]) if told.type == "ContractRegistered" else [told["borough"]]
