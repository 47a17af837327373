"""The second level: the whole service, from tokens and routes to PostgreSQL.

The requests are real but for the socket: the application is called as its server calls it. Each scenario has a schema of its
own on the test process's database, because a record is never emptied.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import psycopg
from httpx2 import ASGITransport, AsyncClient, Response
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from api.app import create_app
from api.wiring.identity import DevelopmentIssuer, identity_of
from api.wiring.ledger import Settings, served
from api.wiring.office import office_of
from application.changes import HEADS
from tests.features.level import Command, Moment, Outcome, Poster, Recorded, Refused, SentBack, Told, question_of

FEATURES = sorted(str(path) for path in (Path(__file__).parents[2] / "features").rglob("*.feature"))
READER = Poster("reader", ("auditor",))
OPERATOR = Poster("operator", ("operator",))
FAR = "2200-12-31"
"""Later than anything that a scenario decides: reads without a date are about all of it, not about what counts today."""


@dataclass
class OverHttp:
    """Implements `Level`. `loop`: what the requests run on, one after another."""

    client: AsyncClient
    loop: asyncio.Runner
    issuer: DevelopmentIssuer
    tokens: dict[Poster, str]

    def post(self, command: Command) -> Outcome:
        # Only in a batch may an operator say for whom the history is.
        return _outcome(self._load([command])[0] if command.poster.acting_for else self._post(command))

    def enter(self, history: Sequence[Command]) -> list[Outcome]:
        """As an operator enters it: each command for whoever decided."""
        return [_outcome(answer) for answer in self._load(history)]

    def head(self) -> int:
        return int(self._get("/v1/decisions", limit=1, order="desc")["position"])

    def trail(self) -> Sequence[Told]:
        page = self._get("/v1/decisions", limit=1000)
        assert page["next"] is None
        return [Told(each.pop("position"), each["type"], each) for each in page["items"]]

    def told(self, position: int) -> Told:
        record = self._read(f"/v1/decisions/{position}", {}, accept="application/vnd.concordat.record+json")
        document = orjson.loads(record.content)
        return Told(position, document["type"], document)

    def state(self, kind: str, id_: str, at: Moment) -> str | None:
        found = self._read(f"/v1/{kind}s/{id_}", _asked(at))
        return None if found.status_code == 404 else str(_document(found)["state"])

    def stage(self, borough: str, area: str, at: Moment) -> str:
        items = self._get("/v1/matrix", **_asked(at))["items"]
        [stage] = [item["stage"] for item in items if (item["borough"], item["area"]) == (borough, area)]
        return str(stage)

    def listing(self, kind: str, at: Moment) -> list[dict[str, Any]]:
        found = self._get(f"/v1/{kind}s", **_asked(at), limit=1000)
        assert found["next"] is None
        return list(found["items"])

    def benefits(self, at: Moment) -> list[dict[str, Any]]:
        return list(self._get("/v1/benefits", **_asked(at))["items"])

    def deadlines(self, at: Moment, within: str) -> list[dict[str, Any]]:
        return list(self._get("/v1/deadlines", **_asked(at), within=within)["items"])

    def irregularities(self) -> list[int]:
        return [each["position"] for each in self._get("/v1/irregularities", as_of=FAR)["items"]]

    def load(self, lines: Iterable[bytes]) -> None:
        headers = {"Content-Type": "application/x-ndjson"}
        answer = self._send(OPERATOR, "POST", "/v1/commands", headers, b"\n".join(lines))
        assert {orjson.loads(outcome)["status"] for outcome in answer.content.splitlines()} == {201}

    def gates(self, migration: str, at: Moment) -> list[dict[str, Any]]:
        return list(self._get(f"/v1/migrations/{migration}/gates", **_asked(at))["items"])

    def why(self, kind: str, id_: str, at: Moment) -> dict[str, list[int]]:
        return dict(self._get(f"/v1/{kind}s/{id_}/why", **_asked(at))["why"])

    def changes(self, first: Moment, last: Moment) -> dict[str, list[dict[str, Any]]]:
        moments = {"from": first.as_of, "to": last.as_of, "known_from": first.known_at, "known_to": last.known_at}
        found = self._get("/v1/changes", **{name: value for name, value in moments.items() if value is not None})
        return {head: found[head] for head in HEADS}

    def what_if(self, commands: Sequence[Command], as_of: str) -> tuple[list[Outcome], dict[str, list[dict[str, Any]]]]:
        content = orjson.dumps(question_of(commands, as_of))
        answer = _document(self._send(READER, "POST", "/v1/what-if", {"Content-Type": "application/json"}, content))
        return [_outcome({"replayed": False, **outcome}) for outcome in answer["outcomes"]], answer["difference"]

    def _post(self, command: Command) -> dict[str, Any]:
        headers = {"Idempotency-Key": command.key, "Content-Type": "application/json"}
        answer = self._send(command.poster, "POST", f"/v1/commands/{command.name}", headers, orjson.dumps(command.body))
        return {"status": answer.status_code, **orjson.loads(answer.content)}

    def _load(self, commands: Sequence[Command]) -> list[dict[str, Any]]:
        lines = [{"command": each.name, "key": each.key, "for": _whose(each.poster), **each.body} for each in commands]
        headers = {"Content-Type": "application/x-ndjson"}
        answer = self._send(OPERATOR, "POST", "/v1/commands", headers, b"\n".join(map(orjson.dumps, lines)))
        return [orjson.loads(outcome) for outcome in answer.content.splitlines()]

    def _get(self, path: str, **asked: str | int) -> dict[str, Any]:
        return _document(self._read(path, asked))

    def _read(self, path: str, asked: Mapping[str, str | int], accept: str = "application/json") -> Response:
        return self._send(READER, "GET", path, {"Accept": accept}, asked=asked)

    def _send(
        self,
        poster: Poster,
        method: str,
        path: str,
        headers: dict[str, str],
        content: bytes | None = None,
        asked: Mapping[str, str | int] | None = None,
    ) -> Response:
        headers["Authorization"] = f"Bearer {self._token(poster)}"
        request = self.client.request(method, path, content=content, params=asked, headers=headers)
        return self.loop.run(request)

    def _token(self, poster: Poster) -> str:
        if poster not in self.tokens:
            self.tokens[poster] = self.issuer.token(list(poster.roles), poster.borough, poster.subject)
        return self.tokens[poster]


class Service:
    """The service on one database, and on one schema of it after another."""

    def __init__(self, conninfo: str, issuer: DevelopmentIssuer, loop: asyncio.Runner) -> None:
        self._url = f"postgresql:///?{urlencode(conninfo_to_dict(conninfo))}"
        self._issuer = issuer
        self._loop = loop
        self._identity = identity_of(Settings(), issuer)
        self._tokens: dict[Poster, str] = {}

    @contextmanager
    def empty_ledger(self, schema: str) -> Iterator[OverHttp]:
        """The service on a schema that is made for it."""
        settings = Settings(database_url=self._url, database_schema=schema, threads=2)
        with self._dropping(schema), served(settings, Path()) as opened:
            office = office_of(opened, self._identity, settings)
            client = AsyncClient(transport=ASGITransport(app=create_app(office)), base_url="http://ledger.test")
            yield OverHttp(client, self._loop, self._issuer, self._tokens)
            self._loop.run(client.aclose())
            office.close()

    @contextmanager
    def _dropping(self, schema: str) -> Iterator[None]:
        """Leave nothing behind: a server with the tables of every scenario takes long to stop."""
        yield
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))


def _outcome(answer: dict[str, Any]) -> Outcome:
    if "broken_rules" in answer:
        assert answer["status"] == (403 if any("authority." in rule["code"] for rule in answer["broken_rules"]) else 409)
        return Refused(tuple(answer["broken_rules"]))
    if "decisions" not in answer:
        assert answer["status"] == 422, answer
        return SentBack(answer["type"].rpartition(":")[2], tuple(each["message"] for each in answer.get("errors", ())))
    assert answer["status"] == (200 if answer["replayed"] else 201)
    decisions = tuple((each["position"], each["type"]) for each in answer["decisions"])
    return Recorded(decisions, answer["replayed"], answer.get("irregular"))


def _whose(poster: Poster) -> str:
    """For whom an operator enters what this one decided."""
    return poster.acting_for or poster.borough or "board"


def _asked(at: Moment) -> dict[str, str | int]:
    asked: dict[str, str | int] = {"as_of": at.as_of or FAR}
    if at.known_at is not None:
        asked["known_at"] = at.known_at
    return asked


def _document(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = orjson.loads(answer.content)
    return document
