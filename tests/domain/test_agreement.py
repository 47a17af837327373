"""When a specification is agreed."""

from __future__ import annotations

from tests.domain.programme import Programme


def test_an_irregular_approval_of_a_superseded_version_approves_nothing_of_the_current_one() -> None:
    programme = Programme()
    programme.propose("desks", "desktop", "ash", "birch")
    programme.officer("ash", 2, "propose-specification", migration="desks", version=2, title="Spec", sha256="1" * 64)
    programme.agree("desks", "ash", version=2, on=3)
    programme.irregular(4, "approve-specification", migration="desks", version=1, borough="birch")
    assert programme.refused("ash", 5, "move-borough", migration="desks", borough="ash") == ["specification.not-agreed"]


def test_an_agreement_counts_from_the_end_of_a_day_on_which_a_party_also_objected() -> None:
    programme = Programme()
    programme.propose("desks", "desktop", "ash", "birch")
    programme.agree("desks", "ash", on=3)
    programme.officer("birch", 3, "object-to-specification", migration="desks", version=1, borough="birch")
    programme.officer("ash", 3, "object-to-specification", migration="desks", version=1, borough="ash")
    since = programme.ledger.store.head()
    programme.agree("desks", "birch", on=3)
    assert programme.types(since) == ["SpecificationApproved"]
    programme.agree("desks", "ash", on=4)
    assert programme.types(since)[1:] == ["SpecificationApproved", "SpecificationAgreed"]


def test_an_agreement_is_never_dated_before_an_objection_of_the_same_day_that_undid_it() -> None:
    programme = Programme()
    programme.propose("desks", "desktop", "ash", "birch")
    programme.agree("desks", "ash", on=3)
    programme.officer("birch", 3, "object-to-specification", migration="desks", version=1, borough="birch")
    since = programme.ledger.store.head()
    programme.agree("desks", "birch", on=2)
    assert programme.types(since) == ["SpecificationApproved"]


def test_a_specification_backdated_before_irregular_approvals_of_it_would_count_one_of_them_twice() -> None:
    programme = Programme()
    programme.propose("desks", "desktop", "ash", "birch")
    for day in (4, 5):
        programme.irregular(day, "approve-specification", migration="desks", version=2, borough="birch")
    proposal = {"migration": "desks", "version": 2, "title": "Spec", "sha256": "2" * 64}
    assert programme.refused("ash", 3, "propose-specification", **proposal) == ["history.contradicts-later"]
