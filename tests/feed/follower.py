"""A reader of the feed, as browsers are: when the stream breaks off it comes again, with the last `id` that it was told."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from urllib.parse import urlsplit

PATIENCE = 60  # seconds
EVENT = re.compile(rb"id: (\d+)\nevent: (\w+)\ndata: ([^\n]*)")


@dataclass(frozen=True)
class Told:
    """One event. `data`: its bytes."""

    position: int
    type: str
    data: bytes


def blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What stands between blank lines. The last is left out unless a blank line ends it, as the standard has it."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n\n")
        yield from whole


def told_in(chunks: Iterator[bytes]) -> Iterator[Told]:
    """The events of a stream; whatever else stands in it must be a comment, or say when to come again."""
    for block in blocks(chunks):
        found = EVENT.fullmatch(block)
        if found is not None:
            yield Told(int(found[1]), found[2].decode(), found[3])
        else:
            assert block.startswith((b":", b"retry: ")), block


@dataclass
class Follower:
    """Follows a feed on a thread of its own until it is left. `address`: where the server is now; it may move."""

    address: Callable[[], str]
    token: str
    query: str = ""
    told: list[Told] = field(default_factory=list)
    connected: int = 0
    strange: list[str] = field(default_factory=list)
    _changed: Condition = field(default_factory=Condition)
    _socket: socket.socket | None = None
    _over: Event = field(default_factory=Event)

    def __enter__(self) -> Follower:
        self._thread = Thread(target=self._follow, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with self._changed:
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for more
        self._thread.join(PATIENCE)

    def wait_for(self, position: int) -> list[Told]:
        """All that was told, once this position was."""
        with self._changed:
            reached = self._changed.wait_for(lambda: any(each.position >= position for each in self.told[-1:]), PATIENCE)
            assert reached, (position, self.told[-1:], self.strange)
            return list(self.told)

    def wait_until_connected(self, times: int) -> None:
        """Until it was let in so often."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.connected >= times, PATIENCE), self.strange

    def _follow(self) -> None:
        while not self._over.is_set():
            connection = http.client.HTTPConnection(urlsplit(self.address()).netloc, timeout=PATIENCE)
            try:
                self._read_once(connection)
            except (OSError, http.client.HTTPException):
                self._over.wait(0.05)  # the server is away
            finally:
                with self._changed:
                    self._socket = None
                connection.close()

    def _read_once(self, connection: http.client.HTTPConnection) -> None:
        connection.connect()
        with self._changed:
            self._socket = connection.sock
        headers = {"Authorization": f"Bearer {self.token}"}
        if self.told:
            headers["Last-Event-ID"] = str(self.told[-1].position)
        connection.request("GET", f"/v1/feed{self.query}", headers=headers)
        with connection.getresponse() as answer:
            if answer.status != 200:
                self.strange.append(answer.read().decode())
                self._over.wait(0.05)
                return
            with self._changed:
                self.connected += 1
                self._changed.notify_all()
            for event in told_in(iter(lambda: answer.read1(65536), b"")):
                with self._changed:
                    self.told.append(event)
                    self._changed.notify_all()
