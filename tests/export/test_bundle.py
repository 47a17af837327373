"""The bundle: the whole record under the checkpoint, verified offline by the program that auditors have."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from application.proof.checkpoint import parse_checkpoint
from application.proof.note import parse_note
from application.proof.policy import parse_policy
from application.proof.tree import root_hash
from tests.cli.concordat import concordat
from tests.export.conftest import Ledger, lines


def test_the_manifest_names_the_hash_of_every_file(ledger: Ledger) -> None:
    files = ledger.members("bundle")
    manifest = json.loads(files.pop("manifest.json"))
    assert "concordat verify" in files.pop("README.txt").decode()
    assert manifest["files"] == {name: {"bytes": len(data), "sha256": sha256(data).hexdigest()} for name, data in files.items()}
    assert set(files) == {"records.ndjson", "checkpoint", "policy", "seals.jsonl"}


def test_the_bundle_holds_exactly_what_the_checkpoint_covers(ledger: Ledger) -> None:
    files = ledger.members("bundle")
    checkpoint = parse_checkpoint(parse_note(files["checkpoint"]).text)
    records = files["records.ndjson"].split(b"\n")[:-1]
    assert len(records) == checkpoint.size == json.loads(files["manifest.json"])["records"]
    records[ledger.named - 1] = ledger.record(ledger.named)  # withheld, for a person's name stands in it
    assert root_hash(records) == checkpoint.root
    assert parse_policy(files["policy"].decode()).log_keys(checkpoint.origin)
    seals = lines(files["seals.jsonl"])
    assert [seal["size"] for seal in seals] == sorted(seal["size"] for seal in seals)
    assert (seals[0]["size"], seals[-1]["size"]) == (0, checkpoint.size)


def test_an_auditor_verifies_it_without_us(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(ledger.export("bundle"))
    (tmp_path / "checkpoint").write_bytes(ledger.server.board.get("/v1/log/checkpoint").content)
    ended = concordat("verify", tmp_path / "bundle.zip", "--checkpoint", tmp_path / "checkpoint", "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert str(ledger.named) in ended.stdout


def test_the_command_line_writes_the_same_and_says_what_is_withheld(ledger: Ledger, tmp_path: Path) -> None:
    data = ledger.server.folder
    ended = concordat("export", "--format", "ndjson", "-o", tmp_path / "all.ndjson", "--data", data)
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "all.ndjson").read_bytes() == ledger.export("ndjson")
    assert f"the text at positions {ledger.named}." in ended.stderr
    ended = concordat("export", "--format", "parquet", "--partition", "year", "-o", tmp_path / "years", "--data", data)
    assert ended.returncode == 0, ended.stderr
    years = {path.relative_to(tmp_path / "years").as_posix() for path in (tmp_path / "years").rglob("*.parquet")}
    assert years == set(ledger.members("parquet", partition="year"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["all.ndjson", "years"]
    again = concordat("export", "--format", "parquet", "--partition", "year", "-o", tmp_path / "years", "--data", data)
    assert (again.returncode, "not empty" in again.stderr) == (2, True)


def test_the_command_line_says_what_cannot_be(ledger: Ledger, tmp_path: Path) -> None:
    for arguments, status, said in (
        (["--format", "pdf"], 2, "--format"),
        (["--format", "extract"], 2, "/object"),
        (["--format", "bundle", "--q", "move"], 2, "whole"),
        (["--format", "csv", "--partition", "year"], 2, "only Parquet"),
        (["--format", "extract", "--object", "contract:nowhere"], 1, "contract:nowhere"),
    ):
        ended = concordat("export", *arguments, "-o", tmp_path / "none", "--data", ledger.server.folder)
        assert (ended.returncode, said in ended.stderr) == (status, True), ended.stderr
    assert list(tmp_path.iterdir()) == []
