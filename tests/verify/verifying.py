"""Verifying an export that stands in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import orjson

from application.verifying.export import Piece
from application.verifying.finding import Report
from application.verifying.ledger import Given, verify_export
from application.verifying.stretch import LINES
from tests.verify.exports import Made

A = TypeVar("A")
B = TypeVar("B")
NOW = 1_800_000_000.0


@dataclass(frozen=True)
class Bytes:
    """Implements `application.verifying.export.Source`."""

    data: bytes

    def read(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def reader(self) -> Callable[[int, int], bytes]:
        return self.read


@dataclass(frozen=True)
class InMemory:
    """Implements `application.verifying.export.Export`."""

    made: Made

    @property
    def source(self) -> Bytes:
        return Bytes(b"".join(record + b"\n" for record in self.made.records))

    def pieces(self) -> Iterator[Piece]:
        at, offset, source = 0, 0, self.source
        while part := self.made.records[at : at + LINES]:
            length = sum(len(record) + 1 for record in part)
            yield Piece(source, offset, length, at + 1, len(part))
            at, offset = at + LINES, offset + length

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        return iter(self.made.records[first - 1 : last])

    def member(self, name: str) -> bytes | None:
        return {"checkpoint": self.made.checkpoint.encode(), "policy": self.made.policy_text.encode()}.get(name)

    def batches(self, name: str, size: int) -> Iterator[Sequence[bytes]]:
        lines = iter([orjson.dumps(seal) for seal in self.made.seals])
        while name == "seals.jsonl" and (part := list(islice(lines, size))):
            yield part


def one_by_one(work: Callable[[A], B], things: Iterable[A]) -> Iterator[B]:
    return map(work, things)


def verified(made: Made, max_age: float | None = None) -> Report:
    """What is said of an export, under the policy that it was made for."""
    trusted = None if made.trusted is None else made.trusted.encode()
    return verify_export(InMemory(made), Given(made.policy, trusted, NOW, max_age=max_age), one_by_one, lambda _: None).report
