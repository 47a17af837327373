"""Group commit: whoever comes first commits for all who came meanwhile.

A lone caller works on its own thread and waits for nobody. Callers that come while a group is being committed queue
up, and the first of them then commits one group for all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Generic, Protocol, TypeVar

from application.ports import Unavailable


class Ticket:
    """A caller's place in a group. `fault` is what became of it: None when it was done."""

    __slots__ = ("_wake", "fault", "leads")

    def __init__(self) -> None:
        self.fault: BaseException | None = None
        self.leads = False
        self._wake = Lock()  # the cheapest thing a thread can wait on; Event takes ten times as long
        self._wake.acquire()

    def wait(self, seconds: float) -> bool:
        """Wait for `wake`. False when the time passed first."""
        return self._wake.acquire(timeout=seconds)

    def wake(self) -> None:
        """Let the caller go on."""
        self._wake.release()


class Grouped(Protocol):
    """What is committed in groups."""

    ticket: Ticket

    @property
    def weight(self) -> int:
        """How much of a group it takes up."""
        ...


Request = TypeVar("Request", bound=Grouped)


class Group(Generic[Request]):
    """Commits requests in groups, one group at a time.

    `commit` does a group's work and leaves in each ticket its fault, if any. What it raises becomes the fault of all
    that have none. `most_waiting` bounds the queue, `heaviest` the sum of weights in a group (one request alone may
    exceed it).
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Request]], None],
        *,
        most_waiting: int = 1000,
        heaviest: int = 1000,
        patience: float = 60,
    ) -> None:
        self._commit = commit
        self._most_waiting = most_waiting
        self._heaviest = heaviest
        self._patience = patience
        self._mutex = Lock()
        self._waiting: deque[Request] = deque()
        self._busy = False
        self._closed = False
        self._idle = Event()  # set once, when the last request after `close` is done

    def submit(self, request: Request) -> None:
        """Return when the request is done. Raises its fault, or Unavailable if the queue is full or the time is up."""
        ticket = request.ticket
        with self._mutex:
            if self._closed:
                raise Unavailable("The store is closed. Nothing was recorded.")
            if len(self._waiting) >= self._most_waiting:
                raise Unavailable(f"{self._most_waiting} decisions are waiting to be recorded already. Nothing was recorded.")
            if self._busy:
                self._waiting.append(request)
            else:
                self._busy = ticket.leads = True
        if ticket.leads or self._await(request):
            self._lead(request)
        if ticket.fault is not None:
            raise ticket.fault

    @property
    def waiting(self) -> int:
        """How many requests wait for the next group."""
        return len(self._waiting)

    def close(self) -> None:
        """Refuse what comes from now on, and return when what came before is done, by those who wait for it."""
        with self._mutex:
            self._closed = True
            if not self._busy:
                return
        self._idle.wait()

    def _await(self, request: Request) -> bool:
        """Wait until the request is done (False) or is to lead the next group (True)."""
        if request.ticket.wait(self._patience):
            return request.ticket.leads
        with self._mutex:
            if request in self._waiting:
                self._waiting.remove(request)
                raise Unavailable(f"Waited {self._patience:.0f} s to be recorded. Nothing was recorded.")
        # It is in a group that is being committed, or was made leader this moment: what is under way has its own
        # time-outs.
        request.ticket.wait(-1)
        return request.ticket.leads

    def _lead(self, request: Request) -> None:
        group = self._take_group(request)
        try:
            self._commit(group)
        except BaseException as fault:
            for member in group:
                member.ticket.fault = member.ticket.fault or fault
            if not isinstance(fault, Exception):
                raise  # the leader's own thread is to end; the others hear why they were not recorded
        finally:
            self._hand_over()
            for member in group:
                if member is not request:
                    member.ticket.wake()

    def _take_group(self, request: Request) -> list[Request]:
        group = [request]
        weight = request.weight
        with self._mutex:
            while self._waiting and weight + self._waiting[0].weight <= self._heaviest:
                group.append(self._waiting.popleft())
                weight += group[-1].weight
        return group

    def _hand_over(self) -> None:
        with self._mutex:
            if not self._waiting:
                self._busy = False
                if self._closed:
                    self._idle.set()
                return
            successor = self._waiting.popleft()
        successor.ticket.leads = True
        successor.ticket.wake()
