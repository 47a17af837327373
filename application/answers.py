"""Answers that are remembered: of questions whose answer can never be another, because they name both their times."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Answers(Generic[Answer]):
    """The last ones told, `most` of them. Safe to share between threads; nobody changes what is told."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._known: OrderedDict[Hashable, Answer] = OrderedDict()

    def told(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """The answer to a question, found when nobody asked it lately."""
        with self._lock:
            if question in self._known:
                self._known.move_to_end(question)
                return self._known[question]
        found = answer()
        with self._lock:
            self._known[question] = found
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found
