"""The port to the bytes of an export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Source(Protocol):
    """Where lines stand. It can be handed to another process."""

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the record's file."""
        ...

    def reader(self) -> Callable[[int, int], bytes]:
        """As `read`, for many readings of a line each."""
        ...
