"""A crowd: processes of several threads that post commands at the same moment, each process with a ledger of its own."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import Self

from uuid_utils.compat import uuid7

from application.ledger import FAULTS, Ledger, Outcome, Receipt
from application.ports import BoundaryChanged, Draft, Past, Store, Stored
from application.sitting import Refusal
from application.submission import read_line
from domain.boundary import Boundary
from domain.decision import Actor
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore

PROCESSES = 2
SEATS = 16
PATIENCE = 60  # seconds; who waits longer waits for somebody who failed
READY = "ready"
LOADER = Actor("loader", frozenset({"operator"}))

Turn = tuple[bytes, ...]
"""What one seat posts at once: one command singly, several as a batch."""


@dataclass(frozen=True)
class Answer:
    """What became of a command. `fault`: the name of the exception; `conflicts`: of the whole turn."""

    decisions: tuple[tuple[int, str, str], ...] = ()
    replayed: bool = False
    broken: tuple[str, ...] = ()
    fault: str | None = None
    conflicts: int = 0

    @property
    def recorded(self) -> bool:
        """Whether this very post was recorded."""
        return bool(self.decisions) and not self.replayed


class Meeting:
    """A store that counts conflicts, and holds a first append until all who meet at `barrier` have decided as well."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = threading.local()

    def begin(self, barrier: Barrier | None) -> None:
        """The calling thread begins a turn."""
        self._turn.barrier = barrier
        self._turn.conflicts = 0

    @property
    def conflicts(self) -> int:
        """How often the calling thread's turn had to be decided anew."""
        return int(self._turn.conflicts)

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        """See the port."""
        barrier, self._turn.barrier = self._turn.barrier, None
        if barrier is not None:
            barrier.wait(PATIENCE)
        try:
            return self._store.append(drafts, unless=unless, after=after)
        except BoundaryChanged:
            self._turn.conflicts += 1
            raise

    def read(
        self,
        boundary: Boundary | None,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Past:
        """See the port."""
        return self._store.read(boundary, after=after, until=until, limit=limit, backwards=backwards)

    def stream(self, boundary: Boundary | None, *, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """See the port."""
        return self._store.stream(boundary, after=after, until=until)

    def head(self) -> int:
        """See the port."""
        return self._store.head()

    def wait(self, position: int, seconds: float) -> bool:
        """See the port."""
        return self._store.wait(position, seconds)


@dataclass(frozen=True)
class Round:
    """The turns of one process's seats; with whom each starts a turn; whether they meet again when each has read and decided."""

    turns: dict[int, Sequence[Turn]]
    everybody: bool
    decide_together: bool


@dataclass
class Crowd:
    """Sixteen seats in two processes. Seats 0 and 1 are neighbours, 2 and 3, and so on: always in different processes.

    Neighbours, or everybody, start every turn together. What happens then is left to chance, unless they `decide_together`.
    """

    url: str
    pipes: list[Connection] = field(default_factory=list)
    processes: list[multiprocessing.process.BaseProcess] = field(default_factory=list)

    def __enter__(self) -> Self:
        spawn = multiprocessing.get_context("spawn")
        barriers = [*(spawn.Barrier(2) for _ in range(SEATS // 2)), spawn.Barrier(SEATS)]
        for _ in range(PROCESSES):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_serve, args=(self.url, theirs, barriers), daemon=True)
            process.start()
            theirs.close()
            self.pipes.append(ours)
            self.processes.append(process)
        for pipe in self.pipes:
            assert pipe.recv() == READY
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        for pipe in self.pipes:
            pipe.close()  # ends the process
        for process in self.processes:
            process.join(PATIENCE)
            process.kill()
            process.join()

    def post(
        self, turns: Sequence[Sequence[Turn]], *, everybody: bool = False, decide_together: bool = False
    ) -> list[list[list[Answer]]]:
        """Let the seats take their turns, and give the answers by seat, turn and command.

        `turns`: for each seat, in order; as many as those have with whom it starts.
        """
        for number, pipe in enumerate(self.pipes):
            own = {seat: turns[seat] for seat in range(number, SEATS, PROCESSES)}
            pipe.send(Round(own, everybody, decide_together))
        by_seat: dict[int, list[list[Answer]]] = {}
        for pipe in self.pipes:
            by_seat |= pipe.recv()
        assert [len(by_seat[seat]) for seat in range(SEATS)] == [len(own) for own in turns], "a seat failed: see its traceback"
        return [by_seat[seat] for seat in range(SEATS)]

    def race(self, pairs: Sequence[tuple[bytes, bytes]], *, decide_together: bool) -> list[tuple[Answer, Answer]]:
        """Post both commands of each pair at the same moment, eight pairs at a time. Gives the answers by pair."""
        lanes = SEATS // 2
        turns: list[list[Turn]] = [[] for _ in range(SEATS)]
        for number, pair in enumerate(pairs):
            # Who sits where alternates, lest one process be the faster in every race.
            for side, command in enumerate(pair):
                turns[2 * (number % lanes) + (side + number // lanes) % 2].append((command,))
        found = self.post(turns, decide_together=decide_together)
        return [self._answers_to(found, number) for number in range(len(pairs))]

    @staticmethod
    def _answers_to(found: list[list[list[Answer]]], number: int) -> tuple[Answer, Answer]:
        turn, lane = divmod(number, SEATS // 2)
        first, second = found[2 * lane + turn % 2][turn][0], found[2 * lane + (turn + 1) % 2][turn][0]
        return first, second


def _serve(url: str, pipe: Connection, barriers: Sequence[Barrier]) -> None:
    """A process of the crowd: takes rounds until the pipe is closed."""
    with closing(PostgresRecorder(Database(url))) as recorder:
        meeting = Meeting(PostgresStore(recorder))
        ledger = Ledger(meeting, lambda: str(uuid7()))
        pipe.send(READY)
        while True:
            try:
                round_ = pipe.recv()
            except EOFError:
                return
            answers: dict[int, list[list[Answer]]] = {}
            threads = [
                threading.Thread(
                    target=_sit, args=(ledger, meeting, round_, seat, barriers[-1 if round_.everybody else seat // 2], answers)
                )
                for seat in round_.turns
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            pipe.send(answers)


def _sit(
    ledger: Ledger, meeting: Meeting, round_: Round, seat: int, barrier: Barrier, answers: dict[int, list[list[Answer]]]
) -> None:
    """One seat takes its turns."""
    found = answers.setdefault(seat, [])
    for turn in round_.turns[seat]:
        posted = [read_line(command, LOADER) for command in turn]
        meeting.begin(barrier if round_.decide_together else None)
        barrier.wait(PATIENCE)
        outcomes: list[Outcome | Exception]
        try:
            outcomes = [ledger.take(posted[0])] if len(posted) == 1 else list(ledger.take_all(posted))
        except FAULTS as fault:
            outcomes = [fault]
        found.append([_answer(outcome, meeting.conflicts) for outcome in outcomes])


def _answer(outcome: Outcome | Exception, conflicts: int) -> Answer:
    if isinstance(outcome, Receipt):
        return Answer(outcome.decisions, outcome.replayed, conflicts=conflicts)
    if isinstance(outcome, Refusal):
        return Answer(broken=tuple(broken.code for broken in outcome.broken), conflicts=conflicts)
    return Answer(fault=f"{type(outcome).__name__}: {outcome}", conflicts=conflicts)
