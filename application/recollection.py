"""Recollection: what a process remembers of the record to answer sooner. Forgetting any of it changes no answer.

Records never change, so a parsed one is kept. Which objects a decision turned out to concern is kept as well: with it the first
read of the next one usually holds all that its boundary asks for. A boundary is exact all the same, for it is computed anew from
what was read.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TypeVar

from application.ports import Stored
from application.record import read_record
from domain.boundary import Boundary
from domain.decision import Decision, Recorded
from domain.judgement import Proposed, foresee

K = TypeVar("K")
V = TypeVar("V")


class _Newest(OrderedDict[K, V]):
    """The newest entries, at most `size` of them."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def keep(self, key: K, value: V) -> None:
        self[key] = value
        self.move_to_end(key)
        while len(self) > self.size:
            self.popitem(last=False)


class Recollection:
    """Shared by the threads of one process."""

    def __init__(self, records: int = 20_000, objects: int = 20_000) -> None:
        self._lock = Lock()
        self._records: _Newest[int, Recorded] = _Newest(records)
        self._concerned: _Newest[str, frozenset[str]] = _Newest(objects)

    def recorded(self, stored: Stored) -> Recorded:
        """The decision that a stored record holds."""
        with self._lock:
            known = self._records.get(stored.position)
        if known is not None:
            return known
        recorded = read_record(stored)
        with self._lock:
            self._records.keep(stored.position, recorded)
        return recorded

    def boundary(self, proposed: Proposed) -> Boundary:
        """What the command will probably have to know."""
        tags = set(proposed.decision.named())
        with self._lock:
            for tag in tuple(tags):
                tags |= self._concerned.get(tag, frozenset())
        return foresee(proposed, tags)

    def remember(self, decision: Decision, tags: frozenset[str]) -> None:
        """Note which objects a decision concerned, for each object that it names."""
        with self._lock:
            for tag in decision.named():
                kinds = ("area:", "supplier:", "migration:", "borough:") if tag.startswith("contract:") else ("area:", "migration:")
                if tag.startswith(("contract:", "migration:", "claim:", "framework:", "dispensation:")):
                    known = self._concerned.get(tag, frozenset())
                    self._concerned.keep(tag, known | {each for each in tags if each.startswith(kinds)})
