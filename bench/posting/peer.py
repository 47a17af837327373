"""The peer: FastAPI routes on the same server that validate the same body and make one durable insert of one row.

There are two, the way that such routes are usually written: `async` on an asynchronous pool, and `def`, which FastAPI runs on a
thread. Both pass the same middleware and check the same token. The faster of the two is what we compare ourselves with.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, FastAPI
from psycopg import Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from api.office import Office
from application.posted import BODIES
from bench.posting.programme import life, parties_of
from bench.posting.usage import database_seconds, server_seconds
from domain.decision import Actor

TABLE = """
    CREATE TABLE IF NOT EXISTS peer (
        position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        type         text NOT NULL,
        data         bytea NOT NULL,
        effective_on date,
        actor        text,
        recorded_at  timestamptz NOT NULL DEFAULT now()
    )
"""
INSERT = "INSERT INTO peer (type, data, effective_on, actor) VALUES (%s, %s, %s, %s) RETURNING position"
REST = b" " * 500
"""What our record holds beside the body (who, keys, objects, ids): the peer's row is to be as long. The bench checks it."""
COMMANDS = sorted({post.command for post in life("any", parties_of(0))})
PREPARED = ["ServiceAreaDefined", "MigrationProposed", "SpecificationProposed"]  # by batch, before the clock starts

Insert = Callable[[tuple[object, ...]], Awaitable[int]]


def add_peers(app: FastAPI, office: Office, url: str, sessions: int) -> None:
    """Mount `/bench/async/{command}`, `/bench/def/{command}`, `/bench/about/nothing/{command}`, and two pages of figures."""
    with Connection.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
    settings: dict[str, Any] = {"autocommit": True, "prepare_threshold": 1}
    waiting = AsyncConnectionPool(url, kwargs=settings, min_size=1, max_size=sessions, open=False)
    blocking = ConnectionPool(url, kwargs=settings, min_size=1, max_size=sessions, open=True)
    peers = {"async": APIRouter(), "def": APIRouter()}
    for command in COMMANDS:
        body = BODIES[command]
        peers["async"].add_api_route(f"/{command}", _async_post(office, waiting, command, body), methods=["POST"], status_code=201)
        peers["def"].add_api_route(f"/{command}", _def_post(office, blocking, command, body), methods=["POST"], status_code=201)
    rest = APIRouter()
    rest.add_api_route("/nothing/{command}", _nothing, methods=["POST"], status_code=201)
    rest.add_api_route("/lengths", _lengths(url), methods=["GET"])
    rest.add_api_route("/usage", _usage(url), methods=["GET"])
    # First of all routes, so that the peers are found as fast as our own.
    mounts = [Mount(f"/bench/{name}", app=router) for name, router in (*peers.items(), ("about", rest))]
    app.router.routes[:0] = mounts


async def _nothing(request: Request) -> Response:
    await request.body()
    return Response(b"{}", 201, media_type="application/json")


def _usage(url: str) -> Callable[[], Response]:
    with Connection.connect(url, autocommit=True) as connection:
        backend = connection.info.backend_pid
        postmaster = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])

    def usage() -> Response:
        return Response(orjson.dumps({"server": server_seconds(), "database": database_seconds(postmaster)}))

    return usage


def _lengths(url: str) -> Callable[[], Response]:
    def lengths() -> Response:
        with Connection.connect(url, autocommit=True) as connection:
            ours = connection.execute("SELECT avg(length(data))::int FROM decision WHERE type NOT IN (%s, %s, %s)", PREPARED)
            peer = connection.execute("SELECT avg(length(data))::int FROM peer")
            return Response(orjson.dumps({"ours": (ours.fetchone() or [0])[0], "peer": (peer.fetchone() or [0])[0]}))

    return lengths


def _async_post(office: Office, pool: AsyncConnectionPool, command: str, body: type[Any]) -> Callable[..., Awaitable[Response]]:
    async def post(request: Request, posted: Any) -> Response:
        actor = await office.actor(request)
        if pool.closed:
            await pool.open()
        async with pool.connection() as connection:
            cursor = await connection.execute(INSERT, _row(command, posted, actor, await request.body()))
            row = await cursor.fetchone()
        return _answer(row)

    post.__annotations__["posted"] = body
    post.__annotations__["request"] = Request
    return post


def _def_post(office: Office, pool: ConnectionPool, command: str, body: type[Any]) -> Callable[..., Response]:
    async def arrived(request: Request) -> tuple[Actor, bytes]:
        return await office.actor(request), await request.body()

    def post(posted: Any, by: Any) -> Response:
        actor, data = by
        with pool.connection() as connection:
            row = connection.execute(INSERT, _row(command, posted, actor, data)).fetchone()
        return _answer(row)

    post.__annotations__["posted"] = body
    post.__annotations__["by"] = Annotated[Any, Depends(arrived)]
    return post


def _row(command: str, posted: Any, actor: Actor, data: bytes) -> tuple[object, ...]:
    return command, data + REST, posted.effective_on, actor.subject


def _answer(row: tuple[Any, ...] | None) -> Response:
    assert row is not None  # an INSERT returns its row
    return Response(orjson.dumps({"position": row[0]}), 201, media_type="application/json")
