"""A ledger whose checkpoints any two of three boroughs must cosign: real witnesses, a real server, and whatever befalls them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from application.proof.checkpoint import Checkpoint, parse_checkpoint
from application.proof.opening import Opened, open_note
from application.proof.policy import parse_policy
from tests.http.server import CONCORDAT, Server, command, serving
from tests.sealing.test_serving import concordat
from tests.store.appending import until
from tests.witness.running import ORIGIN, Boroughs, three_boroughs


@pytest.fixture
def boroughs() -> Iterator[Boroughs]:
    folder = Path(tempfile.mkdtemp(prefix="concordat-boroughs-"))
    with three_boroughs(folder) as boroughs:
        yield boroughs
    shutil.rmtree(folder, ignore_errors=True)


def running(boroughs: Boroughs, folder: Path | None = None, late: str = "60") -> AbstractContextManager[Server]:
    """A server on the boroughs' ledger, or on another folder, with their policy."""
    settings = {"CONCORDAT_POLICY_FILE": str(boroughs.policy), "CONCORDAT_QUORUM_LATE_SECONDS": late}
    return serving(folder or boroughs.ledger, dev=True, program=[str(CONCORDAT)], cwd=None, **settings)


def copy(ledger: Path, to: Path) -> None:
    """With its owners, for the database's files belong to the user who runs it."""
    subprocess.run(["cp", "-a", str(ledger), str(to)], check=True, timeout=60)


def get(server: Server, path: str, **options: Any) -> httpx2.Response:
    return httpx2.get(f"{server.url}{path}", timeout=60, **options)


def post(server: Server, number: int) -> httpx2.Response:
    """The decision at position `number`: the programme, then its boroughs."""
    if number == 1:
        return server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01"))
    return server.post("admit-borough", command({"borough": f"b{number}", "title": f"B{number}"}, "2010-01-02"))


def record(server: Server, number: int) -> None:
    answer = post(server, number)
    assert answer.status_code == 201, answer.text


def published(server: Server) -> int:
    answer = get(server, "/v1/log/checkpoint")
    return parse_checkpoint(answer.text.partition("\n\n")[0] + "\n").size if answer.status_code == 200 else -1


def opened(boroughs: Boroughs, server: Server) -> Opened:
    """The published checkpoint, as somebody opens it who has the policy; it has the quorum."""
    policy = parse_policy(boroughs.policy.read_text())
    note = open_note(get(server, "/v1/log/checkpoint").content, policy.keys())
    names = policy.named(key for _, key in note.verified)
    assert policy.is_met(names), names
    return note


def cosigned_by(boroughs: Boroughs, server: Server) -> set[str]:
    return parse_policy(boroughs.policy.read_text()).named(key for _, key in opened(boroughs, server).verified)


def metric(server: Server, name: str, **labels: str) -> float:
    wanted = "".join(f'(?=.*{key}="{value}")' for key, value in labels.items())
    found = re.search(rf"^{name}{wanted}(?:\{{[^}}]*\}})? (\S+)$", get(server, "/metrics").text, re.MULTILINE)
    return float(found[1]) if found else float("nan")


def test_two_of_three_are_enough_and_the_third_catches_up(boroughs: Boroughs) -> None:
    with running(boroughs) as server:
        assert opened(boroughs, server).note.text == str(Checkpoint(ORIGIN, 0, parse_root(server)))
        record(server, 1)
        until(lambda: published(server) == 1 and len(cosigned_by(boroughs, server)) == 3)
        boroughs.witnesses["rbkc"].kill()
        record(server, 2)
        until(lambda: published(server) == 2)
        assert cosigned_by(boroughs, server) == {"westminster", "lbhf"}
        until(lambda: metric(server, "concordat_cosigned_size", witness="lbhf") == 2)
        assert metric(server, "concordat_cosigned_size", witness="rbkc") == 1
        assert metric(server, "concordat_published_size") == 2
        assert get(server, "/readyz").status_code == 200
        boroughs.witnesses["rbkc"].start()
        until(lambda: metric(server, "concordat_cosigned_size", witness="rbkc") == 2)
        assert cosigned_by(boroughs, server) == {"westminster", "lbhf", "rbkc"}
        lines = [json.loads(line) for line in get(server, "/v1/log/seals").text.splitlines()]
        assert [(line["size"], len(line["cosignatures"])) for line in lines] == [(0, 3), (1, 3), (2, 3)]
        proof = get(server, "/v1/log/proof/2").json()
        assert len(open_note(proof["checkpoint"].encode(), parse_policy(boroughs.policy.read_text()).keys()).verified) == 4


def parse_root(server: Server) -> bytes:
    return parse_checkpoint(get(server, "/v1/log/checkpoint").text.partition("\n\n")[0] + "\n").root


def test_without_its_quorum_nothing_is_published_sealing_goes_on_and_readiness_says_so(boroughs: Boroughs) -> None:
    with running(boroughs, late="1") as server:
        record(server, 1)
        until(lambda: published(server) == 1)
        for name in ("lbhf", "rbkc"):
            boroughs.witnesses[name].stop()
        record(server, 2)
        until(lambda: get(server, "/readyz").status_code == 503)
        assert "for enough witnesses to cosign it" in get(server, "/readyz").json()["detail"]
        assert published(server) == 1
        assert get(server, "/v1/log/checkpoint?stage=sealed").text.splitlines()[1] == "2"
        assert get(server, "/v1/log/proof/2").json()["title"] == "Not sealed yet"
        assert metric(server, "concordat_quorum_wait_seconds") > 1
        boroughs.witnesses["lbhf"].start()
        until(lambda: published(server) == 2 and get(server, "/readyz").status_code == 200)


