"""Personal data: none by design; and where somebody wrote it by mistake, no export shows it, and every proof still holds."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64decode
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.export.marking import marks
from application.export.withheld import withheld_line
from application.proof.tree import leaf_hash
from application.record import canonical
from application.verifying.withheld import read_withheld
from tests.cli.concordat import concordat
from tests.export.conftest import PERSON, Ledger, lines
from tests.http.conftest import new_folder
from tests.http.server import command, serving
from tests.store.appending import until

FORMATS = ("ndjson", "csv", "xlsx", "parquet", "cloudevents", "ocel2", "bundle")


def text_of(format_: str, data: bytes) -> str:
    """All that a reader of the export sees, unpacked."""
    if format_ == "parquet":
        return str(pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist())
    if format_ == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return str([row for sheet in book for row in sheet.iter_rows(values_only=True)])
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(name).decode() for name in archive.namelist())
    return data.decode()


@pytest.mark.parametrize("format_", FORMATS)
def test_no_form_of_export_shows_what_is_withheld(ledger: Ledger, format_: str) -> None:
    seen = text_of(format_, ledger.export(format_))
    record = json.loads(ledger.record(ledger.named))
    assert PERSON in record["data"]["text"]
    for hidden in (PERSON, "Acacia", record["id"], record["causation_id"]):
        assert hidden not in seen
    assert "A resident complained" in seen  # as it was rectified


def test_an_extract_shows_it_neither_and_keeps_its_chain(ledger: Ledger) -> None:
    files = ledger.members("extract", object="note:complaint")
    first, second = lines(files["records.ndjson"])
    assert (first["withheld"], first["position"]) == (True, ledger.named)
    assert second["type"] == "DecisionRectified"
    assert b"Acacia" not in b"".join(files.values())
    assert json.loads(files["manifest.json"])["withheld"] == [ledger.named]


def test_the_line_in_its_place_keeps_the_leaf_hash_and_what_is_nobodys_word(ledger: Ledger) -> None:
    record = ledger.record(ledger.named)
    shown = json.loads(ledger.export("ndjson").split(b"\n")[ledger.named - 1])
    assert b64decode(shown["leaf_hash"]) == leaf_hash(record)
    assert set(shown) == {
        *("actor", "effective_on", "leaf_hash", "objects", "position", "recorded_at", "schema", "type", "withheld"),
    }
    assert not any(each["tag"].startswith("command:") for each in shown["objects"])


def test_words_that_are_searched_for_do_not_find_it(ledger: Ledger) -> None:
    assert ledger.export("ndjson", q="Acacia") == b""
    assert [line["type"] for line in lines(ledger.export("ndjson", q="complained"))] == ["DecisionRectified"]


def test_the_rectification_that_marks_it_is_in_the_record_on_somebodys_authority(ledger: Ledger) -> None:
    marking = json.loads(ledger.record(ledger.marking))
    assert marks(marking)
    assert marking["data"]["position"] == ledger.named


@pytest.mark.parametrize("reasons", ["A wrong date.", "The personal data of nobody", "personal"])
def test_other_rectifications_mark_nothing(reasons: str) -> None:
    assert not marks({"authority": {"reasons": reasons}})


def test_an_operator_can_withhold_at_once_before_the_board_has_met(ledger: Ledger) -> None:
    data = ledger.server.folder
    ended = concordat("export", "--format", "ndjson", "-o", "-", "--withhold", "5", "--data", data)
    assert ended.returncode == 0, ended.stderr
    hidden = [line["position"] for line in map(json.loads, ended.stdout.splitlines()) if "withheld" in line]
    assert hidden == [5, ledger.named]
    ended = concordat("export", "--format", "ndjson", "-o", "-", "--data", data, CONCORDAT_WITHHOLD="7,9")
    hidden = [line["position"] for line in map(json.loads, ended.stdout.splitlines()) if "withheld" in line]
    assert hidden == [7, 9, ledger.named]


def test_a_bundle_with_a_withheld_line_is_proven_and_the_line_is_named(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(ledger.export("bundle"))
    ended = concordat("verify", tmp_path / "bundle.zip")
    assert ended.returncode == 0, ended.stdout
    assert "withheld" in ended.stdout


WORDS = st.text(alphabet=st.characters(min_codepoint=0x61, max_codepoint=0x7A), min_size=12, max_size=30)


@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_was_written_nothing_of_it_is_in_the_line(text: str, reasons: str, key: str, message: str) -> None:
    record: dict[str, Any] = {
        "actor": {"roles": ["officer"], "subject": "officer-1"},
        "authority": {"alternatives": [text], "body": text, "evidence": [], "interests": [text], "reasons": reasons},
        "causation_id": "sha256:00",
        "correlation_id": key,
        "data": {"note": "n", "text": text},
        "effective_on": "2020-01-01",
        "id": "01a21074-d6db-758c-9c82-1739f0cd6f1b",
        "irregular": {
            "broken": [{"code": "contracts.not-concluded", "decisions": [3], "message": message}],
            "reasons": reasons,
            "upset": [{"codes": ["parties.not-moved"], "decision": 4}],
        },
        "objects": [{"tag": f"command:officer-1:{key}"}, {"previous": 0, "tag": "note:n"}],
        "recorded_at": "2026-01-01T00:00:00.000000Z",
        "schema": 1,
        "type": "NoteRecorded",
    }
    line = withheld_line(17, canonical(record))
    assert not [each for each in (text, reasons, key, message) if each.encode() in line]
    assert line == canonical(json.loads(line))
    read = read_withheld(line)
    assert read is not None
    assert (read.position, read.leaf) == (17, leaf_hash(canonical(record)))
    assert read.shown["irregular"]["broken"] == [{"code": "contracts.not-concluded", "decisions": [3]}]


def test_no_record_holds_a_persons_name_by_design(ledger: Ledger) -> None:
    """Of whoever posted it a record has the pseudonym of the token, and no kind of decision has a field for a person."""
    for record in lines(ledger.export("ndjson")):
        assert set(record["actor"]) <= {"subject", "roles", "borough", "for"}
    schemas = ledger.server.board.get("/openapi.json").json()["components"]["schemas"]
    fields = {name for schema in schemas.values() for name in schema.get("properties", {})}
    assert not fields & {"name", "first_name", "last_name", "surname", "email", "phone", "address", "officer", "person"}


def test_a_public_log_is_closed_where_it_would_show_what_is_withheld() -> None:
    with new_folder() as folder, serving(folder, CONCORDAT_PUBLIC_LOG="true", CONCORDAT_WITHHOLD="2") as server:
        assert server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01")).status_code == 201
        for area in ("desktop", "libraries"):
            data = {"area": area, "title": area, "kind": "environment"}
            assert server.post("define-service-area", command(data, "2010-01-01")).status_code == 201
        until(lambda: server.board.get("/v1/log/checkpoint").text.split("\n")[1] == "3")
        asked = {
            "/v1/log/tile/entries/000.p/1": 200,
            "/v1/log/tile/entries/000.p/2": 401,
            "/v1/log/tile/entries/000.p/3": 401,
            "/v1/log/proof/1?with_record=true": 200,
            "/v1/log/proof/2?with_record=true": 401,
            "/v1/log/proof/2": 200,
            "/v1/log/tile/0/000.p/3": 200,
        }
        assert {path: httpx2.get(server.url + path).status_code for path in asked} == asked
        shown = server.board.get("/v1/log/tile/entries/000.p/3")
        assert (shown.status_code, shown.headers["Cache-Control"].partition(",")[0]) == (200, "private")
