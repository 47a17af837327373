"""Running `concordat` as a person or a program would."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.http.server import CONCORDAT, environment

HISTORY = Path(__file__).parents[2] / "examples" / "triborough-history.csv"


def concordat(*arguments: str | Path, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """What the program said and how it ended."""
    asked = [str(CONCORDAT), *map(str, arguments)]
    return subprocess.run(asked, env=environment(**settings), input=stdin, capture_output=True, text=True, timeout=120)


def as_json(*arguments: str | Path, **settings: str) -> Any:
    """What it said to a program. It must have gone well."""
    ended = concordat(*arguments, "--json", **settings)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)
