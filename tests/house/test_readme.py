"""README's shell blocks stay true: what it tells a reader to type exists."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHELL = re.compile(r"```(?:sh|shell|bash|console)\n(.*?)```", re.DOTALL)
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
CONCORDAT = Path(sys.executable).with_name("concordat")


def shown() -> list[list[str]]:
    """Each command in README's shell blocks, as words; comments and continued lines taken care of."""
    blocks = SHELL.findall((ROOT / "README.md").read_text())
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def typed(program: str) -> list[list[str]]:
    """What follows `program` wherever README shows it."""
    return [words[1:] for words in shown() if words[0] == program or words[0].endswith(f"/{program}")]


def test_readme_shows_how_to_run_and_how_to_test() -> None:
    assert ["run"] in typed("make")
    assert ["test"] in typed("make")


def test_every_make_target_that_readme_shows_exists() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    assert {words[0] for words in typed("make")} <= targets


def test_every_subcommand_that_readme_shows_exists_with_its_options() -> None:
    for words in typed("concordat"):
        asked = [str(CONCORDAT), words[0], "--help"]
        told = subprocess.run(asked, env={"COLUMNS": "200"}, capture_output=True, text=True, timeout=60, check=True)
        options = {word.split("=")[0] for word in words if word.startswith("--")}
        assert {option for option in options if option not in told.stdout} == set(), words


def test_every_file_that_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []
