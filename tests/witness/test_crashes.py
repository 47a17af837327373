"""Witnesses and ledgers killed at any moment: what a witness answered it never forgets, and the ledger's proofs go on from it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from threading import Event

import httpx2
import pytest

from application.proof.checkpoint import Checkpoint, parse_checkpoint
from application.proof.keys import WITNESS, new_key
from application.proof.opening import open_note
from infrastructure.log_keys import write_keys
from infrastructure.witness.checkpoints import SqliteCheckpoints
from infrastructure.witness.opening import CHECKPOINTS_FILE, KEY_FILE, LOGS_FILE, opened_witness
from tests.sealing.test_serving import concordat
from tests.store.appending import PATIENCE_SECONDS, until
from tests.witness.conftest import ORIGIN, Tree
from tests.witness.dying import STEPS
from tests.witness.running import Boroughs, RunningWitness, three_boroughs
from tests.witness.test_three_boroughs import get, published, record, running

SHOWN = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"


@pytest.mark.parametrize("held", [None, 5], ids=["nothing held", "5 held"])
@pytest.mark.parametrize("step", STEPS)
def test_a_witness_killed_at_a_step_holds_the_old_or_the_new_and_a_repeat_heals(
    tmp_path: Path, tree: Tree, step: str, held: int | None
) -> None:
    write_keys(tmp_path / KEY_FILE, [new_key("witness.example", WITNESS)])
    (tmp_path / LOGS_FILE).write_text(f"log {tree.key.verifier}\n")
    old = held or 0
    if held:
        with opened_witness(tmp_path, lambda: 1.7e9) as witness:
            assert witness.add_checkpoint(tree.request(0, held)).said.startswith("\u2014")
    command = [sys.executable, "-m", "tests.witness.dying", str(tmp_path), step]
    assert subprocess.run(command, input=tree.request(old, 8), timeout=PATIENCE_SECONDS).returncode == -signal.SIGKILL
    checkpoints = SqliteCheckpoints(tmp_path / CHECKPOINTS_FILE)
    now = checkpoints.held(ORIGIN)
    checkpoints.close()
    reached = 8 if step == STEPS[-1] else held
    assert (now and now.size) == reached
    assert now is None or now.root == tree.root(now.size)
    with opened_witness(tmp_path, lambda: 1.6e9) as witness:  # and its clock was set back
        if reached == 8:
            assert witness.add_checkpoint(tree.request(old, 8)).said == "8\n"
        assert witness.add_checkpoint(tree.request(reached or 0, 8)).said.startswith("\u2014")
        after = witness.held(ORIGIN)
        assert after is not None
        assert after.cosigned_at == {8: 1_800_000_000, 5: 1_700_000_000, None: 1_600_000_000}[reached]


def test_a_witness_killed_while_it_is_asked_never_forgets_what_it_answered(tmp_path: Path, tree: Tree) -> None:
    with ExitStack() as stack:
        witness = RunningWitness("w", tmp_path, stack)
        witness.change_key("--new", "--name", "witness.example")
        witness.trust(tree.key.verifier)
        answered, rounds = 0, Event()

        def ask() -> None:
            nonlocal answered
            size = 0
            while not rounds.is_set() and size < 400:
                try:
                    answer = httpx2.post(f"{witness.url}/add-checkpoint", content=tree.request(size, size + 1), timeout=10)
                except httpx2.HTTPError:
                    continue  # killed: the answer is lost, or was never made
                if answer.status_code == 200:
                    size += 1
                    answered = size
                elif answer.status_code == 409:
                    size = int(answer.text)

        witness.start()
        with ThreadPoolExecutor() as pool:
            asking = pool.submit(ask)
            for kills in range(1, 4):
                until(lambda kills=kills: answered >= 20 * kills)  # type: ignore[misc]  # bound early
                witness.kill()
                witness.start()
                note = httpx2.get(f"{witness.url}{SHOWN}").content
                shown = parse_checkpoint(open_note(note, [tree.key.verifier]).note.text)
                assert shown.size >= 20 * kills
                assert shown == Checkpoint(ORIGIN, shown.size, tree.root(shown.size))
            rounds.set()
            asking.result(PATIENCE_SECONDS)
        witness.stop()


@pytest.fixture
def boroughs() -> Iterator[Boroughs]:
    folder = Path(tempfile.mkdtemp(prefix="concordat-boroughs-"))
    with three_boroughs(folder) as boroughs:
        yield boroughs
    shutil.rmtree(folder, ignore_errors=True)


def test_a_ledger_and_witnesses_killed_together_go_on_from_what_was_cosigned(boroughs: Boroughs) -> None:
    for number in range(1, 4):
        with running(boroughs) as server:
            record(server, number)
            for witness in boroughs.witnesses.values():
                witness.kill()
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
        for witness in boroughs.witnesses.values():
            witness.start()
        with running(boroughs) as server:
            until(lambda size=number: published(server) == size)  # type: ignore[misc]  # bound early
            assert get(server, "/readyz").status_code == 200
    for witness in boroughs.witnesses.values():
        evidence = concordat("witness", "--evidence", "--data", str(witness.folder)).stdout
        assert "contradicted" not in evidence
