"""Judgement: what a proposed decision would break, of its own rules and among the decisions that count after it.

The one invariant: a history is legal when every decision in it passes its rules against the fold of what was effective before
it.
A decision is therefore put in its place among all that its boundary holds, and that history is walked once, in order.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from domain.authority import may_not
from domain.board.dispensation import is_dispensed
from domain.boundary import Boundary
from domain.contract.contract import DECISIONS as CONTRACT_DECISIONS
from domain.decision import NOT_RECORDED, Actor, BrokenRule, Decision, Recorded
from domain.findings import Findings
from domain.fold import Fold
from domain.ground import NOTHING, Ground, Named
from domain.influence import Influence, affected_rules
from domain.reach import RECTIFIED, RULES, Reach, to_read_whole
from domain.registry import BY_TYPE, apply, folded, kind_of
from domain.rule import ANY_MEMBER, STRUCTURAL, Day, Kind, Rule, Who

UNKNOWN_DECISION = "rectification.unknown-decision"
DISPENSE = "the joint board, with grant-dispensation"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision that somebody asks to record.

    `irregular`: the board's reasons for recording it although gates are closed.
    `corrects`: for a rectification, the recorded decision that it names and, where that is a rectification itself, the one
    which that names, and so on; empty if there is none.
    """

    decision: Decision
    effective_on: date
    actor: Actor
    irregular: str | None = None
    corrects: tuple[Recorded, ...] = ()

    @property
    def kind(self) -> Kind:
        return kind_of(self.decision)

    @property
    def who(self) -> Who:
        """Who may post it; a rectification, whoever could post the original."""
        return BY_TYPE[self.corrects[-1].type].who if self.corrects else self.kind.who

    @property
    def is_correction(self) -> bool:
        return self.kind.type == RECTIFIED


@dataclass(frozen=True, slots=True)
class Verdict:
    """`needs`: the boundary that the verdict rests on; it is sound only if the past that was judged holds all of it.

    `broken`: every rule in the way; empty when `decisions` may be recorded. They have no position yet.
    """

    needs: Boundary
    broken: tuple[BrokenRule, ...]
    decisions: tuple[Recorded, ...] = ()


def consider(proposed: Proposed, past: Sequence[Recorded], ground: Ground = NOTHING) -> Verdict:
    """Judge a proposed decision against a part of the record (as stored, in any order).

    `ground`: nothing that the decision is, corrects or completes may count before it, neither as it stands nor as it would.
    """
    if proposed.is_correction and not proposed.corrects:
        unknown = BrokenRule(UNKNOWN_DECISION, "No decision stands at that position, so there is nothing to correct.")
        return Verdict(frozenset(), (unknown,))
    by_position = {recorded.position: recorded for recorded in (*past, *proposed.corrects)}
    before = ground.later(by_position.values())
    place = (proposed.effective_on, NOT_RECORDED)
    earlier = 0 if proposed.is_correction else bisect(before, place, key=lambda recorded: recorded.place)
    fold = ground.folded(before[:earlier])
    new = _in_place(proposed, fold, before[earlier:])
    after = ground.later([*by_position.values(), new]) if proposed.is_correction else [*before[:earlier], new, *before[earlier:]]
    influences = _influences(proposed, new, before, after, ground)
    findings = _walk(proposed, influences, after[earlier:], fold, _named(after, ground))
    needs = _needs(proposed, new, influences, after, findings)
    broken = findings.in_the_way(irregular=proposed.irregular is not None, by_board=proposed.actor.is_board)
    if broken:
        return Verdict(needs, broken)
    return Verdict(needs, (), tuple(_to_record(proposed, new, findings, after, ground)))


def foresee(proposed: Proposed, tags: Iterable[str]) -> Boundary:
    """The boundary that a decision with these tags will at least have, when nothing is known of the past."""
    new = _new(proposed, frozenset(tags))
    return _needs(proposed, new, [Influence(new, new.place, corrected=False)], [], Findings())


