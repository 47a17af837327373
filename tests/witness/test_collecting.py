"""What the ledger makes of what witnesses answer: kept when it is good, alarmed when it cannot be, asked again when it may be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import psycopg
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.witness import create_witness_app
from application.collecting import Alarm, WitnessContradicts
from application.proof.checkpoint import Checkpoint
from application.proof.cosignature import cosign
from application.proof.keys import WITNESS, SigningKey, new_key
from application.proof.note import parse_note, sign_note
from application.proof.opening import open_note
from application.proof.policy import parse_policy
from application.sealing import Seal
from application.transparency import TransparencyLog
from application.witnessed import STALE, lateness
from application.witnessing import Witness
from infrastructure.postgres.cosignatures import PostgresCosignatures
from infrastructure.witness.attending import Attendant, Ledger, attendants
from infrastructure.witness.checkpoints import SqliteCheckpoints
from tests.sealing.conftest import Log, key, log

__all__ = ["key", "log"]  # fixtures
URL = "http://witness.example"
Scripted = Callable[[Request], Awaitable[Response]]
NAMES = ("a", "b", "c")


@dataclass
class Asked:
    """A ledger with a witness at the other end of the line, whose application a test may change."""

    log: Log
    keys: dict[str, SigningKey]
    cosignatures: PostgresCosignatures
    ledger: Ledger
    attendants: list[Attendant]
    contradictions: list[WitnessContradicts] = field(default_factory=list)

    @property
    def first(self) -> Attendant:
        return self.attendants[0]

    def newest(self) -> Seal:
        seal = self.log.sealed.newest()
        assert seal is not None
        return seal

    def seal(self, records: int) -> Seal:
        self.log.record_many(records)
        assert self.log.sealer.seal() is not None
        return self.newest()

    def attend(self, app: Starlette, seal: Seal | None = None, which: int = 0) -> float:
        async def run() -> float:
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as client:
                return await self.attendants[which].attend(client, seal or self.newest())

        return asyncio.run(run())


@pytest.fixture
def asked(log: Log) -> Asked:
    keys = {name: new_key(f"{name}.example", WITNESS) for name in NAMES}
    text = "".join(f"witness {name} {each.verifier} {URL}/{name}\n" for name, each in keys.items())
    text += f"log {log.key.verifier}\ngroup any-two 2 a b c\nquorum any-two\n"
    policy = parse_policy(text)
    cosignatures = PostgresCosignatures(log.recorder.reader, policy, text)
    ledger = Ledger(TransparencyLog(log.sealed, cosignatures), cosignatures, log.key.name, [log.key.verifier])
    found: list[WitnessContradicts] = []
    return Asked(log, keys, cosignatures, ledger, attendants(ledger, policy, found.append), found)


@contextmanager
def witness(asked: Asked, path: Path, name: str = "a") -> Iterator[Starlette]:
    checkpoints = SqliteCheckpoints(path / f"{name}.sqlite")
    yield create_witness_app(Witness([asked.keys[name]], [asked.log.key.verifier], checkpoints, time.time), f"/{name}")
    checkpoints.close()


def scripted(status: int = 200, said: str = "", media: str = "text/plain", shown: str = "") -> Starlette:
    """A witness that always answers so."""

    async def add(_: Request) -> Response:
        return Response(said, status, media_type=media)

    async def show(_: Request) -> Response:
        return PlainTextResponse(shown or "none", 200 if shown else 404)

    return Starlette(routes=[Route("/a/add-checkpoint", add, methods=["POST"]), Route("/a/{digest}/checkpoint", show)])


def test_a_witness_is_asked_from_what_it_last_cosigned_and_what_it_says_is_kept(asked: Asked, tmp_path: Path) -> None:
    with witness(asked, tmp_path) as app:
        for records in (3, 300, 70_000):
            assert asked.attend(app, asked.seal(records)) == 0
    (newest,) = asked.cosignatures.of([70_303])[70_303]
    assert (newest.witness, newest.first) == ("a.example", newest.last)
    assert asked.first.standing.size == 70_303
    assert not asked.first.is_due(asked.newest())


def test_a_witness_that_is_ahead_of_what_we_remember_or_behind_it_is_asked_once_more(asked: Asked, tmp_path: Path) -> None:
    with witness(asked, tmp_path) as app:
        asked.attend(app, asked.seal(5))
        asked.log.tamper("DELETE FROM cosignature", "cosignature")
        assert asked.attend(app, asked.seal(5)) == 0
    with witness(asked, tmp_path / "..") as app:  # it lost its file, and began anew
        assert asked.attend(app, asked.seal(5)) == 0


def test_a_heartbeat_gives_a_fresh_time_and_keeps_the_first(asked: Asked, tmp_path: Path) -> None:
    seal = asked.seal(4)
    times = iter([time.time() - 4, time.time()])
    checkpoints = SqliteCheckpoints(tmp_path / "a.sqlite")
    app = create_witness_app(Witness([asked.keys["a"]], [asked.log.key.verifier], checkpoints, lambda: next(times)), "/a")
    asked.attend(app)
    asked.attend(app)
    (kept,) = asked.cosignatures.of([seal.size])[seal.size]
    assert kept.last_at - kept.first_at == 4 or kept.last_at - kept.first_at == 3
    note = TransparencyLog(asked.log.sealed, asked.cosignatures).checkpoint(seal)
    assert kept.last in note
    assert kept.first not in note
    checkpoints.close()


def good(asked: Asked, name: str = "a", ago: float = 0.0) -> str:
    return f"{cosign(parse_note(asked.newest().note.encode()).text, asked.keys[name], int(time.time() - ago))}\n"


@pytest.mark.parametrize(
    ("make", "alarm", "said"),
    [
        (lambda asked: scripted(403, "no"), Alarm.CONFIGURATION, "does not take this log's checkpoints"),
        (lambda asked: scripted(404, "who"), Alarm.CONFIGURATION, "does not take this log's checkpoints"),
        (lambda asked: scripted(409, "99\n", "text/x.tlog.size"), Alarm.FORK, "says that it holds 99 records"),
        (lambda asked: scripted(422, "no"), Alarm.FORK, "holds another history"),
        (lambda asked: scripted(409, "0\n", "text/x.tlog.size"), None, "409 without the size"),
        (lambda asked: scripted(409, "nine", "text/x.tlog.size"), None, "409 without the size"),
        (lambda asked: scripted(500), None, "it answered 500"),
        (lambda asked: scripted(200, ""), Alarm.CONFIGURATION, "no cosignature by a key"),
        (lambda asked: scripted(200, "A" * 100_000), None, "its answer has no end"),
        (lambda asked: scripted(200, good(asked, "b")), Alarm.CONFIGURATION, "no cosignature by a key"),
        (
            lambda asked: scripted(200, good(asked)[:-9] + "AAAAAAA=\n"),
            Alarm.CONFIGURATION,
            "no cosignature by a key of the policy",
        ),
        (lambda asked: scripted(200, good(asked, ago=60)), Alarm.CONFIGURATION, "its clock and ours differ"),
        (lambda asked: scripted(200, good(asked, ago=-90)), Alarm.CONFIGURATION, "its clock and ours differ"),
        (lambda asked: scripted(200, good(asked), shown="nonsense"), Alarm.CONFIGURATION, "no checkpoint of this log"),
    ],
    ids=[
        *(
            "the log's key is unknown",
            "the log is unknown",
            "it holds more",
            "it holds another",
            "it holds what was said",
            "no size",
        ),
        *(
            "a fault",
            "nothing",
            "no end",
            "another's key",
            "a broken signature",
            "a time before",
            "a time to come",
            "it shows nonsense",
        ),
    ],
)
def test_an_answer_that_is_not_good_is_not_kept(
    asked: Asked, make: Callable[[Asked], Starlette], alarm: Alarm | None, said: str
) -> None:
    seal = asked.seal(3)
    assert asked.attend(make(asked)) == 1
    assert (asked.first.standing.alarm, said in asked.first.standing.fault) == (alarm, True), asked.first.standing.fault
    assert asked.cosignatures.of([seal.size]) == {}
    assert asked.first.is_due(seal)
    assert asked.contradictions == []
    assert asked.attend(make(asked)) == 2  # and later each time
    assert asked.attend(scripted(200, good(asked))) == 0
    assert (asked.first.standing.alarm, asked.first.standing.fault) == (None, "")


@pytest.mark.parametrize(
    ("size", "said"), [(9, "cosigned a checkpoint of 9 records"), (2, "cosigned another history of 2 records")]
)
def test_a_checkpoint_signed_by_our_key_that_is_not_in_the_store_is_a_contradiction(asked: Asked, size: int, said: str) -> None:
    asked.seal(3)
    shown = str(sign_note(str(Checkpoint(asked.log.key.name, size, b"?" * 32)), asked.log.key))
    asked.attend(scripted(200, good(asked), shown=shown))
    assert asked.first.standing.alarm is Alarm.FORK
    (found,) = asked.contradictions
    assert said in str(found)


def test_a_checkpoint_that_a_key_signed_which_the_policy_dropped_stops_nobody(asked: Asked) -> None:
    asked.seal(3)
    stolen = new_key(asked.log.key.name, asked.log.key.type)
    shown = str(sign_note(str(Checkpoint(stolen.name, 9, b"?" * 32)), stolen))
    asked.attend(scripted(409, "9\n", "text/x.tlog.size", shown=shown))
    assert (asked.first.standing.alarm, asked.contradictions) == (Alarm.CONFIGURATION, [])


def test_what_is_published_is_the_newest_that_enough_have_cosigned(asked: Asked) -> None:
    def say(size: int, *names: str) -> None:
        for name in names:
            asked.cosignatures.keep(size, f"{name}.example", asked.keys[name].verifier.id, f"\u2014 {name}", 1_000 + size)

    for _ in range(8):
        asked.seal(1)
    assert asked.cosignatures.published() is None
    say(0, "a", "b")
    say(2, "a", "b")
    say(3, "b")
    for size in range(4, 9):
        say(size, "c")
    published = asked.cosignatures.published()
    assert published is not None
    assert published.size == 2
    say(7, "a")
    published = asked.cosignatures.published()
    assert published is not None
    assert published.size == 7
    asked.cosignatures.keep(8, "stranger.example", b"1234", "\u2014 s", 1)
    assert asked.cosignatures.published() == published


def test_without_a_policy_every_seal_is_published_and_the_logs_own_keys_are_named(asked: Asked) -> None:
    bare = TransparencyLog(asked.log.sealed)
    assert bare.published() == asked.newest()
    policy = parse_policy(bare.policy())
    assert policy.keys() == [asked.log.key.verifier]
    assert policy.is_met([])
    assert open_note(bare.checkpoint(bare.published()).encode(), policy.keys()).verified


def test_lateness_is_told_of_a_seal_that_waits_and_of_heartbeats_that_fail(asked: Asked) -> None:
    policy, sealed = parse_policy(asked.cosignatures.policy()), asked.log.sealed

    def late(now: datetime) -> str:
        return lateness(sealed, asked.cosignatures, policy, now, 60)

    now = asked.newest().sealed_at
    assert late(now + timedelta(seconds=59)) == ""
    assert "waited 61 seconds" in late(now + timedelta(seconds=61))
    for name in NAMES[:2]:
        asked.cosignatures.keep(0, f"{name}.example", asked.keys[name].verifier.id, "x", int(now.timestamp()))
    assert late(now + STALE - timedelta(seconds=10)) == ""
    assert "last stood by the record" in late(now + STALE + timedelta(seconds=10))
    asked.cosignatures.keep(0, "a.example", asked.keys["a"].verifier.id, "y", int((now + STALE).timestamp()))
    assert "last stood by the record" in late(now + STALE + timedelta(seconds=10))
    asked.cosignatures.keep(0, "b.example", asked.keys["b"].verifier.id, "y", int((now + STALE).timestamp()))
    assert late(now + STALE + timedelta(seconds=10)) == ""
    assert now.tzinfo is UTC


def test_what_witnesses_said_is_never_taken_back(asked: Asked) -> None:
    asked.cosignatures.keep(0, "a.example", b"abcd", "first", 10)
    asked.cosignatures.keep(0, "a.example", b"abcd", "later", 30)
    asked.cosignatures.keep(0, "a.example", b"abcd", "between", 20)
    (kept,) = asked.cosignatures.of([0])[0]
    assert (kept.first, kept.first_at, kept.last, kept.last_at) == ("first", 10, "later", 30)
    with asked.log.database.connect() as connection:
        for statement in ("DELETE FROM cosignature", "UPDATE cosignature SET first = 'x'", "UPDATE cosignature SET last_at = 29"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
