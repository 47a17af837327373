"""Running a witness: its key, the logs it knows, and what its operator is told."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from application.proof.keys import WITNESS, parse_verifier_key
from infrastructure.log_keys import read_keys
from tests.sealing.test_serving import concordat
from tests.witness.conftest import Tree
from tests.witness.running import RunningWitness


def test_a_key_is_made_once_for_its_owner_alone_and_changed_by_adding_and_dropping(tmp_path: Path) -> None:
    folder = str(tmp_path)
    assert concordat("witness-key", "--new", "--data", folder).returncode == 2
    made = concordat("witness-key", "--new", "--name", "witness.example", "--data", folder).stdout.strip()
    key = parse_verifier_key(made)
    assert (key.name, key.type) == ("witness.example", WITNESS)
    assert (tmp_path / "witness.key").stat().st_mode & 0o777 == 0o600
    assert concordat("witness-key", "--new", "--name", "other.example", "--data", folder).returncode == 2
    assert concordat("witness-key", "--drop", key.id.hex(), "--data", folder).returncode == 2
    two = concordat("witness-key", "--new", "--data", folder).stdout.split()
    assert two == [str(each.verifier) for each in read_keys(tmp_path / "witness.key", WITNESS)]
    assert two[0] == made
    assert concordat("witness-key", "--drop", key.id.hex(), "--data", folder).stdout.split() == two[1:]


def test_a_witness_says_what_it_lacks(tmp_path: Path, tree: Tree) -> None:
    def said() -> str:
        ended = concordat("witness", "--port", "0", "--data", str(tmp_path))
        assert ended.returncode == 1
        assert "PRIVATE" not in ended.stderr
        return ended.stderr

    assert "The witness's key in" in said()
    concordat("witness-key", "--new", "--name", "witness.example", "--data", str(tmp_path))
    assert "Which logs to witness stands in" in said()
    (tmp_path / "logs").write_text("# none yet\n")
    assert "names no log" in said()
    (tmp_path / "logs").write_text("log nonsense\n")
    assert "line 1" in said()
    (tmp_path / "logs").write_text(f"log {tree.key.verifier}\n")
    (tmp_path / "witness.key").chmod(0o640)
    assert "Others than its owner may read the witness's key" in said()


@pytest.fixture
def witness(tmp_path: Path, tree: Tree) -> RunningWitness:
    witness = RunningWitness("w", tmp_path, ExitStack())
    witness.change_key("--new", "--name", "witness.example")
    witness.trust(tree.key.verifier)
    return witness


def test_its_operator_sees_that_it_lives_and_what_it_did(witness: RunningWitness, tree: Tree) -> None:
    with witness.stack:
        witness.start()
        witness.stack.callback(witness.stop)
        address = witness.url.rpartition("/")[0]
        assert httpx2.get(f"{address}/livez").status_code == 200
        for body, status in ((tree.request(0, 3), 200), (tree.request(0, 4), 409), (b"?", 400)):
            assert httpx2.post(f"{witness.url}/add-checkpoint", content=body).status_code == status
        told = httpx2.get(f"{address}/metrics").text
        assert 'concordat_witness_answers_total{verdict="cosigned"} 1.0' in told
        assert 'concordat_witness_answers_total{verdict="conflict"} 1.0' in told
        assert f'concordat_witness_size{{origin="{tree.key.name}"}} 3.0' in told


def test_a_request_without_an_end_is_cut_off(witness: RunningWitness) -> None:
    with witness.stack:
        witness.start()
        witness.stack.callback(witness.stop)
        host, _, port = witness.url.removeprefix("http://").partition("/")[0].partition(":")
        with socket.create_connection((host, int(port)), timeout=30) as line:
            line.sendall(b"POST /w/add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n")
            line.sendall(b"".join(b"1000\r\n" + b"A" * 4096 + b"\r\n" for _ in range(17)))
            assert line.recv(100).startswith(b"HTTP/1.1 400")
