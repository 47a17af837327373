"""The port through which several files go into one: a stream that holds no more of them than is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from application.record import canonical


@dataclass(frozen=True, slots=True)
class Member:
    """A file within an archive. `chunks` is read when its turn comes."""

    name: str
    chunks: Iterable[bytes]


Archive = Callable[[Iterable[Member]], Iterator[bytes]]
"""The bytes of a ZIP of these members, in their order."""


@dataclass
class Hashed:
    """Members that are passed on, with the SHA-256 and the length of each noted, for a manifest at the end."""

    files: dict[str, dict[str, object]] = field(default_factory=dict)

    def member(self, name: str, chunks: Iterable[bytes]) -> Member:
        """The member, noted when it has been read to its end."""
        return Member(name, self._noted(name, chunks))

    def manifest(self, **more: object) -> Member:
        """`manifest.json`: what was noted, and `more`."""
        return Member("manifest.json", iter([canonical({**more, "files": self.files}) + b"\n"]))

    def _noted(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        digest, length = sha256(), 0
        for chunk in chunks:
            digest.update(chunk)
            length += len(chunk)
            yield chunk
        self.files[name] = {"bytes": length, "sha256": digest.hexdigest()}
