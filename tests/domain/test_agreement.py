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
