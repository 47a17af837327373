"""A log that makes checkpoints and proofs of any sizes, and a witness that knows it, on a real file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from api.witness import create_witness_app
from application.proof.add_checkpoint import add_checkpoint
from application.proof.cosignature import cosigned_at, is_cosigned
from application.proof.keys import LOG, WITNESS, SigningKey, new_key
from application.proof.note import parse_note
from application.proof.tree import Edge, Hash, consistency_proof, leaf_hash
from application.sealing import checkpoint_note
from application.witnessing import Witness
from infrastructure.witness.checkpoints import SqliteCheckpoints

ORIGIN = "ledger.example/v1/log"


@dataclass
class Tree:
    """A log of `name`d leaves: two of other names have other histories."""

    key: SigningKey
    name: str = "honest"

    def root(self, size: int) -> Hash:
        return self._span(0, size) if size else Edge().root()

    def note(self, size: int) -> str:
        return str(checkpoint_note(self.key.name, size, self.root(size), [self.key]))

    def proof(self, old: int, new: int) -> list[Hash]:
        return consistency_proof(old, new, self._span) if 0 < old < new else []

    def request(self, old: int, new: int) -> bytes:
        """What an honest collector sends for a witness that holds `old`."""
        return add_checkpoint(old, self.proof(old, new), self.note(new)).encode()

    def _span(self, low: int, high: int) -> Hash:
        edge = Edge()
        for position in range(low, high):
            edge.append(leaf_hash(f"{self.name} {position}".encode()))
        return edge.root()


@dataclass
class Asking:
    """A witness over its HTTP application, and its clock, which a test may set."""

    witness: Witness
    checkpoints: SqliteCheckpoints
    now: list[float]
    prefix: str = "/w"
    client: httpx2.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        app = create_witness_app(self.witness, self.prefix)
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://witness.example")

    def post(self, body: bytes) -> httpx2.Response:
        return asyncio.run(self.client.post(f"{self.prefix}/add-checkpoint", content=body))

    def get(self, path: str) -> httpx2.Response:
        return asyncio.run(self.client.get(f"{self.prefix}{path}"))

    def time_of(self, answer: httpx2.Response, note: str) -> int:
        """The time in a cosignature, which is good."""
        assert answer.status_code == 200, answer.text
        signed = parse_note(f"x\n\n{answer.text}".encode())
        (line,) = signed.signatures
        assert is_cosigned(parse_note(note.encode()).text, line, self.witness.keys[0].verifier)
        return cosigned_at(line)


@pytest.fixture(scope="session")
def tree() -> Tree:
    return Tree(new_key(ORIGIN, LOG))


@pytest.fixture
def fork(tree: Tree) -> Tree:
    """The same key over another history."""
    return Tree(tree.key, "forged")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., Asking]]:
    """Makes a witness that knows these logs, on one file for the whole test."""
    key = new_key("witness.example", WITNESS)
    opened: list[SqliteCheckpoints] = []

    def make(*logs: SigningKey) -> Asking:
        checkpoints, now = SqliteCheckpoints(tmp_path / "witness.sqlite"), [1_800_000_000.0]
        opened.append(checkpoints)
        return Asking(Witness([key], [log.verifier for log in logs], checkpoints, lambda: now[0]), checkpoints, now)

    yield make
    for checkpoints in opened:
        checkpoints.close()


@pytest.fixture
def asking(made: Callable[..., Asking], tree: Tree) -> Asking:
    return made(tree.key)
