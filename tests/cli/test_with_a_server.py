"""The command line beside a running server, on the history."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx2
import pytest

from tests.cli.concordat import HISTORY, as_json, concordat
from tests.http.conftest import new_folder
from tests.http.server import AUTHORITY, Server, command, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that has loaded the history."""
    with new_folder() as folder, serving(folder, "--load", str(HISTORY)) as running:
        yield running


def test_a_token_is_printed_alone_and_is_taken_by_the_server(server: Server) -> None:
    ended = concordat("token", "--role", "officer", "--borough", "westminster", "--data", server.folder)
    assert ended.returncode == 0
    token = ended.stdout.removesuffix("\n")
    assert token.count(".") == 2
    assert not set(token) & set(" \n")
    read = httpx2.get(f"{server.url}/v1/matrix", headers={"Authorization": f"Bearer {token}"})
    assert read.status_code == 200


def test_a_token_names_its_subject_roles_and_borough(server: Server) -> None:
    asked = ("token", "--role", "officer", "--role", "board", "--borough", "westminster", "--subject", "clerk-7")
    token = concordat(*asked, "--data", server.folder).stdout.strip()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "from-the-command-line"}
    note = command({"note": "cli", "text": "Nothing was found.", "objects": ["borough:westminster"]}, "2020-01-01")
    written = httpx2.post(f"{server.url}/v1/commands/record-note", json=note, headers=headers)
    actor = httpx2.get(f"{server.url}{written.headers['Location']}", headers=headers).json()["actor"]
    assert actor == {"subject": "clerk-7", "roles": ["board", "officer"], "borough": "westminster"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("matrix", "--as-of", "2014-07-01"),
        ("show", "contract", "westminster-vertex-2002", "--as-of", "2013-01-01"),
        ("show", "programme"),
        ("show", "migrations", "desktop", "--known-at", "100"),
    ],
)
def test_what_it_shows_a_program_is_what_the_server_answers(server: Server, arguments: tuple[str, ...]) -> None:
    kind, *rest = [each for each in arguments if not each.startswith("--") and each[:1].isalpha()]
    path = (
        "/v1/matrix"
        if kind == "matrix"
        else {"contract": "/v1/contracts", "programme": "/v1/programme"}.get(rest[0], "/v1/migrations")
    )
    query = {arguments[n][2:].replace("-", "_"): arguments[n + 1] for n, each in enumerate(arguments) if each.startswith("--")}
    answer = server.client("auditor").get("/".join([path, *rest[1:]]), params=query).json()
    shown = as_json(*arguments, "--data", server.folder)
    for document in (answer, shown):
        document.pop("known_at")
        document.pop("next", None)
    assert shown == answer


def test_the_trail_takes_the_filters_of_the_api(server: Server) -> None:
    asked = {"object": "contract:westminster-vertex-2002", "type": "ContractExtended"}
    answer = server.client("auditor").get("/v1/decisions", params=asked).json()
    options = [part for name, value in asked.items() for part in (f"--{name}", value)]
    assert as_json("trail", *options, "--data", server.folder)["items"] == answer["items"]
    assert len(answer["items"]) == 1


def test_a_record_is_shown_by_its_position(server: Server) -> None:
    shown = as_json("show", "decision", "1", "--data", server.folder)
    assert (shown["type"], shown["position"]) == ("ProgrammeStarted", 1)


def test_the_status_says_how_far_the_ledger_has_come(server: Server) -> None:
    status = as_json("status", "--data", server.folder)
    assert status["position"] >= 179
    assert (status["programme"], status["boroughs"], status["irregularities"]) == ("Tri-borough shared services", 3, 4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("matrix", "--as-of", "2014-07-01"), ["westminster", "adult-social-care", "merged 2012-04-01", "contracts.not-concluded"]),
        (("trail", "--limit", "2"), ["ProgrammeStarted", "programme:ledger", "for board"]),
        (("show", "contract", "westminster-vertex-2002"), ["Westminster IT and customer services 2002", "concluded"]),
        (("status",), ["Tri-borough shared services"]),
    ],
)
def test_people_get_tables(server: Server, arguments: tuple[str, ...], words: list[str]) -> None:
    ended = concordat(*arguments, "--data", server.folder)
    assert ended.returncode == 0, ended.stderr
    for word in words:
        assert word in ended.stdout
    assert "\x1b" not in ended.stdout


def test_a_file_loaded_again_records_nothing_more(server: Server) -> None:
    ended = concordat("load", HISTORY, "--data", server.folder)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "0 commands recorded, 169 had been before; 4 irregular, 0 refused." in ended.stderr


def test_refused_lines_are_told_and_end_with_1(server: Server) -> None:
    lines = [
        {"command": "conclude-contract", "key": "c1", "for": "westminster", "data": {"contract": "never-was", "manner": "expiry"}},
        {
            "command": "record-note",
            "key": "c2",
            "for": "board",
            "data": {"note": "n2", "text": "x", "objects": ["programme:ledger"]},
        },
    ]
    batch = "\n".join(json.dumps({"effective_on": "2020-01-01", "authority": AUTHORITY, **line}) for line in lines)
    ended = concordat("load", "-", "--data", server.folder, "--json", stdin=batch + "\nnot json\n")
    assert ended.returncode == 1
    assert [json.loads(line)["status"] for line in ended.stdout.splitlines()] == [409, 201, 400]
    assert "c1 conclude-contract: unknown.subject" in ended.stderr
    assert "line 3: malformed" in ended.stderr
    stopped = concordat("load", "-", "--data", server.folder, "--json", "--stop-on-refusal", stdin=batch)
    assert [json.loads(line)["status"] for line in stopped.stdout.splitlines()] == [409]
