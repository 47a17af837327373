"""What was read of versions, remembered: the same ones are asked for again and again, for other moments."""

from __future__ import annotations

from typing import Any

from application.keeping.kept import Kept

Key = tuple[Any, ...]
"""Kind, generation, id, place and `known_from`: a version that is never another, whatever is recorded later."""


class Remembered:
    """Some thousand of the versions that were read last. Safe to share between threads: what one forgets, another reads anew."""

    def __init__(self, most: int) -> None:
        self._most = most // 2
        self._young: dict[Key, Kept[Any]] = {}
        self._old: dict[Key, Kept[Any]] = {}

    def get(self, key: Key) -> Kept[Any] | None:
        """The version, if it is remembered."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.keep(key, found)
        return found

    def keep(self, key: Key, kept: Kept[Any]) -> None:
        """Remember a version; with too many, those that were not asked for lately are forgotten."""
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = kept