def test_a_ledger_that_is_empty_does_not_begin_unwitnessed(boroughs: Boroughs) -> None:
    for name in ("westminster", "rbkc"):
        boroughs.witnesses[name].stop()
    ended = concordat("serve", "--dev", "--port", "0", "--data", str(boroughs.ledger), **boroughs.settings)
    assert (ended.returncode, "too few witnesses have cosigned that" in ended.stderr) == (1, True), ended.stderr
    assert "cannot be reached" in ended.stderr


def test_a_restored_backup_does_not_start_while_a_witness_knows_more(boroughs: Boroughs) -> None:
    with running(boroughs) as server:
        record(server, 1)
        until(lambda: published(server) == 1)
    backup = boroughs.folder / "backup"
    copy(boroughs.ledger, backup)
    with running(boroughs) as server:
        record(server, 2)
        until(lambda: published(server) == 2)
    for number, folder in enumerate((backup, boroughs.folder / "empty")):
        folder.mkdir(exist_ok=True)
        shutil.copy(boroughs.ledger / "log.key", folder / "log.key")
        ended = concordat("serve", "--dev", "--port", "0", "--data", str(folder), **boroughs.settings)
        assert ended.returncode == 1
        held = "the newest seal here covers 1" if number == 0 else "nothing is sealed here"
        assert f"cosigned a checkpoint of 2 records, signed by this log's key, and {held}" in ended.stderr, ended.stderr


def test_of_two_ledgers_with_one_key_the_second_is_refused_alarmed_and_stopped(boroughs: Boroughs) -> None:
    with running(boroughs) as server:
        record(server, 1)
        until(lambda: published(server) == 1)
    other = boroughs.folder / "fork"
    copy(boroughs.ledger, other)
    with running(boroughs) as honest, running(boroughs, other) as fork:
        record(honest, 2)
        until(lambda: len(cosigned_by(boroughs, honest)) == 3 and published(honest) == 2)
        record(fork, 2)
        until(lambda: metric(fork, "concordat_witness_alarm", witness="lbhf", alarm="fork") == 1)
        until(lambda: get(fork, "/readyz").status_code == 503)
        assert "cosigned another history of 2 records" in get(fork, "/readyz").json()["detail"]
        refused = post(fork, 3)
        assert (refused.status_code, "Nothing is recorded any more" in refused.json()["detail"]) == (503, True)
        assert published(fork) == 1
        assert metric(fork, "concordat_sealing_stopped") == 1
        record(honest, 3)
        until(lambda: published(honest) == 3)
        assert metric(honest, "concordat_witness_alarm", witness="lbhf", alarm="fork") == 0
    kept = concordat("witness", "--evidence", "--data", str(boroughs.witnesses["lbhf"].folder)).stdout.splitlines()
    assert "contradicted" in {json.loads(line)["verdict"] for line in kept}


def test_the_logs_key_and_a_witnesss_key_are_changed_without_a_break(boroughs: Boroughs) -> None:
    def restarted(position: int) -> Opened:
        with running(boroughs) as server:
            record(server, position)
            until(lambda: published(server) == position)
            return opened(boroughs, server)

    restarted(1)
    first, witness = boroughs.log_keys[0], boroughs.witnesses["rbkc"]
    old_witness = witness.key
    assert concordat("log-key", "--new", "--data", str(boroughs.ledger)).returncode == 0
    boroughs.trust(*boroughs.log_keys)
    witness.change_key("--new")
    for each in boroughs.witnesses.values():
        each.stop()
        each.start()
    boroughs.policy.write_text(overlap(boroughs, old_witness))
    both = {key for _, key in restarted(2).verified}
    assert {first, boroughs.log_keys[1]} <= both
    assert {old_witness, witness.key} <= both or not {old_witness, witness.key} & both  # if it was among the first two
    assert concordat("log-key", "--drop", first.id.hex(), "--data", str(boroughs.ledger)).returncode == 0
    witness.change_key("--drop", old_witness.id.hex())
    boroughs.trust(*boroughs.log_keys)
    for each in boroughs.witnesses.values():
        each.stop()
        each.start()
    boroughs.write_policy(f"group boroughs all {' '.join(boroughs.witnesses)}", "quorum boroughs")
    after = {key for _, key in restarted(3).verified}
    assert after == {boroughs.log_keys[0], *(each.key for each in boroughs.witnesses.values())}
    assert first not in after


def overlap(boroughs: Boroughs, old: object) -> str:
    """Both keys of the log, and rbkc counts whichever of its keys cosigned."""
    return "".join(
        f"{line}\n"
        for line in (
            *(f"log {key}" for key in boroughs.log_keys),
            *(f"witness {name} {each.key} {each.url}" for name, each in boroughs.witnesses.items() if name != "rbkc"),
            f"witness rbkc-old {old} {boroughs.witnesses['rbkc'].url}",
            f"witness rbkc-new {boroughs.witnesses['rbkc'].key} {boroughs.witnesses['rbkc'].url}",
            "group rbkc any rbkc-old rbkc-new",
            "group boroughs 2 westminster lbhf rbkc",
            "quorum boroughs",
        )
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("quorum nobody\n", "line 1: nobody is not defined above"),
        ("quorum none\n", "does not trust this log"),
        ("", "no line says which quorum is asked"),
    ],
)
def test_a_policy_that_cannot_be_meant_stops_the_start(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "policy").write_text(line)
    folder = Path(tempfile.mkdtemp(prefix="concordat-policy-"))
    try:
        ended = concordat("serve", "--dev", "--port", "0", "--data", str(folder), CONCORDAT_POLICY_FILE=str(tmp_path / "policy"))
        assert (ended.returncode, said in ended.stderr) == (1, True), ended.stderr
    finally:
        shutil.rmtree(folder, ignore_errors=True)
