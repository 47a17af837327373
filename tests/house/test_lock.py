"""The lock installs the same bytes everywhere, and says nothing of where they come from."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==\S+.*?\\\n(?P<hashes>(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def pinned() -> set[str]:
    return {pin["name"] for pin in PIN.finditer((ROOT / "requirements.lock").read_text())}


def asked_for() -> set[str]:
    """The names that pyproject.toml asks for, whatever their group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [asked for group in project["dependency-groups"].values() for asked in group if isinstance(asked, str)]
    return {re.split(r"[^a-z0-9-]", asked, maxsplit=1)[0] for asked in project["project"]["dependencies"] + groups}


def test_whatever_the_project_asks_for_is_in_the_lock() -> None:
    assert asked_for() <= pinned(), "run `make lock`"


def test_every_requirement_in_the_lock_is_pinned_with_its_hashes() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    requirements = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(requirements) == len(pinned())


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "index-url" not in lock
    assert "find-links" not in lock
