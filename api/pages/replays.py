"""Replays: the last few moments that pages asked for, so that a page and the next one on the same moment fold them once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from application.moment import Moment, Replay
from application.reads import Reads

MOST = 6
"""A replay of a large programme takes hundreds of megabytes; of most, a few."""


class Replays:
    """Safe to share between threads: a replay is only read."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._found: OrderedDict[tuple[object, int, bool], Replay] = OrderedDict()
        self._lock = Lock()

    def at(self, moment: Moment, *, going_on: bool = False) -> Replay:
        """Everything at a moment; `going_on`: without what is over. Raises Unavailable."""
        key = (moment.as_of, moment.position, going_on)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        replay = self._reads.going_on(moment) if going_on else self._reads.replay(moment)
        with self._lock:
            self._found[key] = replay
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return replay
