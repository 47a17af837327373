"""What a dispensation opens, whatever it is for."""

from __future__ import annotations

import pytest

from application.sitting import Invalid
from tests.domain.programme import Programme, day


def withdrawn(programme: Programme, borough: str) -> None:
    programme.officer(borough, 2, "give-notice-of-withdrawal", borough=borough, leaves_on=day(2))
    programme.officer(borough, 2, "withdraw-borough", borough=borough)


def test_a_dispensation_for_a_note_opens_the_gate_for_whoever_writes_about_it() -> None:
    programme = Programme()
    programme.officer("ash", 1, "record-note", note="figures", text="Three figures", objects=["borough:birch"])
    withdrawn(programme, "birch")
    about = {"note": "answer", "text": "Birch disagreed", "objects": ["note:figures", "borough:birch"]}
    assert programme.refused("ash", 4, "record-note", **about) == ["borough.withdrawn"]
    dispensation = {"dispensation": "d-1", "gate": "borough.withdrawn", "subject": "note:figures", "expires_on": day(9)}
    programme.board(3, "grant-dispensation", **dispensation)
    programme.officer("ash", 4, "record-note", **about)


def test_a_dispensation_is_for_one_subject_and_not_for_the_programme() -> None:
    dispensation = {"dispensation": "d-1", "gate": "borough.withdrawn", "subject": "programme:ledger", "expires_on": day(9)}
    with pytest.raises(Invalid, match="not for the programme"):
        Programme().board(3, "grant-dispensation", **dispensation)
