"""The ledger: takes commands, decides each on all that its boundary holds, and records it exactly once or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from application.familiar import Familiar
from application.ports import BoundaryChanged, Store, Stored, TooLarge, Unavailable
from application.posted import Posted
from application.recollection import Recollection
from application.record import NewId
from application.sitting import Decided, Invalid, KeyReused, Refusal, Sitting, Stale
from domain.decision import Irregular

ATTEMPTS = 12
"""How often a command is decided anew when others decide inside its boundary meanwhile."""
TOGETHER = 200
"""At most so many commands of a batch are recorded in one transaction."""


class Contended(Exception):
    """Others decided inside the command's boundary each time before it could be recorded. Nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was recorded: (position, id, type) of each decision, in order. `replayed`: by an earlier post of the same command."""

    decisions: tuple[tuple[int, str, str], ...]
    replayed: bool = False
    irregular: Irregular | None = None

    @property
    def position(self) -> int:
        """The position of the first decision: the one that the command asks for."""
        return self.decisions[0][0]


Outcome = Receipt | Refusal
FAULTS = (Invalid, KeyReused, Stale, Contended, TooLarge, Unavailable)
"""Why a command may get no outcome: each is raised by `take`, and given for its line by `take_all`."""


class Ledger:
    """Safe to share between threads."""

    def __init__(self, store: Store, new_id: NewId) -> None:
        self.store = store
        self._new_id = new_id
        self._familiar = Familiar(store)
        self._recollection = Recollection()
        self._queue = Lock()

    def sitting(self) -> Sitting:
        """A new reading of the record, on which commands are decided one after another."""
        return Sitting(self._familiar, self._new_id, self._recollection)

    def take(self, posted: Posted) -> Outcome:
        """Decide a command and record it, or refuse it with every rule that it breaks.

        Raises Invalid, KeyReused, Stale, TooLarge, Unavailable; Contended after several conflicts in a row.
        """
        try:
            return self._decide_and_record(posted)
        except BoundaryChanged:
            # Somebody decided inside our boundary: what we read is no longer the whole truth. Many may be after the same thing:
            # from here on they go one by one, or each would only spoil the others' attempts.
            with self._queue:
                for _ in range(ATTEMPTS):
                    with suppress(BoundaryChanged):
                        return self._decide_and_record(posted)
        command = posted.kind.command
        raise Contended(f"{command} lost to other decisions {ATTEMPTS} times in a row; nothing was recorded. Try again.")

    def _decide_and_record(self, posted: Posted) -> Outcome:
        sitting = self.sitting()
        outcome = sitting.decide(posted)
        return outcome if isinstance(outcome, Refusal) else _receipt(outcome, sitting.minute())

    def rehearse(self, posted: Posted) -> Outcome:
        """What `take` would answer now, under all the rules, with nothing recorded. Positions are what they would be.

        Raises Invalid, KeyReused, Stale, Unavailable.
        """
        outcome = self.sitting().decide(posted)
        return outcome if isinstance(outcome, Refusal) else _receipt(outcome)

    def take_all(self, commands: Iterable[Posted | Exception], *, stop_on_refusal: bool = False) -> Iterator[Outcome | Exception]:
        """Take commands in order, many in one transaction, and give the outcome of each in the same order.

        What could not be read as a command comes as the exception that says why, and is given back in its place.

        A refused or faulty command does not stop the rest, unless `stop_on_refusal`: then it is the last that is answered.
        """
        for group in _groups(commands):
            for outcome in self._take_group(group, stop_on_refusal):
                yield outcome
                if stop_on_refusal and not isinstance(outcome, Receipt):
                    return

    def _take_group(self, group: Sequence[Posted | Exception], stop: bool) -> Iterable[Outcome | Exception]:
        if len(group) > 1:
            for _ in range(ATTEMPTS):
                sitting = self.sitting()
                outcomes = _decide_all(sitting, group, stop)
                try:
                    recorded = iter(sitting.minute())
                except BoundaryChanged:
                    continue
                except (TooLarge, Unavailable):
                    break  # whose fault it is, is told one by one
                return [_receipt(each, _of(each, recorded)) if isinstance(each, Decided) else each for each in outcomes]
        return (self._take_one(posted) for posted in group)

    def _take_one(self, posted: Posted | Exception) -> Outcome | Exception:
        if isinstance(posted, Exception):
            return posted
        try:
            return self.take(posted)
        except FAULTS as fault:
            return fault


def _decide_all(sitting: Sitting, group: Sequence[Posted | Exception], stop: bool) -> list[Decided | Refusal | Exception]:
    outcomes: list[Decided | Refusal | Exception] = []
    sitting.read_for(posted for posted in group if isinstance(posted, Posted))
    for posted in group:
        try:
            outcomes.append(posted if isinstance(posted, Exception) else sitting.decide(posted))
        except (Invalid, KeyReused, Stale) as fault:
            outcomes.append(fault)
        if stop and not isinstance(outcomes[-1], Decided):
            break
    return outcomes


def _groups(commands: Iterable[Posted | Exception]) -> Iterator[list[Posted | Exception]]:
    group: list[Posted | Exception] = []
    for posted in commands:
        group.append(posted)
        if len(group) == TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _of(decided: Decided, recorded: Iterator[Stored]) -> list[Stored]:
    """As much of what the whole group recorded as this command did: nothing, when it was recorded before."""
    return [] if decided.replayed else list(islice(recorded, len(decided.decisions)))


def _receipt(decided: Decided, stored: Sequence[Stored] = ()) -> Receipt:
    """The receipt; positions as the store gave them, or as they were foreseen."""
    positions = [each.position for each in stored] or [each.position for each in decided.decisions]
    decisions = tuple((at, each.id, each.type) for at, each in zip(positions, decided.decisions, strict=True))
    return Receipt(decisions, decided.replayed, decided.decisions[0].irregular)
