"""One object, of which no more is read than concerns it: what changes it from elsewhere is read all the same."""

from __future__ import annotations

from datetime import date

from tests.replay.asking import questions, reads
from tests.replay.council import Council

DAY = date(2010, 6, 1)


def test_whoever_withdraws_from_the_programme_is_no_party_of_its_migrations_any_more() -> None:
    council = Council()
    council.migration("ash", "birch", "cedar")
    council.of("cedar", "2010-02-01", "give-notice-of-withdrawal", borough="cedar", leaves_on="2010-05-31")
    council.of("cedar", "2010-05-31", "withdraw-borough", borough="cedar")
    asked = reads(council.store)
    parties = {
        day: asked.one("migrations", "shared-desktop", asked.moment(date.fromisoformat(day)))
        for day in ("2010-05-30", "2010-05-31")
    }
    assert [found and found["parties"] for found in parties.values()] == [["ash", "birch", "cedar"], ["ash", "birch"]]


def test_a_migration_entered_late_loses_a_party_on_the_corrected_date_of_its_withdrawal() -> None:
    council = Council()
    council.of("cedar", "2010-02-01", "give-notice-of-withdrawal", borough="cedar", leaves_on="2010-05-31")
    withdrawn = council.of("cedar", "2010-06-30", "withdraw-borough", borough="cedar")
    council.migration("ash", "birch", "cedar")
    moved = {"position": withdrawn, "effective_on": "2010-05-31", "data": {"borough": "cedar"}}
    council.of("cedar", "2010-07-01", "rectify-decision", **moved)
    asked = reads(council.store)
    found = asked.one("migrations", "shared-desktop", asked.moment(DAY))
    assert found is not None
    assert found["parties"] == ["ash", "birch"]


def test_an_endorsement_is_of_the_principles_in_force_since_the_corrected_date_of_their_adoption() -> None:
    council = Council()
    facts = {"principles": [{"principle": "one", "text": "Buy once."}]}
    adopted = council.board("2010-03-01", "adopt-principles", **facts)
    council.board("2010-05-01", "rectify-decision", position=adopted, effective_on="2010-02-01", data=facts)
    council.of("ash", "2010-02-15", "endorse-principles", borough="ash")
    asked = reads(council.store)
    found = asked.one("boroughs", "ash", asked.moment(DAY))
    assert found is not None
    assert found["endorsed"]


def test_a_contract_that_was_taken_over_is_of_its_new_supplier_with_all_that_was_decided_before() -> None:
    council = Council()
    registered = council.contract("ash", "desks", "2012-03-31")
    novated = council.of("ash", "2010-02-01", "novate-contract", contract="desks", supplier="apex")
    asked = reads(council.store)
    found = asked.one("suppliers", "apex", asked.moment(DAY))
    assert found == {"supplier": "apex", "contracts": ["desks"], "frameworks": [], "state": "supplying", "decisions": [novated]}
    why = questions(council.store).why("suppliers", "apex", asked.moment(DAY))
    assert (why["contracts"], why["state"]) == ([novated], [registered, novated])


def test_a_correction_of_a_contract_is_listed_under_the_contract_and_not_under_its_borough_or_area() -> None:
    council = Council()
    registered = council.contract("ash", "desks", "2012-03-31")
    asked = reads(council.store)
    before = {kind: asked.one(kind, id_, asked.moment(DAY)) for kind, id_ in (("boroughs", "ash"), ("areas", "desktop"))}
    stated = council.at("2010-06-01").decisions[-1].decision.facts()
    corrected = council.of("ash", "2010-03-01", "rectify-decision", position=registered, data={**stated, "ends_on": "2012-04-30"})
    for kind, id_ in (("boroughs", "ash"), ("areas", "desktop")):
        assert asked.one(kind, id_, asked.moment(DAY)) == before[kind]
    contract = asked.one("contracts", "desks", asked.moment(DAY))
    assert contract is not None
    assert contract["decisions"] == [registered, corrected]
