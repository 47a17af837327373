"""The log over HTTP, as other people's tools and auditors read it: with nothing but its addresses and its key."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from application.proof.checkpoint import Checkpoint, parse_checkpoint
from application.proof.keys import VerifierKey, parse_verifier_key
from application.proof.opening import open_note
from application.proof.tiles import Tile, bundle_bytes, number_path, read_bundle, tile_bytes, tiles_of
from application.proof.tlog_proof import parse_tlog_proof
from application.proof.tree import Edge, leaf_hash, node_hash, verify_consistency, verify_inclusion
from infrastructure.running import running_url
from tests.http.server import CONCORDAT, Server, command, environment, serving
from tests.store.appending import until

SIZE = 600
FOREVER = "max-age=31536000, immutable"


@dataclass
class Log:
    """A server whose log holds SIZE records, and what is known of it from elsewhere."""

    server: Server
    records: list[bytes]
    key: VerifierKey

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(record) for record in self.records]

    def get(self, path: str, **options: Any) -> httpx2.Response:
        """Without a token."""
        return httpx2.get(f"{self.server.url}/v1/log/{path}", timeout=60, **options)

    def checkpoint(self, note: str) -> Checkpoint:
        return parse_checkpoint(open_note(note.encode(), [self.key]).note.text)


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    folder = Path(tempfile.mkdtemp(prefix="concordat-log-"))
    try:
        with serving(folder) as server:
            yield filled(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def filled(server: Server) -> Log:
    """One decision by a command; the others are put there by the owner of the database."""
    assert server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01")).status_code == 201
    url = running_url(server.folder)
    assert url is not None
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO decision (position, type, data, tags, recorded_at)"
            " SELECT at, 'Test', convert_to('record ' || at, 'UTF8'), '{}', now() FROM generate_series(2, %s) AS at",
            [SIZE],
        )
    printed = subprocess.run(
        [str(CONCORDAT), "log-key", "--data", str(server.folder)], capture_output=True, text=True, check=True, env=environment()
    )
    key = parse_verifier_key(printed.stdout.strip())
    with psycopg.connect(url) as connection:
        records = [row[0] for row in connection.execute("SELECT data FROM decision ORDER BY position")]
    log = Log(server, records, key)
    until(lambda: log.checkpoint(log.get("checkpoint").text).size == SIZE)
    return log


def root_over(leaves: list[bytes]) -> bytes:
    edge = Edge()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def tile_over(leaves: list[bytes], tile: Tile) -> bytes:
    """The hashes of a tile of level 0 or 1, by the definition."""
    if tile.level == 0:
        return tile_bytes(leaves[256 * tile.number :][: tile.width])
    rows = [leaves[256 * number :][:256] for number in range(256 * tile.number, 256 * tile.number + tile.width)]
    for _ in range(8):
        rows = [[node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)] for row in rows]
    return b"".join(row[0] for row in rows)


def test_the_checkpoint_is_signed_and_over_the_records(log: Log) -> None:
    answer = log.get("checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    checkpoint = log.checkpoint(answer.text)
    assert checkpoint == Checkpoint(log.key.name, SIZE, root_over(log.leaves))
    assert log.get("checkpoint", params={"stage": "sealed"}).text == answer.text  # without witnesses all is published at once


def test_who_has_the_checkpoint_is_told_so(log: Log) -> None:
    etag = log.get("checkpoint").headers["ETag"]
    answer = log.get("checkpoint", headers={"If-None-Match": f'"other", {etag}'})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)
    assert log.get("checkpoint", headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_tile_is_what_its_records_make_it_and_never_changes(log: Log) -> None:
    tiles = list(tiles_of(SIZE))
    assert [(tile.level, tile.number, tile.width) for tile in tiles] == [(0, 0, 256), (0, 1, 256), (0, 2, 88), (1, 0, 2)]
    for tile in tiles:
        answer = log.get(f"tile/{tile.path}")
        assert answer.content == tile_over(log.leaves, tile), tile.path
        assert answer.headers["Cache-Control"] == f"public, {FOREVER}"
        assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("tile", [Tile(0, 0, 1), Tile(0, 1, 255), Tile(0, 2, 87), Tile(1, 0, 1)], ids=lambda tile: tile.path)
def test_narrower_forms_of_a_tile_stay(log: Log, tile: Tile) -> None:
    assert log.get(f"tile/{tile.path}").content == tile_over(log.leaves, tile)


@pytest.mark.parametrize(
    "path",
    [
        *("tile/0/002", "tile/0/002.p/89", "tile/0/003.p/1", "tile/1/000", "tile/1/000.p/3", "tile/2/000.p/1"),
        *("tile/entries/002", "tile/entries/002.p/89", "tile/entries/003.p/1"),
    ],
)
def test_nothing_beyond_the_sealed_size_is_given(log: Log, path: str) -> None:
    answer = httpx2.get(f"{log.server.url}/v1/log/{path}", headers=dict(log.server.client("auditor").headers))
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        *("0", "00", "0000", "x000/000", "000/001", "-1", "+01", "x", "", "000/", "/000", "000.p/1/2", "x000/" * 20 + "001"),
        *("000.p/0", "000.p/01", "000.p/256", "000.p/", "000.p", "000.P/1", "\u0660\u0660\u0660", "x999/" * 6 + "999"),
    ],
)
@pytest.mark.parametrize("kind", ["0", "entries"])
def test_a_tile_has_one_address(log: Log, kind: str, path: str) -> None:
    assert log.server.client("auditor").get(f"/v1/log/tile/{kind}/{path}").status_code == 404


@pytest.mark.parametrize("level", ["00", "01", "64", "-1", "a", ""])
def test_a_level_has_one_address(log: Log, level: str) -> None:
    assert log.get(f"tile/{level}/000").status_code == 404


@pytest.mark.parametrize(("number", "width"), [(0, 256), (1, 256), (2, 88), (1, 7)])
def test_a_bundle_holds_the_records_as_they_are_stored(log: Log, number: int, width: int) -> None:
    path = f"/v1/log/tile/entries/{number_path(number)}{'' if width == 256 else f'.p/{width}'}"
    client = log.server.client("auditor")
    answer = client.get(path, headers={"Accept-Encoding": "identity"})
    expected = log.records[256 * number :][:width]
    assert answer.content == bundle_bytes(expected)
    assert read_bundle(answer.content) == expected
    assert answer.headers["Cache-Control"] == f"private, {FOREVER}"
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == answer.content


def test_records_are_for_readers_and_hashes_for_everybody(log: Log) -> None:
    assert log.get("tile/entries/000").status_code == 401
    assert log.get("proof/1", params={"with_record": "true"}).status_code == 401
    for path in ("checkpoint", "tile/0/000", "proof/1", "consistency?from=1&to=2", "seals"):
        assert log.get(path).status_code == 200, path


@pytest.mark.parametrize("position", [1, 2, 255, 256, 257, 512, 513, 599, 600])
def test_a_proof_leads_from_the_record_to_the_signed_root(log: Log, position: int) -> None:
    proof = log.get(f"proof/{position}").json()
    checkpoint = log.checkpoint(proof["checkpoint"])
    assert (proof["origin"], proof["tree_size"], proof["position"]) == (log.key.name, SIZE, position)
    assert b64decode(proof["root_hash"]) == checkpoint.root
    assert b64decode(proof["leaf_hash"]) == leaf_hash(log.records[position - 1])
    path = [b64decode(each) for each in proof["hashes"]]
    verify_inclusion(proof["leaf_index"], checkpoint.size, b64decode(proof["leaf_hash"]), path, checkpoint.root)


@pytest.mark.parametrize("asked", [{"params": {"format": "tlog-proof"}}, {"headers": {"Accept": "text/plain"}}], ids=str)
def test_a_proof_is_given_as_one_file(log: Log, asked: dict[str, Any]) -> None:
    answer = log.get("proof/300", **asked)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    proof = parse_tlog_proof(answer.text)
    assert str(proof) == answer.text
    assert proof.extra is None
    checkpoint = log.checkpoint(proof.checkpoint)
    verify_inclusion(proof.index, checkpoint.size, leaf_hash(log.records[299]), proof.path, checkpoint.root)


def test_the_file_may_hold_the_record_so_that_it_is_enough(log: Log) -> None:
    answer = log.server.client("auditor").get("/v1/log/proof/300", params={"format": "tlog-proof", "with_record": "true"})
    proof = parse_tlog_proof(answer.text)
    checkpoint = log.checkpoint(proof.checkpoint)
    assert proof.extra == log.records[299]
    verify_inclusion(proof.index, checkpoint.size, leaf_hash(proof.extra), proof.path, checkpoint.root)
    written = subprocess.run(
        [str(CONCORDAT), "proof", "300", "-o", str(log.server.folder / "300"), "--data", str(log.server.folder)], env=environment()
    )
    assert written.returncode == 0
    assert (log.server.folder / "300").read_text() == answer.text


def test_a_position_that_is_not_sealed_is_worth_asking_again(log: Log) -> None:
    for path in (f"proof/{SIZE + 1}", f"proof/1?size={SIZE + 1}"):
        answer = log.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (404, "1")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json()["type"] == "urn:concordat:problem:not-sealed"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((f"proof/{position}", 404) for position in ("0", "-1", "01", "1.0", "x", "9" * 20)),
        *((f"proof/{query}", 422) for query in ("2?size=1", "1?size=x", "1?format=xml", "1?with_record=maybe", "1?colour=red")),
        *((f"consistency?from={pair}", 422) for pair in ("0&to=1", "2&to=1", f"1&to={SIZE + 1}", "x&to=1", "1", "1&to=-1")),
        *(("checkpoint?stage=all", 422), ("seals?after=x", 422), ("seals?limit=0", 422), ("tile/0/000?width=3", 422)),
    ],
)
def test_what_cannot_be_asked_is_refused(log: Log, path: str, status: int) -> None:
    assert log.get(path).status_code == status


def test_an_older_seal_proves_with_its_own_checkpoint(log: Log) -> None:
    proof = log.get("proof/1", params={"size": 1}).json()
    checkpoint = log.checkpoint(proof["checkpoint"])
    assert (checkpoint.size, checkpoint.root, proof["hashes"]) == (1, leaf_hash(log.records[0]), [])


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 600), (255, 256), (256, 257), (257, 600), (512, 513), (599, 600), (600, 600)])
def test_a_larger_log_is_shown_to_begin_with_a_smaller_one(log: Log, old: int, new: int) -> None:
    found = log.get("consistency", params={"from": old, "to": new}).json()
    roots = b64decode(found["from_root"]), b64decode(found["to_root"])
    assert roots == (root_over(log.leaves[:old]), root_over(log.leaves[:new]))
    verify_consistency(old, new, *roots, [b64decode(each) for each in found["hashes"]])


def test_every_seal_is_listed_with_its_time_page_by_page(log: Log) -> None:
    listed = [json.loads(line) for line in log.get("seals").text.splitlines()]
    assert [each["size"] for each in listed][:2] == [0, 1]
    assert listed[-1]["size"] == SIZE
    for each in listed:
        checkpoint = log.checkpoint(each["note"])
        assert (checkpoint.size, checkpoint.root) == (each["size"], root_over(log.leaves[: each["size"]]))
        assert each["cosignatures"] == []
    assert [each["sealed_at"] for each in listed] == sorted(each["sealed_at"] for each in listed)
    paged, path = [], "/v1/log/seals?limit=1"
    while path:
        answer = httpx2.get(f"{log.server.url}{path}")
        paged += [json.loads(line) for line in answer.text.splitlines()]
        link = answer.headers.get("Link", "")
        path = link.split(">")[0].removeprefix("<")
    assert paged == listed
    assert log.get("seals", params={"after": SIZE}).text == ""


def test_the_measurements_tell_how_far_sealing_has_come(log: Log) -> None:
    lines = httpx2.get(f"{log.server.url}/metrics").text.splitlines()
    assert f"concordat_sealed_size {float(SIZE)}" in lines
    assert "concordat_sealing_stopped 0.0" in lines
