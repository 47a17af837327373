"""Clerks: each posts one request after another over HTTP, knows what was acknowledged, and asks again for what was not."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tests.crash.posts import BATCH, Desk, Post

PATIENCE = 60  # seconds that an answer, or a number of answers, may take
CLERKS = 8


@dataclass
class Book:
    """What all clerks together know.

    `expected`: how many decisions each posted key records. `acknowledged`: by key, the decisions (position, id, type) that were
    answered. `strange`: answers that nobody should get: a refusal, or to a repeat another receipt than the first one.
    """

    expected: dict[str, int] = field(default_factory=dict)
    acknowledged: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def expect(self, post: Post) -> None:
        """This is about to be sent."""
        with self.changed:
            self.expected |= post.keys

    def answer(self, key: str | None, status: int, document: dict[str, Any]) -> None:
        """The key was answered; None: the rest of a batch. "Not available now" is no acknowledgement, and nothing strange."""
        if status == 503:
            return
        decisions = [(each["position"], each["id"], each["type"]) for each in document.get("decisions", [])]
        with self.changed:
            if key is None or not decisions or self.acknowledged.setdefault(key, decisions) != decisions:
                self.strange.append(f"{document} for {key}, {self.acknowledged.get(key or '')}")
            self.changed.notify_all()

    def is_complete(self, post: Post) -> bool:
        """Whether all that is in the post was acknowledged."""
        with self.changed:
            return post.keys.keys() <= self.acknowledged.keys()

    def wait_for(self, more: int) -> None:
        """Wait until so many more keys are acknowledged than are now."""
        with self.changed:
            goal = len(self.acknowledged) + more
            assert self.changed.wait_for(lambda: len(self.acknowledged) >= goal, PATIENCE), "nothing is acknowledged any more"


@dataclass
class Clerk:
    """Posts in order. What was not acknowledged stays pending, and comes first the next time, under the same keys."""

    posts: Iterator[Post]
    book: Book
    pending: Post | None = None

    def work(self, address: str, going_home: threading.Event) -> None:
        """Post until it is time to go home, or something is not acknowledged."""
        connection = http.client.HTTPConnection(address, timeout=PATIENCE)
        try:
            while not going_home.is_set():
                self.pending = self.pending or next(self.posts)
                if not send(connection, self.pending, self.book):
                    return
                self.pending = None
        except (OSError, http.client.HTTPException):
            pass  # the other side is gone
        finally:
            connection.close()


def send(connection: http.client.HTTPConnection, post: Post, book: Book) -> bool:
    """Send a request and enter the answers in the book. Whether all that is in it was acknowledged."""
    book.expect(post)
    connection.request("POST", post.path, post.body, post.headers)
    response = connection.getresponse()
    if post.path != BATCH:
        (key,) = post.keys
        book.answer(key, response.status, json.loads(response.read()))
        return book.is_complete(post)
    for text in response:
        if text.endswith(b"\n"):  # else it was broken off
            outcome = json.loads(text)
            book.answer(outcome.get("key"), outcome["status"], outcome)
    return book.is_complete(post)


def is_acknowledged(address: str, post: Post, book: Book) -> bool:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection(address, timeout=PATIENCE)
    try:
        return send(connection, post, book)
    finally:
        connection.close()


def staff(desk: Desk, book: Book) -> list[Clerk]:
    """Seven clerks who post singly, and one who posts batches."""
    return [*(Clerk(desk.singles(number), book) for number in range(CLERKS - 1)), Clerk(desk.batches(CLERKS), book)]


class Shift:
    """All clerks at work at once. Leaving waits until each has stopped."""

    def __init__(self, clerks: list[Clerk], address: str) -> None:
        self._going_home = threading.Event()
        self._threads = [threading.Thread(target=clerk.work, args=(address, self._going_home), daemon=True) for clerk in clerks]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._going_home.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE)
            assert not thread.is_alive()
