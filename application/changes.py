"""Changes: what differs between two moments, under four heads: what a secretary puts before the next board.

`decided`: it came to count after the first date. `learned_late`: it counted by the first date already, but was recorded after the
first moment of knowledge. `corrected`: known at the first moment, and rectified since. `lapsed`: it passed by itself.
The answer rests on records up to the second moment of knowledge alone, and those never change: so it stays the same for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from application.lapses import lapses
from application.moment import Moment, fold_at
from application.sentences import about, said, sentence
from application.views.view import Document
from domain.board.rectification import DecisionRectified
from domain.correction import in_order
from domain.dates import spoken
from domain.decision import Recorded
from domain.fold import Fold
from domain.reach import RECTIFIED

HEADS = ("decided", "learned_late", "corrected", "lapsed")


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. `on`: from when the decision counts, or the last day of what lapsed."""

    on: date
    positions: tuple[int, ...]
    object: str
    sentence: str

    def document(self) -> Document:
        return {
            "date": self.on.isoformat(),
            "object": self.object,
            "sentence": self.sentence,
            "decisions": list(self.positions),
        }


def changes(
    known: Sequence[Recorded],
    first: Moment,
    last: Moment,
    fold: Fold | None = None,
    on_what_lapses: Sequence[Recorded] | None = None,
) -> dict[str, list[Document]]:
    """The lines under each head, by date, then by decision.

    `known`: as stored, all that was known at the last moment (which is not before the first in either time). Reads decisions that
    count or were recorded between the two, all on contracts, frameworks and dispensations, and what gives objects their titles.
    Where only the first of these are given: `on_what_lapses` and `fold`, the fold of the last moment.
    """
    between = _Between(known, first, last, fold or fold_at(last, known).fold)
    heads: dict[str, list[Line]] = {
        "decided": list(between.decided()),
        "learned_late": list(between.learned_late()),
        "corrected": list(between.corrected()),
        "lapsed": [
            Line(lapse.last_day, positions, lapse.tag, lapse.sentence)
            for lapse, positions in lapses(known if on_what_lapses is None else on_what_lapses, first.as_of, last).items()
        ],
    }
    return {
        head: [line.document() for line in sorted(lines, key=lambda line: (line.on, line.positions, line.sentence))]
        for head, lines in heads.items()
    }


class _Between:
    """Two moments, and what is known at the second."""

    def __init__(self, known: Sequence[Recorded], first: Moment, last: Moment, fold: Fold) -> None:
        self._first, self._last = first, last
        self._fold = fold
        fold.expect_objects(tag for each in known for tag in each.decision.named())
        self._now = {each.position: each for each in in_order(known)}
        self._then = {each.position: each for each in in_order(each for each in known if each.position <= first.position)}
        self._corrected = _corrected(known)

    def decided(self) -> Iterator[Line]:
        return (self._line(each) for each in self._new() if each.effective_on > self._first.as_of)

    def learned_late(self) -> Iterator[Line]:
        late = (each for each in self._new() if each.effective_on <= self._first.as_of)
        # One known all along counts earlier than it did because it was corrected: it is told under that head.
        return (self._line(each) for each in late if each.position > self._first.position)

    def corrected(self) -> Iterator[Line]:
        for root, corrections in self._corrected.values():
            for n, correction in enumerate(corrections):
                if self._is_news(root, correction):
                    told = self._told(_as_corrected(root, corrections[:n]), _as_corrected(root, corrections[: n + 1]))
                    yield Line(correction.effective_on, (root.position, correction.position), about(root), told)

    def _new(self) -> Iterator[Recorded]:
        """What counts at the last moment, and did not at the first; but for corrections."""
        for position, recorded in self._now.items():
            if recorded.type != RECTIFIED and self._counts_now(position) and not self._counted_then(position):
                yield recorded

    def _counts_now(self, position: int) -> bool:
        return self._now[position].effective_on <= self._last.as_of

    def _counted_then(self, position: int) -> bool:
        then = self._then.get(position)
        return then is not None and then.effective_on <= self._first.as_of

    def _is_news(self, root: Recorded, correction: Recorded) -> bool:
        """Whether it was recorded between the two about something known at the first; or, known all along, decided between."""
        if correction.position <= self._first.position:
            return self._first.as_of < correction.effective_on <= self._last.as_of
        known_then = root.position <= self._first.position
        return known_then and (self._counted_then(root.position) or self._counts_now(root.position))

    def _line(self, recorded: Recorded) -> Line:
        _, corrections = self._corrected.get(recorded.position, (recorded, []))
        positions = (recorded.position, *(each.position for each in corrections))
        told = sentence(self._fold, recorded.decision)
        if recorded.irregular is not None:
            told += " It is recorded as irregular."
        return Line(recorded.effective_on, positions, about(recorded), told)

    def _told(self, before: Recorded, after: Recorded) -> str:
        facts = [
            f"{name.replace('_', ' ')} {said(value)}, not {said(was)}"
            for name in type(after.decision).model_fields
            if (value := getattr(after.decision, name)) != (was := getattr(before.decision, name))
        ]
        if after.effective_on != before.effective_on:
            facts.append(f"it counts from {spoken(after.effective_on)}, not from {spoken(before.effective_on)}")
        read = sentence(self._fold, before.decision)
        return f"Decision {after.position} was corrected: {'; '.join(facts) or 'nothing differs'}. It read: {read}"


def _corrected(known: Sequence[Recorded]) -> dict[int, tuple[Recorded, list[Recorded]]]:
    """By position every decision that was corrected, with its corrections and theirs, in the order of recording."""
    by_position = {each.position: each for each in known}
    found: dict[int, tuple[Recorded, list[Recorded]]] = {}
    for correction in sorted(known, key=lambda each: each.position):
        root = correction
        while isinstance(root.decision, DecisionRectified):
            root = by_position[root.decision.position]
        if root is not correction:
            found.setdefault(root.position, (root, []))[1].append(correction)
    return found


def _as_corrected(root: Recorded, corrections: Sequence[Recorded]) -> Recorded:
    return next(each for each in in_order([root, *corrections]) if each.position == root.position)
