"""Findings: what a walk of the history found wrong with a proposed decision: it is refused for that, or recorded as irregular."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from domain.authority import BOARD_ONLY
from domain.dates import spoken
from domain.decision import NOT_RECORDED, BrokenRule, Irregular, Recorded, Upset
from domain.fold import Fold
from domain.rule import STRUCTURAL, Rule
from domain.words import listed

CONTRADICTS = "history.contradicts-later"
BREAKS_RULE = "rectification.breaks-rule"
RECORD_IRREGULAR = "the joint board, by recording it as irregular"


@dataclass(slots=True)
class Findings:
    """The rules that the decision breaks itself, whether its actor may post it, and whom it upsets.

    `corrected`: for a rectification, the rules that what it corrects would break.
    `affected`: every later decision that could be upset, with all that it concerns, and the rules that were judged again.
    `end`: the fold of everything, with the decision in place.
    """

    own: list[BrokenRule] = field(default_factory=list)
    corrected: list[BrokenRule] = field(default_factory=list)
    authority: BrokenRule | None = None
    upset: list[tuple[Recorded, tuple[str, ...]]] = field(default_factory=list)
    affected: list[tuple[Recorded, list[Rule]]] = field(default_factory=list)
    end: Fold = field(default_factory=Fold)

    def in_the_way(self, *, irregular: bool, by_board: bool) -> tuple[BrokenRule, ...]:
        """Every rule that keeps the decision from being recorded; structural ones alone where there are any.

        `irregular`: it is asked to be recorded although gates are closed; `by_board`: by the board, which alone may ask that.
        """
        own = list(self._itself())
        contradicts = [_contradiction(self.upset)] if self.upset else []
        authority = self.authority
        if irregular and not by_board:
            authority = BrokenRule(BOARD_ONLY, "Only the board may record a decision as irregular.", who_can=(RECORD_IRREGULAR,))
        elif irregular and (own or contradicts):
            authority = None
        structural = [found for found in own if found.code in STRUCTURAL] + ([authority] if authority else [])
        if structural:
            return tuple(structural)
        if any(found.code in STRUCTURAL for found in self.corrected):
            return tuple(own)  # whom it would upset is judged on nothing where it cannot stand itself
        beyond_pardon = any(code in STRUCTURAL for _, codes in self.upset for code in codes)
        if irregular and not beyond_pardon:
            return ()
        return (*own, *contradicts)

    def named(self, reasons: str, corrected: int | None) -> Irregular | None:
        """What an irregular record carries: exactly what it broke and upset; None when that is nothing.

        `corrected`: the position of the decision that a rectification corrects. What that then breaks is named as upset by the
        rectification, for the corrected record stays as it is.
        """
        own = tuple(self._itself())
        upset = [Upset(recorded.position, codes) for recorded, codes in self.upset]
        if self.corrected and corrected is not None:
            upset.insert(0, Upset(corrected, tuple(dict.fromkeys(found.code for found in self.corrected))))
        return Irregular(reasons, own, tuple(upset)) if own or upset else None

    def _itself(self) -> Iterator[BrokenRule]:
        """The rules that the decision breaks itself, one for all that its correction would break."""
        for found in self.own:
            yield _without_itself(found)
        if self.corrected:
            yield _without_itself(_about_correction(self.corrected))


def _without_itself(found: BrokenRule) -> BrokenRule:
    return replace(found, decisions=tuple(position for position in found.decisions if position != NOT_RECORDED))


def _about_correction(broken: Sequence[BrokenRule]) -> BrokenRule:
    """One rule for all that the corrected decision would break at its date."""
    reasons = " ".join(f"{found.code}: {found.message}" for found in broken)
    causes = tuple(sorted({position for found in broken for position in found.decisions}))
    who = tuple(dict.fromkeys(who for found in broken for who in found.who_can))
    return BrokenRule(BREAKS_RULE, f"The corrected decision would have been refused. {reasons}", causes, who_can=who)


def _contradiction(upset: Sequence[tuple[Recorded, tuple[str, ...]]]) -> BrokenRule:
    named = listed(
        [
            f"decision {recorded.position} ({recorded.type}, {spoken(recorded.effective_on)}) break {' and '.join(codes)}"
            for recorded, codes in upset
        ]
    )
    positions = tuple(sorted(recorded.position for recorded, _ in upset))
    message = f"It would count before decisions already recorded, and make {named}."
    return BrokenRule(CONTRADICTS, message, positions, who_can=(RECORD_IRREGULAR,))
