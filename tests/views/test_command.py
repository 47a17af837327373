"""`concordat rebuild` and what `status` tells, as somebody types them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HISTORY = ROOT / "examples" / "triborough-history.csv"


def concordat(*words: object) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("concordat")), *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder with the real history. Not pytest's: those are closed to the user that runs the database."""
    made = Path(tempfile.mkdtemp(prefix="concordat-views-"))
    try:
        concordat("load", HISTORY, "--data", made)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def test_a_rebuild_of_everything_leaves_every_answer_as_it_was(folder: Path) -> None:
    before = concordat("matrix", "--as-of", "2014-07-01", "--json", "--data", folder)
    rebuilt = concordat("rebuild", "--all", "--data", folder)
    assert (rebuilt.returncode, "Rebuilt all views" in rebuilt.stderr) == (0, True), rebuilt.stderr
    after = concordat("matrix", "--as-of", "2014-07-01", "--json", "--data", folder)
    assert json.loads(after.stdout)["items"] == json.loads(before.stdout)["items"]
    status = json.loads(concordat("status", "--json", "--data", folder).stdout)
    assert status["kept_to"] == status["position"]


@pytest.mark.parametrize("words", [(), ("nonsense",), ("contracts", "--all")])
def test_a_rebuild_of_nothing_in_particular_is_told_what_there_is(folder: Path, words: tuple[str, ...]) -> None:
    told = concordat("rebuild", *words, "--data", folder)
    assert (told.returncode, "matrix" in told.stderr) == (2, True)
