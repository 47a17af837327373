"""Lines: a stream of bytes cut into the lines of NDJSON, with no line held that is longer than it may be."""

from __future__ import annotations

from dataclasses import dataclass

from api.bodies import LARGEST


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1, blank lines included. `text` is None for a line that is too long."""

    number: int
    text: bytes | None


class Splitter:
    """Feed it chunks as they come; it gives each line once it is whole. Blank lines are left out."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._too_long = False
        self._number = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """The lines that this chunk completes."""
        found: list[Line] = []
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            self._take(chunk[start:end])
            found += self.end()
            start = end + 1
        self._take(chunk[start:])
        return found

    def end(self) -> list[Line]:
        """The line that is being read, taken as whole: none if it is blank."""
        self._number += 1
        line = Line(self._number, None if self._too_long else bytes(self._rest).strip())
        self._rest.clear()
        self._too_long = False
        return [] if line.text == b"" else [line]

    def _take(self, part: bytes) -> None:
        if self._too_long:
            return
        self._rest += part
        if len(self._rest) > LARGEST:
            self._too_long = True
            self._rest.clear()
