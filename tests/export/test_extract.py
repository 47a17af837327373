"""Extracts, checked by hand: with the public rules of the tree, and nothing of the code that makes them."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

import pytest

from application.proof.checkpoint import Checkpoint, parse_checkpoint
from application.proof.opening import open_note
from application.proof.policy import parse_policy
from application.proof.tree import leaf_hash, root_hash, verify_inclusion
from tests.export.conftest import Ledger, lines

CONTRACT = "contract:westminster-vertex-2002"
AREA = "area:desktop"


@dataclass
class Extract:
    """What is in an extract, read."""

    files: dict[str, bytes]
    records: list[Any]
    proofs: list[Any]
    checkpoint: Checkpoint
    catalogue: list[str]
    line: Any


def extract(ledger: Ledger, tag: str) -> Extract:
    """An extract whose signatures are good."""
    files = ledger.members("extract", object=tag)
    keys = parse_policy(files["policy"].decode()).log_keys(files["checkpoint"].decode().partition("\n")[0])
    checkpoint = parse_checkpoint(open_note(files["checkpoint"], keys).note.text)
    catalogue = open_note(files["catalogue"], keys).note.text.split("\n")
    records, proofs = lines(files["records.ndjson"]), lines(files["proofs.ndjson"])
    return Extract(files, records, proofs, checkpoint, catalogue, json.loads(files["catalogue-proof.json"]))


def decoded(hashes: list[str]) -> list[bytes]:
    return [b64decode(each) for each in hashes]


def previous(record: Any, tag: str) -> int:
    (found,) = (each["previous"] for each in record["objects"] if each["tag"] == tag)
    return int(found)


@pytest.mark.parametrize("tag", [CONTRACT, AREA, "programme:ledger", "borough:westminster"])
def test_every_record_on_the_object_is_there_and_each_is_in_the_signed_tree(ledger: Ledger, tag: str) -> None:
    found = extract(ledger, tag)
    trail = ledger.server.board.get("/v1/decisions", params={"object": tag, "limit": 1000}).json()["items"]
    assert [each["position"] for each in found.proofs] == [each["position"] for each in trail]
    records = found.files["records.ndjson"].split(b"\n")[:-1]
    for line, record, proof in zip(records, found.records, found.proofs, strict=True):
        leaf = b64decode(proof["leaf_hash"])
        assert leaf == (b64decode(record["leaf_hash"]) if "withheld" in record else leaf_hash(line))
        verify_inclusion(proof["position"] - 1, found.checkpoint.size, leaf, decoded(proof["hashes"]), found.checkpoint.root)


@pytest.mark.parametrize("tag", [CONTRACT, AREA])
def test_a_walk_from_the_catalogues_position_back_to_0_meets_every_record(ledger: Ledger, tag: str) -> None:
    found = extract(ledger, tag)
    name, _, newest = found.line["line"].partition(" ")
    assert name == tag
    by_position = {proof["position"]: record for proof, record in zip(found.proofs, found.records, strict=True)}
    at, met = int(newest), []
    while at:
        met.append(at)
        at = previous(by_position[at], tag)
    assert met[::-1] == sorted(by_position)


def test_the_line_is_in_the_catalogue_that_the_logs_key_signed(ledger: Ledger) -> None:
    found = extract(ledger, CONTRACT)
    origin, tags, root, size, end = found.catalogue
    assert (origin, end) == (f"{found.checkpoint.origin}/catalogue", "")
    assert int(size) == found.checkpoint.size
    leaf, line = leaf_hash(found.line["line"].encode()), found.line
    assert b64decode(line["leaf_hash"]) == leaf
    assert line["tree_size"] == int(tags)
    verify_inclusion(line["leaf_index"], int(tags), leaf, decoded(line["hashes"]), b64decode(root))


def test_who_holds_the_whole_ledger_makes_the_same_catalogue(ledger: Ledger) -> None:
    newest: dict[str, int] = {}
    for position, record in enumerate(lines(ledger.export("ndjson")), start=1):
        newest |= {each["tag"]: position for each in record["objects"] if not each["tag"].startswith("command:")}
    catalogue = [f"{tag} {position}".encode() for tag, position in sorted(newest.items(), key=lambda each: each[0].encode())]
    found = extract(ledger, CONTRACT)
    assert found.catalogue[1] == str(len(catalogue))
    assert b64decode(found.catalogue[2]) == root_hash(catalogue)


def test_an_object_that_nothing_concerns_has_no_extract(ledger: Ledger) -> None:
    answer = ledger.get("extract", object="contract:nowhere")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:concordat:problem:not-found")
