"""What a borough's withdrawal does to what it took part in, whenever it is entered."""

from __future__ import annotations

from application.ledger import Receipt
from tests.domain.programme import Programme, day

CONTRACT = {
    "contract": "books",
    "title": "Books",
    "supplier": "acme",
    "boroughs": ["ash"],
    "areas": ["libraries"],
    "kind": "revenue",
    "starts_on": day(1),
    "ends_on": day(60),
    "annual_value": "1.00",
    "notice_days": 0,
}


def withdrawn(programme: Programme, borough: str, *, on: int) -> int:
    """The borough gives notice and leaves; the position of its withdrawal."""
    programme.officer(borough, on - 1, "give-notice-of-withdrawal", borough=borough, leaves_on=day(on))
    return programme.officer(borough, on, "withdraw-borough", borough=borough).position


def upset(receipt: Receipt) -> dict[int, tuple[str, ...]]:
    """What an irregular record names as upset."""
    assert receipt.irregular is not None
    return {each.decision: each.codes for each in receipt.irregular.upset}


def test_a_backdated_withdrawal_names_every_rule_that_a_later_decision_of_the_borough_then_breaks() -> None:
    programme = Programme()
    programme.propose("shelves", "libraries", "ash", "birch")
    approval = programme.officer("birch", 5, "approve-specification", migration="shelves", version=1, borough="birch")
    programme.officer("birch", 3, "give-notice-of-withdrawal", borough="birch", leaves_on=day(4))
    left = programme.irregular(4, "withdraw-borough", borough="birch")
    assert upset(left) == {approval.position: ("borough.withdrawn", "party.unknown")}


def test_a_borough_added_late_to_a_merged_service_shares_it_all_the_same() -> None:
    programme = Programme()
    programme.propose("shelves", "libraries", "ash", "birch")
    programme.agree("shelves", "ash", "birch", on=2)
    programme.move("shelves", "ash", "birch", on=4)
    programme.board(6, "merge-service", migration="shelves", place="Here", single_case_load=True)
    programme.irregular(5, "add-party", migration="shelves", borough="cedar")
    programme.irregular(7, "move-borough", migration="shelves", borough="cedar")
    programme.officer("cedar", 8, "give-notice-of-withdrawal", borough="cedar", leaves_on=day(9))
    assert programme.refused("cedar", 9, "withdraw-borough", borough="cedar") == ["withdrawal.services-still-shared"]


def test_correcting_the_day_of_a_withdrawal_checks_the_contracts_that_were_taken_on_because_of_it() -> None:
    programme = Programme()
    programme.propose("shelves", "libraries", "ash", "birch")
    programme.agree("shelves", "ash", "birch", on=2)
    programme.move("shelves", "ash", on=3)
    left = withdrawn(programme, "birch", on=5)
    programme.officer("ash", 6, "register-contract", **CONTRACT)
    later = {"position": left, "effective_on": day(7), "data": {"borough": "birch"}}
    assert programme.refused("birch", 8, "rectify-decision", **later) == ["history.contradicts-later"]
