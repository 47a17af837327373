"""Record a note: context that is nobody's decision, about the objects that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.decision import Decision, Recorded
from domain.fold import Fold
from domain.rule import ANY_MEMBER, Kind
from domain.words import Id, ObjectName, Prose


def _each_once(objects: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(objects)) != len(objects):
        raise ValueError("name each object only once")
    return objects


class NoteRecorded(Decision):
    note: Id
    text: Prose
    objects: Annotated[tuple[ObjectName, ...], Field(max_length=100), AfterValidator(_each_once)] = ()

    def named(self) -> Iterator[str]:
        yield f"note:{self.note}"
        yield from (each for each in self.objects if each != f"note:{self.note}")


@dataclass(frozen=True, slots=True)
class Note:
    text: str = ""
    objects: tuple[str, ...] = ()
    noted_on: date | None = None


def note(fold: Fold, decision: NoteRecorded, recorded: Recorded) -> None:
    fold.put(Note, decision.note, Note(decision.text, decision.objects, recorded.effective_on))


KINDS = (
    Kind(
        "record-note",
        NoteRecorded,
        ANY_MEMBER,
        "Record context that is nobody's decision: a review, an appointment, a disputed figure.",
        effect=note,
        registers="note",
    ),
)
