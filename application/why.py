"""Why: the decisions that cause an answer, and no others.

A decision is a cause when the answer would be another without it. That is tried: each decision is left out once. So the list is
exact by construction, whatever the rules and views read, and it knows nothing of either.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from application.counterfactual import Course, Mark, Without
from application.moment import Moment, Replay, fold_at
from domain.correction import in_order
from domain.decision import Recorded
from domain.reach import RECTIFIED

Part = TypeVar("Part", bound=Hashable)
Question = Callable[[Replay], Mapping[Part, Any]]
"""Gives an answer in named parts, each a value that can be compared."""
_MISSING = object()
_DECISIONS: Mark = "the decisions themselves"


def causes(known: Sequence[Recorded], moment: Moment, questions: Iterable[Question[Part]]) -> dict[Part, tuple[int, ...]]:
    """For each part of the answers the positions of the decisions without which it would be another, in ascending order.

    `known`: as stored, in any order, corrections among them: all that the answers read. Questions that rest on different decisions
    are best asked apart, for each is asked again only where a decision changes something that it read.
    """
    course = Course([each for each in in_order(known) if each.effective_on <= moment.as_of])
    asked = [_Asked(question, course, moment) for question in questions]
    found: dict[Part, list[int]] = {part: [] for each in asked for part in each.answer}
    for position, without, changed in _each_left_out(known, course, moment):
        for each in asked:
            if changed is None or not each.reads.isdisjoint(changed):
                for part in each.changed_parts(without):
                    found[part].append(position)
    return {part: tuple(sorted(positions)) for part, positions in found.items()}


class _Asked(Generic[Part]):
    """A question, what it read of the fold, and its answer with nothing left out."""

    def __init__(self, question: Question[Part], course: Course, moment: Moment) -> None:
        self._question = question
        course.reads = set()
        self.answer = question(Replay(moment, _Noticed(course), course))
        self.reads = course.reads

    def changed_parts(self, without: Replay) -> Iterator[Part]:
        answer = self._question(without)
        return (part for part, value in self.answer.items() if answer.get(part, _MISSING) != value)


class _Noticed(tuple[Recorded, ...]):
    """The decisions of a course, which notices when they are read."""

    _course: Course

    def __new__(cls, course: Course) -> _Noticed:
        noticed = super().__new__(cls, course.decisions_in_order)
        noticed._course = course
        return noticed

    def __iter__(self) -> Iterator[Recorded]:
        self._course.reads.add(_DECISIONS)
        return super().__iter__()


def _each_left_out(
    known: Sequence[Recorded], course: Course, moment: Moment
) -> Iterator[tuple[int, Replay, frozenset[Mark] | None]]:
    """For each decision its position, the replay without it, and all that then reads otherwise (None: perhaps everything)."""
    for step, left_out in enumerate(course.decisions_in_order):
        if left_out.type != RECTIFIED:
            without = Without(course, step)
            others = course.decisions_in_order[:step] + course.decisions_in_order[step + 1 :]
            yield left_out.position, Replay(moment, others, without), without.changed | {_DECISIONS}
    for left_out in known:
        # Without a correction another decision has other facts, and perhaps another place among the rest.
        if left_out.type == RECTIFIED:
            yield left_out.position, fold_at(moment, [each for each in known if each.position != left_out.position]), None
