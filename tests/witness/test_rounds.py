"""The collector's rounds: slow witnesses are asked for the same seal, so that enough of them cosign one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp

from api.serving import address, listen
from api.witness import create_witness_app
from application.proof.add_checkpoint import parse_add_checkpoint
from application.proof.checkpoint import parse_checkpoint
from application.proof.keys import WITNESS, SigningKey, new_key
from application.proof.policy import parse_policy
from application.transparency import TransparencyLog
from application.witnessing import Answer, Witness
from infrastructure.postgres.cosignatures import PostgresCosignatures
from infrastructure.witness.attending import Ledger
from infrastructure.witness.checkpoints import SqliteCheckpoints
from infrastructure.witness.collector import Collector
from tests.sealing.conftest import Log, key, log
from tests.store.appending import PATIENCE_SECONDS, until

__all__ = ["key", "log"]  # fixtures


class HeldUp(Witness):
    """Notes which sizes it is asked for, and answers when it may."""

    def __init__(self, key: SigningKey, log: Log, path: Path) -> None:
        self.asked: list[int] = []
        self.may = Event()
        self.may.set()
        super().__init__([key], [log.key.verifier], SqliteCheckpoints(path), time.time)

    def add_checkpoint(self, body: bytes) -> Answer:
        self.asked.append(parse_checkpoint(parse_add_checkpoint(body).note.text).size)
        assert self.may.wait(PATIENCE_SECONDS)
        return super().add_checkpoint(body)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The application on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    with listen("127.0.0.1", 0) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield address(listening)
        server.should_exit = True
        thread.join()


@dataclass
class Round:
    """Witnesses a and b that answer when they may, c that nobody reaches, and a collector that needs two of them.

    `second`: another server's, which a test may start.
    """

    log: Log
    witnesses: dict[str, HeldUp]
    collector: Collector
    cosignatures: PostgresCosignatures
    second: Collector
    faults: list[Exception]

    def seal(self) -> None:
        self.log.record_many(1)
        assert self.log.sealer.seal() is not None
        self.collector.wake()

    def published(self) -> int:
        seal = self.cosignatures.published()
        return seal.size if seal else -1


@contextmanager
def rounds(log: Log, path: Path) -> Iterator[Round]:
    keys = {name: new_key(f"{name}.example", WITNESS) for name in ("a", "b", "c")}
    witnesses = {name: HeldUp(keys[name], log, path / name) for name in ("a", "b")}
    with ExitStack() as stack:
        urls = {name: stack.enter_context(served(create_witness_app(each))) for name, each in witnesses.items()}
        urls["c"] = "http://127.0.0.1:1"
        lines = [f"witness {name} {keys[name].verifier} {url}" for name, url in urls.items()]
        text = "\n".join([f"log {log.key.verifier}", *lines, "group two 2 a b c", "quorum two", ""])
        policy = parse_policy(text)
        cosignatures = PostgresCosignatures(log.recorder.reader, policy, text)
        transparency = TransparencyLog(log.sealed, cosignatures)
        faults: list[Exception] = []
        ledger = Ledger(transparency, cosignatures, log.key.name, [log.key.verifier])
        first, second = (Collector(ledger, policy, faults.append) for _ in range(2))
        for each in (first, second):
            stack.callback(each.close)
        first.start()
        yield Round(log, witnesses, first, cosignatures, second, faults)
        for held in witnesses.values():
            held.may.set()


def test_while_one_is_slow_all_are_asked_for_the_same_seal_and_then_for_the_newest(log: Log, tmp_path: Path) -> None:
    with rounds(log, tmp_path) as at:
        until(lambda: at.published() == 0)
        slow, quick = at.witnesses["b"], at.witnesses["a"]
        slow.may.clear()
        at.seal()
        until(lambda: quick.asked == slow.asked == [0, 1])
        for _ in range(3):
            at.seal()
        until(lambda: at.collector.standings[0].size == 1)
        assert (at.published(), quick.asked) == (0, [0, 1])
        slow.may.set()
        until(lambda: at.published() == 4)
        assert quick.asked == slow.asked == [0, 1, 4]
        assert at.collector.standings[2].fault
        assert at.faults == []


def test_a_collector_is_closed_while_a_witness_keeps_it_waiting(log: Log, tmp_path: Path) -> None:
    with rounds(log, tmp_path) as at:
        until(lambda: at.published() == 0)
        at.witnesses["b"].may.clear()
        at.seal()
        until(lambda: at.witnesses["b"].asked == [0, 1])
        at.collector.close()
        at.witnesses["b"].may.set()
        assert at.published() <= 1


def test_two_servers_of_one_ledger_do_not_take_each_other_for_a_fork(log: Log, tmp_path: Path) -> None:
    with rounds(log, tmp_path) as at:
        at.second.compare()
        at.second.start()
        for size in range(1, 11):
            at.seal()
            at.second.wake()
            until(lambda size=size: at.published() == size)  # type: ignore[misc]  # bound early
        standings = [each for collector in (at.collector, at.second) for each in collector.standings[:2]]
        assert [(each.alarm, each.fault) for each in standings] == [(None, "")] * 4
        assert at.faults == []
