"""Exports over HTTP: for readers with a token, at their own pace, and never taken for whole when they are not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from threading import Event

import httpx2
import pytest
from starlette.types import Message

from api import streaming
from api.export_sending import ExportResponse, Taking
from api.streaming import PIECE
from api.workers import Workers
from tests.export.conftest import Ledger

CHUNK = b"x" * (PIECE + 1)


class Source:
    """An export without end, which notes how many chunks were made of it and that it was closed."""

    def __init__(self, taking: Taking) -> None:
        self.made = 0
        self.closed = Event()
        self._taking = taking

    def chunks(self) -> Iterator[bytes]:
        try:
            while True:
                self._taking.told(self.made)
                self.made += 1
                yield CHUNK
        finally:
            self.closed.set()


def answered(reader_takes: int, then: str) -> tuple[Source, list[Message]]:
    """Send an endless export to a reader who takes so many messages; then the reader goes, the server stops, or neither."""

    async def run() -> tuple[Source, list[Message]]:
        workers = Workers("test", 2, 10)
        taking, closing, gone = Taking(workers), asyncio.Event(), asyncio.Event()
        source = Source(taking)
        taking.chunks = source.chunks()
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)
            if len(sent) == reader_takes:
                if then != "takes nothing":
                    (closing if then == "server stops" else gone).set()
                await asyncio.Event().wait()  # it takes no more

        async def receive() -> Message:
            await gone.wait()
            return {"type": "http.disconnect"}

        await ExportResponse(taking, "text/csv", {}, set(), closing)({"type": "http"}, receive, send)
        workers.close()
        return source, sent

    return asyncio.run(run())


@pytest.mark.parametrize("then", ["reader goes", "server stops", "takes nothing"])
def test_a_reader_who_goes_or_takes_nothing_or_a_server_that_stops_ends_the_reading_and_the_answer_is_not_whole(
    then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "STALLED_SECONDS", 0.05)
    source, sent = answered(8, then)
    assert source.closed.is_set()
    assert all(message.get("more_body", True) for message in sent)


def test_no_more_is_read_than_is_taken() -> None:
    source, sent = answered(6, "reader goes")
    taken = sum(len(message.get("body", b"")) for message in sent)
    assert source.made * len(CHUNK) <= taken + len(CHUNK)


@pytest.mark.parametrize("role", ["officer", "board", "auditor", "integrator", "operator"])
def test_every_role_may_export(ledger: Ledger, role: str) -> None:
    borough = "westminster" if role in ("officer", "integrator") else None
    answer = ledger.server.client(role, borough).get("/v1/export", params={"format": "ndjson", "known_at": 3})
    assert (answer.status_code, answer.content.count(b"\n")) == (200, 3)


def test_nobody_exports_without_a_token(ledger: Ledger) -> None:
    for format_ in ("ndjson", "bundle", "extract"):
        answer = httpx2.get(f"{ledger.server.url}/v1/export", params={"format": format_, "object": "area:desktop"})
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "/format"),
        ({"format": "pdf"}, "/format"),
        ({"format": "bundle", "q": "move"}, "/q"),
        ({"format": "bundle", "known_at": "5"}, "/known_at"),
        ({"format": "extract"}, "/object"),
        ({"format": "extract", "object": ["area:desktop", "contract:c-1"]}, "/object"),
        ({"format": "extract", "object": "area:desktop", "type": "BoroughMoved"}, "/type"),
        ({"format": "csv", "partition": "year"}, "/partition"),
        ({"format": "csv", "order": "desc"}, "/order"),
    ],
)
def test_what_cannot_be_exported_is_refused_by_its_name(ledger: Ledger, asked: dict[str, str], field: str) -> None:
    answer = ledger.server.board.get("/v1/export", params=asked)
    assert answer.status_code == 422, answer.text
    assert field in [each["pointer"] for each in answer.json()["errors"]]
