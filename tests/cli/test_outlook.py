"""Every subcommand that reads takes `--as-of` and `--known-at`, and tells what the server answers to the same question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli.concordat import HISTORY, as_json, concordat
from tests.http.conftest import new_folder
from tests.http.server import Server, serving

MOVE = {"command": "move-borough", "data": {"migration": "desktop", "borough": "westminster"}}
MOMENT = ("--as-of", "2014-07-01", "--known-at", "120")
READS = [
    # subcommand, path, further options
    (("matrix",), "/v1/matrix", {}),
    (("show", "contract", "westminster-vertex-2002"), "/v1/contracts/westminster-vertex-2002", {}),
    (("show", "programme"), "/v1/programme", {}),
    (("trail", "--limit", "1000"), "/v1/decisions", {"limit": "1000"}),
    (("gates", "desktop"), "/v1/migrations/desktop/gates", {}),
    (("forecast",), "/v1/forecast", {}),
    (("deadlines", "--within", "P3Y"), "/v1/deadlines", {"within": "P3Y"}),
    (("benefits",), "/v1/benefits", {}),
    (("irregularities",), "/v1/irregularities", {}),
    (("why", "contract", "westminster-vertex-2002"), "/v1/contracts/westminster-vertex-2002/why", {}),
    (("why", "westminster", "desktop"), "/v1/matrix/westminster/desktop", {}),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that has loaded the history."""
    with new_folder() as folder, serving(folder, "--load", str(HISTORY)) as running:
        yield running


@pytest.mark.parametrize(("asked", "path", "query"), READS, ids=[" ".join(asked) for asked, _, _ in READS])
def test_what_is_read_at_a_moment_is_what_the_server_answers(
    server: Server, asked: tuple[str, ...], path: str, query: dict[str, str]
) -> None:
    moment = {"as_of": "2014-07-01", "known_at": "120"}
    answer = server.client("auditor").get(path, params={**moment, **query}).json()
    answer.pop("next", None)
    assert as_json(*asked, *MOMENT, "--data", server.folder) == answer
    assert (answer["as_of"], answer["known_at"], answer["position"]) == ("2014-07-01", 120, 120)


def test_what_changed_between_two_moments_is_what_the_server_answers(server: Server) -> None:
    query = {"from": "2014-07-01", "to": "2015-07-01", "known_from": "100", "known_to": "150"}
    options = [part for name, value in query.items() for part in (f"--{name.replace('_', '-')}", value)]
    assert as_json("changes", *options, "--data", server.folder) == server.client("auditor").get("/v1/changes", params=query).json()


@pytest.mark.parametrize("form", ["a question", "a command a line"])
def test_what_would_follow_is_what_the_server_answers(server: Server, tmp_path: Path, form: str) -> None:
    question = {"commands": [MOVE, {**MOVE, "effective_on": "2014-11-01"}]}
    written = json.dumps(question) if form == "a question" else "\n".join(map(json.dumps, question["commands"]))
    (tmp_path / "asked").write_text(written)
    moment = {"as_of": "2014-12-01", "known_at": "120"}
    answer = server.client("auditor").post("/v1/what-if", params=moment, json=question).json()
    told = as_json("what-if", tmp_path / "asked", "--as-of", "2014-12-01", "--known-at", "120", "--data", server.folder)
    assert told == answer
    assert [outcome["status"] for outcome in told["outcomes"]] != []


def test_deadlines_are_written_as_the_calendar_that_the_server_gives(server: Server) -> None:
    query = {"as_of": "2014-07-01", "known_at": "120", "within": "P3Y"}
    written = concordat("deadlines", "--ics", "--within", "P3Y", *MOMENT, "--data", server.folder).stdout
    found: Any = Calendar.from_ical(written)
    assert found == Calendar.from_ical(server.client("auditor").get("/v1/deadlines.ics", params=query).text)
    assert found.walk("VEVENT")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("forecast", "--as-of", "2014-07-01"), ["Desktop", "2016-10-31", "runs to 31 October 2016", "all: the merger"]),
        (("deadlines", "--as-of", "2014-07-01"), ["2014-10-31", "with conclude-contract"]),
        (("benefits", "--as-of", "2014-07-01"), ["childrens-services", "7700000.00", "claimed"]),
        (("irregularities",), ["contract.area-already-moved", "ContractRegistered"]),
        (("why", "contract", "westminster-vertex-2002"), ["ends on", "concluded on"]),
        (("what-if", "-", "--as-of", "2014-07-01"), ["Rules are in the way", "Westminster cannot move", "move-borough"]),
    ],
)
def test_people_get_tables(server: Server, arguments: tuple[str, ...], words: list[str]) -> None:
    ended = concordat(*arguments, "--data", server.folder, stdin=json.dumps(MOVE))
    assert ended.returncode == 0, ended.stderr
    for word in words:
        assert word in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["forecast", "--as-of", "yesterday"], 2),
        (["deadlines", "--within", "soon"], 2),
        (["deadlines", "--as-of", "2014-07-01", "--within", "2014-06-30"], 2),
        (["benefits", "--known-at", "long ago"], 2),
        (["why", "contract", "never-was"], 1),
        (["why", "westminster", "never-was"], 1),
        (["why", "contract", "westminster-vertex-2002", "--known-at", "3"], 1),
        (["what-if", "no-such-file"], 2),
        (["what-if", "-"], 2),
    ],
)
def test_what_cannot_be_answered_is_told(server: Server, arguments: list[str], status: int) -> None:
    ended = concordat(*arguments, "--data", server.folder, stdin="not json")
    assert (ended.returncode, ended.stdout) == (status, "")
    assert ended.stderr
