"""A sealer killed at any step, several sealers at once, and sealing while others record: one tree, and one root for a size."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest

from application.proof.keys import SigningKey
from application.proof.tiles import span_from
from application.proof.tree import Edge, consistency_proof, leaf_hash, verify_consistency
from application.sealing import Seal, StoredTiles
from infrastructure.log_keys import write_keys
from infrastructure.postgres.rechecking import recheck
from infrastructure.postgres.sealing import Sealer
from tests.sealing.conftest import Log
from tests.sealing.dying import STEPS
from tests.store.appending import PATIENCE_SECONDS, at_once, event

WRITERS, EACH = 4, 60


def require_one_history(log: Log) -> list[Seal]:
    """Every seal is over the records as they stand, each begins with the one before it, and nothing was left half done."""
    seals = log.sealed.seals(-1, 10_000)
    edge, roots = Edge(), {}
    for record in log.sealed.records(1, log.recorder.reader.head()):
        edge.append(leaf_hash(record))
        roots[edge.size] = edge.root()
    assert all(seal.root == roots[seal.size] for seal in seals if seal.size)
    span = span_from(StoredTiles(seals[-1].size, log.sealed.tiles))
    for old, new in pairwise(seal for seal in seals if seal.size):
        verify_consistency(old.size, new.size, old.root, new.root, consistency_proof(old.size, new.size, span))
    assert recheck(log.database) == seals[-1]
    return seals


@pytest.mark.parametrize("step", STEPS)
def test_a_sealer_killed_at_a_step_leaves_the_old_seal_or_the_new_one(log: Log, tmp_path: Path, step: str) -> None:
    write_keys(tmp_path / "log.key", [log.key])
    log.record_many(250)
    assert log.sealer.seal() is not None
    log.record_many(20)
    command = [sys.executable, "-m", "tests.sealing.dying", log.database.url, log.database.schema, str(tmp_path / "log.key"), step]
    assert subprocess.run(command, timeout=PATIENCE_SECONDS).returncode == -signal.SIGKILL
    newest = log.sealed.newest()
    assert newest is not None
    assert newest.size == (270 if step == "after commit" else 250)
    assert require_one_history(log)[-1] == newest
    log.record(b"later")
    again = log.sealer.seal()
    if again is None or again.size < 271:  # the dead sealer's session may hold the lock a moment longer
        again = sealed_to(log.sealer, 271)
    assert again.size == 271
    require_one_history(log)


def sealed_to(sealer: Sealer, size: int) -> Seal:
    """Seal until so much is sealed."""
    while (seal := sealer.newest()).size < size:
        sealer.seal()
    return seal


def test_a_seal_made_again_after_a_crash_is_the_same_to_the_byte(log: Log) -> None:
    log.record_many(300)
    with log.database.connect() as connection, connection.transaction(force_rollback=True):
        lost = log.sealer._seal(connection)  # as far as it comes before a crash
    made = log.sealer.seal()
    assert lost is not None
    assert made is not None
    assert (lost.size, lost.root, lost.note) == (made.size, made.root, made.note)


def test_two_sealers_and_several_writers_make_one_history(log: Log, key: SigningKey) -> None:
    others = [Sealer(log.database, [key]) for _ in range(2)]
    done = Event()

    def write(writer: int) -> None:
        for number in range(EACH):
            log.recorder.append([event("Test", f"object:{writer}", data=f"{writer} {number}".encode())])

    def seal(sealer: Sealer) -> int:
        sealer.begin()
        made = 0
        while not done.is_set():
            made += sealer.seal() is not None
        return made

    with ThreadPoolExecutor() as pool:
        sealing = [pool.submit(seal, sealer) for sealer in others]
        at_once([lambda writer=writer: write(writer) for writer in range(WRITERS)])  # type: ignore[misc]  # bound early
        sealed_to(log.sealer, WRITERS * EACH)
        done.set()
        made = [each.result(PATIENCE_SECONDS) for each in sealing]
    for sealer in others:
        sealer.close()
    seals = require_one_history(log)
    assert seals[-1].size == WRITERS * EACH
    assert sum(made) <= len(seals) - 1


def test_while_one_sealer_is_at_it_another_leaves(log: Log, key: SigningKey) -> None:
    other = Sealer(log.database, [key])
    log.record(b"one")
    with log.database.connect() as connection, connection.transaction():
        assert log.sealer._seal(connection) is not None  # in the middle of it
        connection.execute("SELECT pg_advisory_xact_lock(%s, 'seal'::regclass::oid::int)", [0x436F6E73])
        assert other.seal() is None
    assert other.seal() is None  # for then it was done
    other.close()
