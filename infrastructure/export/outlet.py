"""Outlet: where writers of files write to, and streams are taken from."""

from __future__ import annotations

from collections import deque


class Outlet:
    """A file to write to, whose content is taken from it as it grows: no file at all, so nobody can go back in it.

    One thread may write while another takes.
    """

    def __init__(self) -> None:
        self._parts = deque[bytes]()
        self._length = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._length += len(data)
        return len(data)

    def tell(self) -> int:
        return self._length

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written can still be taken."""

    def take(self) -> bytes:
        """What was written since it was last taken."""
        return b"".join([self._parts.popleft() for _ in range(len(self._parts))])
