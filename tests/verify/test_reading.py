"""Exports on a disk: read in stretches by several processes, as a folder, a zip or the lines alone, with one outcome."""

from __future__ import annotations

import zipfile
from pathlib import Path
from random import Random

import pytest

from application.verifying.finding import Report, Unusable, Wrong
from application.verifying.ledger import Given, verify_export
from application.verifying.rules import verify_rules
from bench.programme import generate
from infrastructure.bundle_reading import LineFile, Processes, opened_export
from tests.verify.exports import Made, made
from tests.verify.verifying import NOW, Bytes

LONG = 9_000
"""More than two stretches."""


@pytest.fixture(scope="module")
def long() -> Made:
    return made([written.data for written in generate(LONG)], Random(1))


def _verified(path: Path, export: Made, processes: int, *, rules: bool = False) -> Report:
    with opened_export(path) as opened, Processes(opened.size_bytes, processes) as spread:
        given = Given(export.policy, export.checkpoint.encode(), NOW, rules=rules)
        under_way = verify_export(opened, given, spread, lambda _: None)
        if rules:
            verify_rules(under_way, spread, spread.number)
        return under_way.report


def test_several_processes_say_what_one_says(long: Made, tmp_path: Path) -> None:
    folder = long.write(tmp_path)
    alone = _verified(folder, long, 1, rules=True)
    assert alone.findings == []
    assert alone.facts["records"] == LONG
    assert _verified(folder, long, 2, rules=True).document() == alone.document()


def test_a_record_that_is_gone_is_missed_behind_the_first_stretch(long: Made, tmp_path: Path) -> None:
    folder = long.holding([*long.records[:6_000], *long.records[6_001:]]).write(tmp_path)
    [finding, *_] = _verified(folder, long, 1).findings
    assert finding.wrong is Wrong.MISSING
    assert finding.first is not None
    assert finding.last is not None
    assert finding.first <= 6_001 <= finding.last


def test_a_zip_and_the_lines_alone_are_read_as_the_folder_is(long: Made, tmp_path: Path) -> None:
    folder = long.write(tmp_path / "folder")
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    expected = _verified(folder, long, 1).document()
    assert _verified(tmp_path / "export.zip", long, 1).document() == expected
    assert _verified(folder / "records.ndjson", long, 1).is_proven


def test_lines_are_found_again_wherever_the_stretches_end(tmp_path: Path) -> None:
    random = Random(2)
    for number in (0, 1, 4_095, 4_096, 4_097, 8_192, 12_289):
        lines = [b"x" * random.randrange(600) for _ in range(number)]
        file = tmp_path / f"{number}"
        file.write_bytes(b"\n".join([*lines, b""]) if number else b"")
        pieces = list(LineFile(str(file)).pieces())
        assert [line for piece in pieces for line in piece.lines()] == lines
        assert [piece.first for piece in pieces] == list(range(1, number + 1, 4_096))


def test_what_is_no_export_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(200) + b"PK\x05\x06" + bytes(18))
    for path in (tmp_path / "none", tmp_path, tmp_path / "broken.zip"):
        with pytest.raises(Unusable, match="cannot be read as an export"), opened_export(path):
            pass


def test_a_source_in_memory_reads_as_one_on_a_disk(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"one\ntwo\n")
    for source in (Bytes(b"one\ntwo\n"), LineFile(str(tmp_path / "lines"))):
        assert (source.read(4, 3), source.reader()(0, 3)) == (b"two", b"one")
