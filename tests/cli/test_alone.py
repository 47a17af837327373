"""The command line without a server: it starts the database itself, and says clearly what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infrastructure.identity_dev import DevelopmentIssuer
from tests.cli.concordat import HISTORY, as_json, concordat
from tests.conftest import SERVERS, Servers
from tests.http.conftest import folder

__all__ = ["folder"]


def test_an_empty_folder_becomes_a_ledger_which_is_there_when_the_program_has_ended(folder: Path) -> None:
    ended = concordat("load", HISTORY, "--data", folder)
    assert ended.returncode == 0, ended.stderr
    assert "169 commands recorded; 4 irregular, 0 refused." in ended.stderr
    assert not (folder / "postgres" / "postmaster.pid").exists()
    assert as_json("status", "--data", folder)["position"] == 179
    assert not (folder / "postgres" / "postmaster.pid").exists()


def test_the_database_of_the_settings_is_used_where_there_is_one(servers: Servers, tmp_path: Path) -> None:
    url = servers.database(SERVERS[0])
    assert concordat("load", HISTORY, "--data", tmp_path, CONCORDAT_DATABASE_URL=url).returncode == 0
    assert as_json("status", "--data", tmp_path, CONCORDAT_DATABASE_URL=url)["position"] == 179
    assert list(tmp_path.iterdir()) == []


def test_to_read_makes_no_ledger(tmp_path: Path) -> None:
    for asked in (["status"], ["trail"], ["matrix"], ["show", "programme"]):
        ended = concordat(*asked, "--data", tmp_path / "none")
        assert ended.returncode == 1
        assert "There is no ledger" in ended.stderr
    assert not (tmp_path / "none").exists()


def test_without_a_development_issuer_there_are_no_tokens(tmp_path: Path) -> None:
    ended = concordat("token", "--role", "board", "--data", tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "serve --dev" in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["token"],
        ["token", "--role", "mayor"],
        ["token", "--role", "officer", "--borough", "West Minster"],
        ["token", "--role", "officer", "--subject", "two words"],
        ["matrix", "--as-of", "yesterday"],
        ["trail", "--type", "NoSuchDecision"],
        ["trail", "--limit", "1001"],
        ["trail", "--order", "random"],
        ["show", "planet", "mars"],
        ["serve", "--port", "70000"],
        ["load"],
        ["paint"],
        ["status", "--colour"],
    ],
)
def test_bad_usage_ends_with_2_and_says_why(tmp_path: Path, arguments: list[str]) -> None:
    DevelopmentIssuer.made_in_folder(tmp_path)
    ended = concordat(*arguments, *(["--data", str(tmp_path)] if arguments[0] in ("token", "matrix", "trail", "show") else []))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr


def test_a_file_that_cannot_be_read_is_told_before_anything_is_taken(folder: Path) -> None:
    assert concordat("load", folder / "none.ndjson", "--data", folder).returncode != 0
    (folder / "broken.csv").write_text("id,effective_on\n1,2010-01-01\n")
    ended = concordat("load", folder / "broken.csv", "--data", folder)
    assert ended.returncode == 1
    assert "broken-details.toml" in ended.stderr
    assert not (folder / "postgres").exists()


def test_a_setting_at_fault_is_named(tmp_path: Path) -> None:
    ended = concordat("status", "--data", tmp_path, CONCORDAT_LOG_LEVEL="loud")
    assert ended.returncode == 1
    assert "CONCORDAT_LOG_LEVEL" in ended.stderr


def test_the_openapi_document_is_printed_without_a_database(tmp_path: Path) -> None:
    ended = concordat("openapi", CONCORDAT_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert ended.returncode == 0, ended.stderr
    assert "/v1/commands/register-contract" in json.loads(ended.stdout)["paths"]


def test_help_names_every_subcommand() -> None:
    told = concordat("--help").stdout
    for subcommand in ("serve", "load", "token", "status", "trail", "show", "matrix", "openapi"):
        assert subcommand in told
