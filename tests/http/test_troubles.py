"""Troubles that a real server hardly meets on purpose: here the application runs on a ledger in memory that makes them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any, cast

import httpx2
import pytest

from api.app import create_app
from api.office import Office
from application.ledger import Ledger
from application.ports import BoundaryChanged, Draft, Stored, TooLarge, Unavailable
from application.reads import Reads
from domain.boundary import Boundary
from infrastructure.identity import TokenIdentity
from infrastructure.identity_dev import DevelopmentIssuer
from tests.http.server import command, new_key
from tests.memory import MemoryStore

NOTHING = cast(Any, None)
BODY = command({"title": "Shared IT"}, "2010-01-01")


@dataclass
class Troubled(MemoryStore):
    """A store whose appends meet this trouble, once they may go on."""

    trouble: Exception | None = None
    may_go_on: Event = field(default_factory=Event)
    appended: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.may_go_on.set()

    def append(self, drafts: Sequence[Draft], *, unless: Boundary, after: int) -> list[Stored]:
        self.appended += 1
        self.may_go_on.wait(60)
        if self.trouble is not None:
            raise self.trouble
        return super().append(drafts, unless=unless, after=after)


@dataclass
class Service:
    """The application on a troubled store."""

    store: Troubled
    issuer: DevelopmentIssuer
    waiting: int = 1_000

    def office(self) -> Office:
        return Office(
            ledger=Ledger(self.store, new_key),
            reads=Reads(self.store, NOTHING, lambda: date(2026, 1, 1)),
            identity=TokenIdentity(self.issuer.issuer()),
            require_ready=lambda: None,
            log=NOTHING,
            waiting=self.waiting,
        )

    def client(self, office: Office) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {self.issuer.token(['board'], None, 'secretary')}"}
        transport = httpx2.ASGITransport(create_app(office))
        return httpx2.AsyncClient(transport=transport, base_url="http://concordat", headers=headers)

    def posted(self) -> httpx2.Response:
        """The answer to one command."""

        async def post() -> httpx2.Response:
            async with self.client(self.office()) as client:
                return await client.post("/v1/commands/start-programme", json=BODY, headers={"Idempotency-Key": new_key()})

        return asyncio.run(post())


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(Troubled(), DevelopmentIssuer.made_in_folder(tmp_path))


@pytest.mark.parametrize(
    ("trouble", "status", "name"),
    [
        (BoundaryChanged("Somebody else decided."), 429, "contended"),
        (Unavailable("The database could not record it. Nothing was recorded."), 503, "unavailable"),
        (TooLarge("The record would be longer than 65,535 bytes. Nothing was recorded."), 413, "too-large"),
    ],
)
def test_what_the_store_meets_is_told(service: Service, trouble: Exception, status: int, name: str) -> None:
    service.store.trouble = trouble
    answer = service.posted()
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:concordat:problem:{name}")
    assert ("Retry-After" in answer.headers) == (status in (429, 503))
    assert service.store.head() == 0


def test_a_fault_that_nobody_foresaw_is_told_without_its_insides(service: Service) -> None:
    service.store.trouble = RuntimeError("password=hunter2")
    answer = service.posted()
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:concordat:problem:internal")
    assert "hunter2" not in answer.text
    assert answer.headers["X-Correlation-ID"]


def test_what_a_database_says_is_not_repeated_to_the_caller(service: Service) -> None:
    cause = ValueError("connection to 10.0.0.7 failed")
    trouble = Unavailable(f"The database could not record it. Nothing was recorded. {cause}")
    trouble.__cause__ = cause
    service.store.trouble = trouble
    answer = service.posted()
    assert answer.json()["detail"] == "The database could not record it. Nothing was recorded."


def test_a_queue_that_is_full_is_told_at_once_and_what_is_in_it_is_recorded(service: Service) -> None:
    service.waiting = 3

    async def post_many() -> list[int]:
        office = service.office()
        async with service.client(office) as client:
            notes = [{"note": f"n{number}", "text": "x", "objects": ["programme:ledger"]} for number in range(20)]

            async def post(note: dict[str, Any]) -> int:
                key = {"Idempotency-Key": note["note"]}
                answer = await client.post("/v1/commands/record-note", json=command(note), headers=key)
                if answer.status_code == 503:
                    service.store.may_go_on.set()  # only now may those that wait go on
                return answer.status_code

            first = await client.post("/v1/commands/start-programme", json=BODY, headers={"Idempotency-Key": "first"})
            service.store.may_go_on.clear()
            return [first.status_code, *await asyncio.gather(*map(post, notes))]

    statuses = asyncio.run(post_many())
    assert set(statuses) == {201, 503}
    assert service.store.head() == statuses.count(201)
