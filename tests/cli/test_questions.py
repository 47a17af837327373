"""`concordat gates` and `changes`, on the loaded history."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.concordat import HISTORY, as_json, concordat


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    assert concordat("load", HISTORY, "--data", folder).returncode == 0
    return folder


def test_gates_tell_what_a_migration_waited_for(history: Path) -> None:
    found = as_json("gates", "desktop", "--as-of", "2014-07-01", "--closed", "--data", history)
    waiting = {(gate["borough"], gate["code"]) for gate in found["items"]}
    assert ("westminster", "contracts.not-concluded") in waiting
    assert ("kensington-chelsea", "contracts.not-concluded") not in waiting
    shown = concordat("gates", "desktop", "--as-of", "2014-07-01", "--data", history).stdout
    assert "No contract of its own keeps" in shown
    assert "with conclude-contract" in shown


def test_changes_tell_what_was_decided_between_two_dates(history: Path) -> None:
    found = as_json("changes", "--from", "2017-03-01", "--to", "2017-04-30", "--data", history)
    notices = [line["sentence"] for line in found["decided"] if "gave notice" in line["sentence"]]
    assert len(notices) == 6
    assert (found["learned_late"], found["corrected"], found["lapsed"]) == ([], [], [])
    shown = concordat("changes", "--from", "2017-03-01", "--to", "2017-04-30", "--data", history).stdout
    assert "Kensington & Chelsea gave notice that Public health separates on 1 April 2018." in shown


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["gates"], 2),
        (["gates", "no-such-migration"], 1),
        (["changes"], 2),
        (["changes", "--from", "yesterday"], 2),
        (["changes", "--from", "2017-04-30", "--to", "2017-03-01"], 2),
    ],
)
def test_what_cannot_be_answered_is_told(history: Path, arguments: list[str], status: int) -> None:
    ended = concordat(*arguments, "--data", history)
    assert (ended.returncode, ended.stdout) == (status, "")
    assert ended.stderr
