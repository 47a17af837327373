"""The calendar of deadlines: what a calendar program shows, with names that stay the same while dates change.

A deadline keeps its place when it is settled, so that a program which has shown it learns that it is cancelled. It is a pure
function of a replay, and reads what `application.deadlines` reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from application.deadlines import Deadline, Window, all_deadlines
from application.meeting_timetable import Diary, Timetable
from application.moment import Replay
from domain.dates import EARLIEST
from domain.decision import PROGRAMME
from domain.programme.programme import Programme

CORRECTING = 3
"""What one more decision raises a revision by: a correction can put off what counts already, and a correction of that, by two in
all. Even so the revision grows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`uid`: unique among all programmes, the same for ever. `revision`: grows with every decision on the deadline's object, when
    it is recorded and when it comes to count.

    `revised_by`: the newest of these decisions. `last_meeting`: the last that can still act, while the deadline stands.
    """

    uid: str
    revision: int
    revised_by: int
    deadline: Deadline
    last_meeting: Timetable | None

    @property
    def is_cancelled(self) -> bool:
        """Whether a decision landed after which there is nothing left to decide by that day."""
        return self.deadline.settled_by is not None


@dataclass(frozen=True, slots=True)
class DeadlineCalendar:
    title: str
    entries: tuple[Entry, ...]


def deadline_calendar(replay: Replay, window: Window) -> DeadlineCalendar:
    """The deadlines in a window, settled ones too, by date."""
    fold = replay.fold
    diary = Diary(fold, replay.moment.as_of)
    ahead: dict[str, list[int]] = {}
    for recorded in replay.ahead:
        for tag in recorded.tags:
            ahead.setdefault(tag, []).append(recorded.position)
    ledger = _ledger_id(replay)
    return DeadlineCalendar(
        title=f"{Programme.of(fold).title or 'No programme yet'}: deadlines",
        entries=tuple(_entry(deadline, replay, ahead, diary, ledger) for deadline in all_deadlines(fold, window)),
    )


def window_of(today: date, until: date) -> Window:
    """As far back as `until` lies ahead, so that what was announced is seen to be cancelled, or past."""
    return Window(today - min(until - today, today - EARLIEST), until)


def _entry(deadline: Deadline, replay: Replay, ahead: Mapping[str, Sequence[int]], diary: Diary, ledger: str) -> Entry:
    counting = replay.fold.decisions(deadline.object)
    # A correction that is to count later has its effect at once, so what is ahead revises the entry too.
    known = (*counting, *ahead.get(deadline.object, ()))
    name = [deadline.kind, deadline.object.replace(":", "."), *filter(None, [deadline.which])]
    stands = deadline.settled_by is None and deadline.on >= replay.moment.as_of
    return Entry(
        uid=f"{'.'.join(name)}@{ledger}",
        revision=CORRECTING * (len(known) - 1) + len(counting) - 1,
        revised_by=max(known),
        deadline=deadline,
        last_meeting=diary.last(deadline.on) if stands else None,
    )


def _ledger_id(replay: Replay) -> str:
    """The id of the decision that started the programme: no two ledgers share it."""
    started = replay.fold.registered(PROGRAMME)
    return next((recorded.id for recorded in replay.decisions if recorded.position == started), "ledger")
