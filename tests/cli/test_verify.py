"""`concordat verify` on what `concordat export` and `proof` write: offline, with neither the ledger nor a server."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from application.proof.note import Note, Signature, parse_note
from tests.cli.concordat import HISTORY, as_json, concordat

OBJECT = "contract:hf-bridge-partnership-2006"


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bundle, an extract, a proof and a policy of the loaded history, whose ledger is gone."""
    out, data = tmp_path_factory.mktemp("exports"), tmp_path_factory.mktemp("ledger")
    made = [
        concordat("load", HISTORY, "--data", data),
        concordat("proof", "17", "-o", out / "17.tlog-proof", "--data", data),
        concordat("export", "--format", "bundle", "-o", out / "bundle.zip", "--data", data),
        concordat("export", "--format", "ndjson", "-o", out / "records.ndjson", "--data", data),
        concordat("export", "--format", "bundle", "--withhold", "17", "-o", out / "withheld.zip", "--data", data),
        concordat("export", "--format", "extract", "--object", OBJECT, "-o", out / "extract.zip", "--data", data),
    ]
    assert [each.returncode for each in made] == [0] * len(made), [each.stderr for each in made]
    key = concordat("log-key", "--data", data).stdout
    (out / "policy").write_text(f"log {key.strip()}\nquorum none\n")
    with zipfile.ZipFile(out / "bundle.zip") as bundle:
        (out / "checkpoint").write_bytes(bundle.read("checkpoint"))
    shutil.rmtree(data)
    return out


def test_a_bundle_an_extract_a_proof_and_the_bare_lines_are_proven(exports: Path) -> None:
    by = ("--policy", exports / "policy", "--checkpoint", exports / "checkpoint")
    for name in ("bundle.zip", "extract.zip", "17.tlog-proof", "records.ndjson", "withheld.zip"):
        ended = concordat("verify", exports / name, *by)
        assert (ended.returncode, ended.stderr) == (0, ""), (name, ended.stdout)
        assert ended.stdout.startswith("PROVEN")


def test_the_history_of_three_boroughs_keeps_the_rules_or_names_what_it_broke(exports: Path) -> None:
    report = as_json("verify", exports / "bundle.zip", "--policy", exports / "policy", "--rules")
    assert report["proven"]
    assert report["decided_again"]["judged"] == report["records"] == 179


def test_a_changed_record_is_told_by_class_and_place(exports: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    with zipfile.ZipFile(exports / "bundle.zip") as bundle:
        bundle.extractall(folder)
    lines = (folder / "records.ndjson").read_bytes().splitlines(keepends=True)
    (folder / "records.ndjson").write_bytes(b"".join([*lines[:40], *lines[41:]]))
    ended = concordat("verify", folder, "--policy", exports / "policy", "--json")
    assert ended.returncode == 1
    [finding, *_] = json.loads(ended.stdout)["findings"]
    assert (finding["class"], finding["first"] <= 41 <= finding["last"]) == ("record-missing", True)


def test_a_proof_without_its_record_takes_the_record_from_a_file(exports: Path, tmp_path: Path) -> None:
    lines = (exports / "records.ndjson").read_bytes().splitlines(keepends=True)
    proof = (exports / "17.tlog-proof").read_text().splitlines(keepends=True)
    (tmp_path / "bare").write_text("".join(line for line in proof if not line.startswith("extra ")))
    (tmp_path / "record").write_bytes(lines[16])
    (tmp_path / "another").write_bytes(lines[15])
    asked = ("verify", tmp_path / "bare", "--policy", exports / "policy")
    assert concordat(*asked).returncode == 2
    assert concordat(*asked, "--record", tmp_path / "record").returncode == 0
    assert "proof-false" in concordat(*asked, "--record", tmp_path / "another").stdout


def test_a_record_that_no_quorum_saw_lately_is_stale(exports: Path) -> None:
    ended = concordat("verify", exports / "bundle.zip", "--policy", exports / "policy", "--max-age", "24h")
    assert (ended.returncode, "stale" in ended.stdout) == (1, True)


@pytest.mark.parametrize("broken", ["policy", "checkpoint", "export", "age", "none"])
def test_what_cannot_be_used_is_said_with_exit_status_2(broken: str, exports: Path, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish"
    rubbish.write_text("no such thing\n")
    all_of_them: dict[str, list[str | Path]] = {
        "policy": ["verify", exports / "bundle.zip", "--policy", rubbish],
        "checkpoint": ["verify", exports / "bundle.zip", "--policy", exports / "policy", "--checkpoint", rubbish],
        "export": ["verify", tmp_path, "--policy", exports / "policy"],
        "age": ["verify", exports / "bundle.zip", "--max-age", "soon"],
        "none": ["verify", exports / "records.ndjson", "--policy", exports / "policy"],
    }
    ended = concordat(*all_of_them[broken])
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("concordat: ")


def test_a_signature_that_is_not_the_log_s_is_told(exports: Path, tmp_path: Path) -> None:
    note = parse_note((exports / "checkpoint").read_bytes())
    [signed] = note.signatures
    false = Signature(signed.name, signed.key_id, bytes(64))
    (tmp_path / "checkpoint").write_text(str(Note(note.text, (false,))))
    asked = ("--policy", exports / "policy", "--checkpoint", tmp_path / "checkpoint")
    ended = concordat("verify", exports / "bundle.zip", *asked)
    assert (ended.returncode, "signature-false" in ended.stdout) == (1, True)
