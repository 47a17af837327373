"""A new command is one file of the domain: routes, OpenAPI, batch and command line read the registry."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.http.server import AUTHORITY, command, environment, serving

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")  # not the script, which would find the house it belongs to
SOURCE = '''
"""Name a champion: somebody in a borough who speaks for the programme there."""

from __future__ import annotations

from domain.decision import Decision
from domain.rule import OWN_BOROUGH, Kind
from domain.words import Id, Title


class ChampionNamed(Decision):
    borough: Id
    post: Title


KINDS = (Kind("name-champion", ChampionNamed, OWN_BOROUGH, "Name who speaks for the programme in a borough."),)
'''


def with_one_file_more(folder: Path) -> Path:
    """A copy of the house with this one file in it."""
    house = folder / "house"
    for package in ("domain", "application", "infrastructure", "api"):
        shutil.copytree(ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__"))
    (house / "domain" / "borough" / "champion.py").write_text(SOURCE)
    return house


def concordat(house: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    program = [*PROGRAM, *arguments]
    return subprocess.run(program, cwd=house, env=environment(), input=stdin, capture_output=True, text=True, timeout=120)


def test_one_file_of_the_domain_adds_its_route_its_schema_its_line_in_a_batch_and_its_place_in_the_trail(folder: Path) -> None:
    house = with_one_file_more(folder)
    document = json.loads(concordat(house, "openapi").stdout)
    operation = document["paths"]["/v1/commands/name-champion"]["post"]
    assert operation["summary"] == "Name who speaks for the programme in a borough."
    content = operation["requestBody"]["content"]["application/json"]
    assert document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    assert set(content["examples"]["name-champion"]["value"]["data"]) == {"borough", "post"}

    lines = [
        {"command": "start-programme", "for": "board", "data": {"title": "Shared IT"}},
        {"command": "admit-borough", "for": "board", "data": {"borough": "westminster", "title": "Westminster"}},
        {"command": "name-champion", "for": "westminster", "data": {"borough": "westminster", "post": "Chief librarian"}},
    ]
    batch = "".join(
        json.dumps({"key": f"k{number}", "effective_on": "2012-01-01", "authority": AUTHORITY, **line}) + "\n"
        for number, line in enumerate(lines)
    )
    loaded = concordat(house, "load", "-", "--data", str(folder / "var"), "--json", stdin=batch)
    assert [json.loads(line)["status"] for line in loaded.stdout.splitlines()] == [201, 201, 201]
    trail = concordat(house, "trail", "--type", "ChampionNamed", "--data", str(folder / "var"), "--json")
    assert [item["position"] for item in json.loads(trail.stdout)["items"]] == [3]


def test_its_route_takes_it(folder: Path) -> None:
    house = with_one_file_more(folder)
    with serving(folder / "var", program=PROGRAM, cwd=house) as server:
        server.post("start-programme", command({"title": "Shared IT"}, "2010-01-01"))
        server.post("admit-borough", command({"borough": "westminster", "title": "Westminster"}, "2010-01-01"))
        named = command({"borough": "westminster", "post": "Chief librarian"}, "2012-01-01")
        assert server.post("name-champion", named).status_code == 403
        assert server.post("name-champion", named, client=server.client("officer", "westminster")).status_code == 201
