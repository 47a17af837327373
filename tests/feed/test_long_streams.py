"""A stream that is open for long: it shows that it lives, and ends when its reader's token no longer holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import pytest
from starlette.requests import Request

from api import feed_sending
from api.feed_sending import Feed, pieces
from api.office import Office
from application.identity import NotAuthenticated
from application.ledger import Ledger
from application.ports import Stored, Unavailable
from application.reads import Reads
from application.trail import Criteria
from domain.decision import Actor
from tests.memory import MemoryStore

NOTHING = cast(Any, None)
REQUEST = Request({"type": "http", "headers": [(b"authorization", b"Bearer token")], "path": "/v1/feed"})


@dataclass
class Everything:
    """A trail that finds all there is, or meets a database that is away."""

    store: MemoryStore
    away: int = 0

    def search(self, criteria: Criteria, *, after: int, until: int, limit: int, descending: bool) -> list[Stored]:
        if self.away:
            self.away -= 1
            raise Unavailable("The database is away.")
        return list(self.store.stream(None, after=after, until=until))[:limit]

    def known_at(self, moment: datetime) -> int:
        return self.store.head()


@dataclass
class Doorman:
    """Lets in as often as he is told to."""

    faults: list[Exception | None] = field(default_factory=list)

    async def actor(self, token: str) -> Actor:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        return Actor("reader", frozenset({"auditor"}))


def told(doorman: Doorman, number: int, *, away: int = 0) -> list[bytes]:
    """The first words of a feed, at most so many."""

    async def listen() -> list[bytes]:
        store = MemoryStore()
        reads = Reads(store, Everything(store, away), lambda: date(2026, 1, 1))
        office = Office(ledger=Ledger(store, lambda: ""), reads=reads, log=NOTHING, identity=doorman, require_ready=lambda: None)
        words: AsyncIterator[bytes] = Feed(office, REQUEST, Criteria(), 0, None).words()
        found = []
        async for each in words:
            found.append(each)
            if len(found) == number:
                break
        office.news.close()
        return found

    return asyncio.run(listen())


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_sending, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(feed_sending, "TRY_AGAIN_SECONDS", 0.01)


def test_a_stream_without_news_shows_that_it_lives_by_comments() -> None:
    assert told(Doorman(), 3) == [b"retry: 2000\n\n", *[b": all is told through position 0\n\n"] * 2]


def test_a_stream_ends_when_the_token_that_it_was_opened_with_no_longer_holds() -> None:
    words = told(Doorman([None, NotAuthenticated("It has expired.")]), 100)
    assert words[-1].startswith(b": the token no longer holds")
    assert len(words) < 100


def test_a_stream_goes_on_while_nobody_can_say_whether_the_token_holds() -> None:
    words = told(Doorman([Unavailable("The issuer's keys cannot be fetched.")] * 3), 6)
    assert len(words) == 6


def test_a_stream_says_that_it_waits_for_the_database_and_goes_on() -> None:
    words = told(Doorman(), 5, away=2)
    assert sum(each.startswith(b": the database cannot answer") for each in words) == 2
    assert words[-1].startswith(b": all is told")


def test_events_are_put_together_as_far_as_they_fit_and_never_cut() -> None:
    small, large = b"x" * 1000, b"y" * 100_000
    assert list(pieces([])) == []
    assert list(pieces([small, small])) == [small + small]
    assert list(pieces([small, large, small])) == [small, large, small]
