"""The log of a whole server: begun, killed, started again, and stopped by what must not be signed over."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from application.proof.checkpoint import parse_checkpoint
from application.proof.keys import LOG, VerifierKey, new_key
from application.proof.note import parse_note
from application.proof.opening import open_note
from application.proof.tlog_proof import parse_tlog_proof
from application.proof.tree import leaf_hash, verify_consistency, verify_inclusion
from infrastructure.log_keys import FILE, read_keys, write_keys
from infrastructure.running import running_url
from tests.http.server import CONCORDAT, Server, command, environment, serving
from tests.store.appending import until


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="concordat-log-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def concordat(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(CONCORDAT), *arguments], capture_output=True, text=True, env=environment(**settings), timeout=120)


def get(server: Server, path: str, **options: Any) -> httpx2.Response:
    return httpx2.get(f"{server.url}{path}", timeout=60, **options)


def sealed_size(server: Server) -> int:
    return parse_checkpoint(parse_note(get(server, "/v1/log/checkpoint").content).text).size


def start_programme(server: Server) -> httpx2.Response:
    answer = server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01"))
    assert answer.status_code == 201
    return answer


def admit(server: Server, borough: str) -> httpx2.Response:
    answer = server.post("admit-borough", command({"borough": borough, "title": borough.title()}, "2010-01-02"))
    assert answer.status_code == 201, answer.text
    return answer


def test_a_log_begins_empty_and_a_receipt_leads_to_its_proof(folder: Path) -> None:
    with serving(folder, CONCORDAT_LOG_ORIGIN="ledger.example/v1/log") as server:
        assert sealed_size(server) == 0
        links = start_programme(server).headers["Link"]
        addresses = [link.split(">")[0].strip(" <") for link in links.split(",")]
        assert all('rel="proof"' in link for link in links.split(","))
        until(lambda: sealed_size(server) == 1)
        as_json, as_file = (get(server, address) for address in addresses)
        assert as_json.json()["position"] == 1
        assert parse_tlog_proof(as_file.text).checkpoint == as_json.json()["checkpoint"]
    key = read_keys(folder / FILE)[0].verifier
    assert key.name == "ledger.example/v1/log"
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert read_keys(folder / FILE)[0].written() not in (folder / "log").read_text()


def test_what_was_recorded_before_a_kill_is_sealed_after_it_and_the_log_only_grew(folder: Path) -> None:
    with serving(folder) as server:
        start_programme(server)
        until(lambda: sealed_size(server) == 1)
        before = get(server, "/v1/log/proof/1").json()
        admit(server, "westminster")
        os.kill(server.process.pid, 9)
        server.process.wait()
    with serving(folder) as server:
        until(lambda: sealed_size(server) == 2)
        grown = get(server, "/v1/log/consistency?from=1&to=2").json()
        assert (grown["from_root"], grown["origin"]) == (before["root_hash"], before["origin"])
        path = [b64decode(each) for each in grown["hashes"]]
        verify_consistency(1, 2, b64decode(grown["from_root"]), b64decode(grown["to_root"]), path)
        sizes = [json.loads(line)["size"] for line in get(server, "/v1/log/seals").text.splitlines()]
        assert sizes == [0, 1, 2]


def test_a_server_does_not_start_over_records_whose_bytes_changed(folder: Path) -> None:
    with serving(folder) as server:
        start_programme(server)
        for number in range(3):
            admit(server, f"borough-{number}")
        until(lambda: sealed_size(server) == 4)
        url = running_url(folder)
        assert url is not None
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("ALTER TABLE decision DISABLE TRIGGER USER")
            owner.execute("UPDATE decision SET data = convert_to(replace(convert_from(data, 'UTF8'), 'It was', 'It is'), 'UTF8')")
    assert server.process.returncode == 0
    ended = concordat("serve", "--dev", "--port", "0", "--data", str(folder))
    assert (ended.returncode, "The record at position 1 is not the one that was sealed" in ended.stderr) == (1, True), ended


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"CONCORDAT_LOG_ORIGIN": "elsewhere.example/log"}, "CONCORDAT_LOG_ORIGIN is elsewhere.example/log"),
        ({"CONCORDAT_LOG_KEY_FILE": "other.key"}, "the key is for elsewhere.example/log"),
        ({"CONCORDAT_LOG_KEY_FILE": "open.key"}, "Others than its owner may read"),
        ({"CONCORDAT_LOG_KEY_FILE": "nowhere.key"}, "cannot be read: No such file"),
        ({"CONCORDAT_LOG_KEY_FILE": "broken.key"}, "cannot be used"),
        ({}, "its key is not in"),
    ],
    ids=str,
)
def test_a_log_is_not_gone_on_with_under_another_name_or_without_its_key(begun: Path, settings: dict[str, str], said: str) -> None:
    if not settings:
        (begun / FILE).rename(begun / "put away")
    try:
        given = {name: str(begun / value) if value.endswith(".key") else value for name, value in settings.items()}
        ended = concordat("serve", "--dev", "--port", "0", "--data", str(begun), **given)
        assert ended.returncode == 1
        assert said in ended.stderr
        assert "PRIVATE" not in ended.stderr
    finally:
        if not settings:
            (begun / "put away").rename(begun / FILE)


@pytest.fixture(scope="module")
def begun() -> Iterator[Path]:
    """A folder whose log has begun, with keys in it that are not its own."""
    folder = Path(tempfile.mkdtemp(prefix="concordat-log-"))
    with serving(folder):
        pass
    write_keys(folder / "other.key", [new_key("elsewhere.example/log", LOG)])
    shutil.copy(folder / FILE, folder / "open.key")
    (folder / "open.key").chmod(0o640)
    write_keys(folder / "broken.key", [])
    (folder / "broken.key").write_text("PRIVATE+KEY+x+00000000+AAAA\n")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_a_database_of_others_asks_for_a_key_by_name(begun: Path) -> None:
    settings = {"CONCORDAT_DATABASE_URL": "postgresql:///nowhere?host=/nowhere"}
    ended = concordat("log-key", "--new", "--file", str(begun / "new.key"), "--origin", "ledger.example/v1/log", **settings)
    assert (ended.returncode, ended.stdout) == (0, f"{read_keys(begun / 'new.key')[0].verifier}\n")
    assert concordat("log-key", "--new", "--file", str(begun / "newer.key")).returncode == 2


def test_a_loaded_history_is_sealed_and_proven_without_a_server(folder: Path) -> None:
    body = json.dumps({"command": "start-programme", "key": "1", "for": "board", **command({"title": "Shared IT"}, "2010-01-01")})
    (folder / "history.ndjson").write_text(f"{body}\n")
    assert concordat("load", str(folder / "history.ndjson"), "--data", str(folder)).returncode == 0
    written = concordat("proof", "1", "--data", str(folder))
    proof = parse_tlog_proof(written.stdout)
    checkpoint = parse_checkpoint(open_note(proof.checkpoint.encode(), [key_of(folder)]).note.text)
    assert proof.extra is not None
    verify_inclusion(proof.index, checkpoint.size, leaf_hash(proof.extra), proof.path, checkpoint.root)
    assert concordat("proof", "2", "--data", str(folder)).returncode == 1


def key_of(folder: Path) -> VerifierKey:
    return read_keys(folder / FILE)[0].verifier


def test_a_key_is_changed_without_a_break(folder: Path) -> None:
    with serving(folder) as server:
        start_programme(server)
        until(lambda: sealed_size(server) == 1)
    old = key_of(folder)
    said = concordat("log-key", "--new", "--data", str(folder)).stdout
    note = said.partition("\n\n")[2]
    new = read_keys(folder / FILE)[1].verifier
    assert str(new) in open_note(note.encode(), [old]).note.text
    with serving(folder) as server:
        overlap = get(server, "/v1/log/checkpoint").content
        assert [open_note(overlap, [key]).verified[0][1] for key in (old, new)] == [old, new]
    assert concordat("log-key", "--drop", old.id.hex(), "--data", str(folder)).returncode == 0
    with serving(folder) as server:
        admit(server, "westminster")
        until(lambda: sealed_size(server) == 2)
        after = get(server, "/v1/log/checkpoint").content
        assert open_note(after, [old, new]).verified[0][1] == new
    assert concordat("log-key", "--drop", new.id.hex(), "--data", str(folder)).returncode == 2
