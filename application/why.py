"""Why: the decisions that cause an answer, and no others.

A decision is a cause when the answer would be another without it. That is tried: each decision is left out once. So the list is
exact by construction, whatever the rules and views read, and it knows nothing of either.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from application.counterfactual import Course, Without
from application.moment import Moment, Replay, fold_at, without_strays
from application.noticing import Look, Noticing, changed
from domain.board.rectification import DecisionRectified
from domain.correction import as_corrected, in_order, newest_corrections
from domain.decision import Recorded
from domain.reach import RECTIFIED

Part = TypeVar("Part", bound=Hashable)
Question = Callable[[Replay], Mapping[Part, Any]]
"""Gives an answer in named parts, each a value that can be compared."""
_MISSING = object()
_DECISIONS: Look = "the decisions themselves"


def causes(known: Sequence[Recorded], moment: Moment, questions: Iterable[Question[Part]]) -> dict[Part, tuple[int, ...]]:
    """For each part of the answers the positions of the decisions without which it would be another, in ascending order.

    `known`: as stored, in any order, corrections among them: all that the answers read. Questions that rest on different decisions
    are best asked apart, for each is asked again only where a decision changes something that it read.
    """
    known = list(without_strays(sorted(known, key=lambda each: each.position)))  # what corrects nothing here causes nothing
    course = Course([each for each in in_order(known) if each.effective_on <= moment.as_of])
    asked = [_Asked(question, course, moment) for question in questions]
    resting_on: dict[Look, list[_Asked[Part]]] = {}
    for each in asked:
        for look in each.reads:
            resting_on.setdefault(look, []).append(each)
    found: dict[Part, list[int]] = {part: [] for each in asked for part in each.answer}
    for position, without in _each_left_out(known, course, moment):
        touched = asked
        if isinstance(without, Without):
            looks = (_DECISIONS, *changed(course, without))
            touched = list(dict.fromkeys(each for look in looks for each in resting_on.get(look, ())))
        if touched:
            replay = Replay(moment, without.decisions_in_order, without) if isinstance(without, Without) else without
            for each in touched:
                for part in each.changed_parts(replay):
                    found[part].append(position)
    return {part: tuple(sorted(positions)) for part, positions in found.items()}


class _Asked(Generic[Part]):
    """A question, what it looked at, and its answer with nothing left out."""

    def __init__(self, question: Question[Part], course: Course, moment: Moment) -> None:
        self._question = question
        fold = Noticing(course)
        self.answer = question(Replay(moment, _Noticed(course, fold.reads), fold))
        self.reads = fold.reads

    def changed_parts(self, without: Replay) -> Iterator[Part]:
        answer = self._question(without)
        return (part for part, value in self.answer.items() if answer.get(part, _MISSING) != value)


class _Noticed(tuple[Recorded, ...]):
    """The decisions of a course, which notices when they are read."""

    _reads: set[Look]

    def __new__(cls, course: Course, reads: set[Look]) -> _Noticed:
        noticed = super().__new__(cls, course.decisions_in_order)
        noticed._reads = reads
        return noticed

    def __iter__(self) -> Iterator[Recorded]:
        self._reads.add(_DECISIONS)
        return super().__iter__()


def _each_left_out(known: Sequence[Recorded], course: Course, moment: Moment) -> Iterator[tuple[int, Without | Replay]]:
    """For each decision its position, and what is without it."""
    steps = {recorded.position: step for step, recorded in enumerate(course.decisions_in_order)}
    for recorded in course.decisions_in_order:
        if recorded.type != RECTIFIED:
            yield recorded.position, Without(course, (steps[recorded.position],))
    by_position = {recorded.position: recorded for recorded in known}
    corrections: dict[int, list[Recorded]] = {}
    for recorded in known:
        if isinstance(recorded.decision, DecisionRectified):
            corrections.setdefault(recorded.decision.position, []).append(recorded)
    newest = newest_corrections(known)
    for at, ours in corrections.items():
        corrected = by_position.get(at)
        for left_out in ours:
            own = [steps[left_out.position]] if left_out.position in steps else []
            if corrected is None or newest[at] is not left_out:
                yield left_out.position, Without(course, own)  # it corrects nothing here, or no longer
            elif corrected.type == RECTIFIED:  # rare enough to fold everything again
                yield left_out.position, fold_at(moment, [each for each in known if each is not left_out])
            else:
                without = {position: each for position, each in newest.items() if position != at}
                instead = as_corrected(corrected, without | newest_corrections(each for each in ours if each is not left_out))
                was = [steps[at]] if at in steps else []
                yield left_out.position, Without(course, [*own, *was], instead if instead.effective_on <= moment.as_of else None)