def judge(fold: Fold, judged: Recorded, rules: Iterable[Rule]) -> list[BrokenRule]:
    """The rules among `rules` that the decision breaks against this fold. A gate that a dispensation opens is not broken.

    Where a structural rule is broken only structural ones are listed: the rest would be judged on nothing.
    """
    rules = tuple(rules)
    structural = [found for rule in rules if rule.code in STRUCTURAL and (found := rule.judge(fold, judged))]
    if structural:
        return structural
    return [
        replace(found, who_can=(*found.who_can, DISPENSE))
        for rule in rules
        if rule.code not in STRUCTURAL and (found := rule.judge(fold, judged)) and not is_dispensed(fold, rule.code, judged)
    ]


def carried(history: Iterable[Recorded]) -> dict[int, set[str]]:
    """By position, the codes of the rules that irregular records name as broken: by that decision itself, or as upset."""
    named: dict[int, set[str]] = {}
    for recorded in history:
        if recorded.irregular is not None:
            named.setdefault(recorded.position, set()).update(broken.code for broken in recorded.irregular.broken)
            for upset in recorded.irregular.upset:
                named.setdefault(upset.decision, set()).update(upset.codes)
    return named


def _named(history: Iterable[Recorded], ground: Ground) -> Named:
    named = carried(history)
    return lambda position: {*named.get(position, ()), *ground.named(position)}


def _in_place(proposed: Proposed, fold: Fold, later: Sequence[Recorded]) -> Recorded:
    """The proposed decision in its place, with the tag of every object that it concerns.

    `fold`: what was effective before it; `later`: what counts after it.
    """
    if proposed.is_correction:
        return _new(proposed, proposed.corrects[0].tags)
    tags = {*proposed.decision.named(), *proposed.kind.concerns(fold, proposed.decision)}
    if later:
        # Not only what it concerns on its own date: a contract varied later concerns its new areas too.
        tags.update(proposed.kind.concerns(folded(later, fold.copy()), proposed.decision))
    return _new(proposed, frozenset(tags))


def _new(proposed: Proposed, tags: frozenset[str]) -> Recorded:
    return Recorded(NOT_RECORDED, proposed.decision, proposed.effective_on, proposed.actor, tags)


def _influences(
    proposed: Proposed, new: Recorded, before: Sequence[Recorded], after: Sequence[Recorded], ground: Ground
) -> list[Influence]:
    """What is different once the decision is in place: itself, or for a correction the decisions that it changes."""
    if not proposed.is_correction:
        return [Influence(new, new.place, corrected=False)]
    was = {recorded.position: recorded for recorded in before}
    original = proposed.corrects[-1].position
    changed = []
    for recorded in after:
        known = was.get(recorded.position, recorded)
        is_changed = (recorded.decision, recorded.effective_on) != (known.decision, known.effective_on)
        # The first may stay as it was (another correction of it counts, say); who may correct it is asked all the same.
        if is_changed or recorded.position == original:
            was_tagged = _concerning(known, ground.folded(_before(known, before))).tags
            tags = was_tagged | _concerning(recorded, ground.folded(_before(recorded, after))).tags
            changed.append(Influence(replace(recorded, tags=tags), min(recorded.place, known.place), corrected=True))
    return changed


def _concerning(recorded: Recorded, fold: Fold) -> Recorded:
    """A recorded decision with the tags of all that it concerns where it stands.

    It carries what it was known to concern when it was recorded: a variation backdated before it may have added a borough since.
    """
    concerned = frozenset(BY_TYPE[recorded.type].concerns(fold, recorded.decision))
    return recorded if concerned <= recorded.tags else replace(recorded, tags=recorded.tags | concerned)


def _before(place: Recorded, history: Sequence[Recorded]) -> Iterator[Recorded]:
    return (recorded for recorded in history if recorded.place < place.place)


def _needs(
    proposed: Proposed,
    new: Recorded,
    influences: Sequence[Influence],
    after: Sequence[Recorded],
    findings: Findings,
) -> Boundary:
    reach = Reach(findings.end)
    if proposed.is_correction:
        reach.own(proposed.kind, new.tags)
    for influence in influences:
        reach.own(BY_TYPE[influence.decision.type], influence.decision.tags)
        reach.upsets(influence.decision.type, influence.decision.tags, corrected=influence.corrected)
    who = proposed.who
    if who is ANY_MEMBER and proposed.actor.officer_of is not None:
        reach.add(("BoroughJoined", "BoroughWithdrew", RECTIFIED), frozenset({f"borough:{proposed.actor.officer_of}"}))
    for recorded, rules in findings.affected:
        for rule in rules:
            reach.rule(rule, recorded.tags)
    for contract in to_read_whole(after):
        reach.add((*CONTRACT_DECISIONS, RECTIFIED), frozenset({contract}))
    for recorded in after:
        if recorded.type == "BoroughWithdrew":
            reach.add((RECTIFIED,), frozenset(recorded.tagged("borough")))
    return reach.boundary()


def _walk(
    proposed: Proposed,
    influences: Sequence[Influence],
    steps: Sequence[Recorded],
    fold: Fold,
    named: Named,
) -> Findings:
    """Judge what is new or different, and whatever it could upset, each on what was effective before it.

    `fold`: all that was effective before `steps`.
    """
    findings = Findings(end=fold)
    start = min(influence.since for influence in influences)
    changed = {influence.decision.position for influence in influences}
    original = proposed.corrects[-1].position if proposed.corrects else NOT_RECORDED
    who = proposed.who
    for recorded in steps:
        if recorded.position == NOT_RECORDED or recorded.position in changed:
            broken = judge(fold, recorded, RULES[recorded.type])
            found_of = findings.own if recorded.position == NOT_RECORDED else findings.corrected
            found_of += [found for found in broken if found.code not in named(recorded.position)]
            is_known = not any(found.code in ("unknown.subject", "borough.unknown") for found in broken)
            if recorded.position == original and (is_known or not who.reads):
                findings.authority = may_not(fold, who, replace(recorded, actor=proposed.actor))
        elif recorded.place > start:
            concerning = _concerning(recorded, fold)
            rules = affected_rules(influences, concerning)
            if rules:
                findings.affected.append((concerning, rules))
            codes = {found.code for found in judge(fold, recorded, rules)} if rules else set()
            upset = tuple(code for code in _in_rule_order(recorded, codes) if code not in named(recorded.position))
            if upset:
                findings.upset.append((recorded, upset))
        apply(fold, recorded)
    return findings


def _in_rule_order(recorded: Recorded, codes: set[str]) -> Iterator[str]:
    return (code for code in dict.fromkeys(rule.code for rule in RULES[recorded.type]) if code in codes)


def _to_record(
    proposed: Proposed, new: Recorded, findings: Findings, after: Sequence[Recorded], ground: Ground
) -> Iterator[Recorded]:
    """The decision and what it completes. An irregular one carries exactly what it broke and upset."""
    irregular = None
    if proposed.irregular is not None:
        irregular = findings.named(proposed.irregular, proposed.corrects[-1].position if proposed.corrects else None)
    yield new if irregular is None else replace(new, irregular=irregular)
    if proposed.kind.completes is not None:
        for decision, effective_on in proposed.kind.completes(_days(after, new.effective_on, findings.end, ground), new):
            yield _following(proposed, decision, effective_on, after, findings.end, ground)


def _days(after: Sequence[Recorded], since: date, end: Fold, ground: Ground) -> Iterator[Day]:
    """Each day from that one on: its decisions, and the fold at its end. `end`: the fold of everything."""
    if after[-1].effective_on == since:  # mostly nothing counts later: then the fold need not be made again
        yield since, [recorded for recorded in after if recorded.effective_on == since], end
        return
    fold = ground.folded(())
    for on, of_day in groupby(after, key=lambda recorded: recorded.effective_on):
        decided = list(of_day)
        folded(decided, fold)
        if on >= since:
            yield on, decided, fold


def _following(
    proposed: Proposed, decision: Decision, effective_on: date, after: Sequence[Recorded], end: Fold, ground: Ground
) -> Recorded:
    fold = end
    if after[-1].effective_on > effective_on:
        fold = ground.folded(recorded for recorded in after if recorded.effective_on <= effective_on)
    tags = {*decision.named(), *kind_of(decision).concerns(fold, decision)}
    return Recorded(NOT_RECORDED, decision, effective_on, proposed.actor, frozenset(tags))
