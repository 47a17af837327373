"""Batch: many commands in one request, and one outcome a line, while they come.

What comes is taken whether or not the caller reads the outcomes meanwhile: most programs send all before they read anything, and
would otherwise wait for us while we wait for them. The outcomes kept for them are bounded by the number of lines.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import orjson
import structlog
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.bodies import LARGEST, require_media_type
from api.lines import Line, Splitter
from api.metrics import Metrics
from api.office import Office
from api.outcomes import outcome_line, outcome_name
from api.problems import FAULTS, Problem
from api.wishes import flag
from application.ledger import Outcome, Receipt
from application.ports import Unavailable
from application.posted import Posted
from application.submission import read_line
from domain.decision import Actor

NDJSON = "application/x-ndjson"
MOST_LINES = 10_000
log = structlog.get_logger("concordat.batch")


def batch_router(office: Office, metrics: Metrics) -> APIRouter:
    """`POST /v1/commands`."""
    router = APIRouter(tags=["commands"])

    async def post(request: Request) -> Response:
        actor = await office.actor(request)
        require_media_type(request, NDJSON, "application/ndjson", "application/jsonl")
        stop = flag(request, "stop_on_refusal")
        return Outcomes(request, Batch(office, metrics, actor, request.state.correlation_id, stop))

    router.add_api_route("/v1/commands", post, methods=["POST"], name="batch", operation_id="batch", response_class=Response)
    return router


@dataclass
class Batch:
    """Takes the lines of one request, group by group."""

    office: Office
    metrics: Metrics
    actor: Actor
    correlation_id: str
    stop_on_refusal: bool
    lines_taken: int = 0
    is_over: bool = False

    async def outcomes(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """For each piece of the body its outcomes, as lines. After the last outcome the rest of the body is passed over."""
        splitter = Splitter()
        async for chunk in self._until_closing(chunks):
            if not self.is_over and (lines := splitter.feed(chunk)):
                yield await self._answer(lines)
        if self.office.closing.is_set() and not self.is_over:
            problem = Problem("unavailable", "The server is stopping. From this line on nothing was taken: send the rest again.")
            yield outcome_line(self.lines_taken + 1, None, problem)
        elif not self.is_over and (lines := splitter.end()):
            yield await self._answer(lines)

    async def _until_closing(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The pieces of the body. When the server is told to stop, those that have not come yet are not waited for."""
        closing = asyncio.create_task(self.office.closing.wait())
        try:
            while True:
                following = asyncio.ensure_future(anext(chunks, None))
                await asyncio.wait({following, closing}, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    following.cancel()
                    return
                if (chunk := following.result()) is None:
                    return
                yield chunk
        finally:
            closing.cancel()

    async def _answer(self, lines: list[Line]) -> bytes:
        room = MOST_LINES - self.lines_taken
        self.lines_taken += len(lines)
        try:
            answered = await self.office.deciders.run(self._take, lines[:room])
        except Unavailable as fault:
            answered = [self._line(line, fault, fault) for line in lines[:room]]
        if len(lines) > room and not self.is_over:
            self.is_over = True
            problem = Problem("too-large", f"A batch is at most {MOST_LINES:,} lines long. From this one on nothing was taken.")
            answered.append(outcome_line(lines[room].number, None, problem))
        return b"".join(answered)

    def _take(self, lines: list[Line]) -> list[bytes]:
        read = [self._read(line) for line in lines]
        answered = []
        for line, posted, outcome in zip(
            lines, read, self.office.ledger.take_all(read, stop_on_refusal=self.stop_on_refusal), strict=False
        ):
            answered.append(self._line(line, posted, outcome))
            self.is_over |= self.stop_on_refusal and not isinstance(outcome, Receipt)
        return answered

    def _read(self, line: Line) -> Posted | Exception:
        if line.text is None:
            return Problem("too-large", f"A line is at most {LARGEST:,} bytes long.")
        try:
            return replace(read_line(line.text, self.actor), correlation_id=self.correlation_id)
        except FAULTS as fault:
            return fault

    def _line(self, line: Line, posted: Posted | Exception, outcome: Outcome | Exception) -> bytes:
        command = posted.kind.command if isinstance(posted, Posted) else "unreadable"
        self.metrics.outcome(command, outcome_name(outcome))
        key = posted.key if isinstance(posted, Posted) else _key_in(line.text)
        return outcome_line(line.number, key, outcome)


class Outcomes(Response):
    """An answer that is sent while the request is still being read.

    Starlette's own streaming response listens for the end of the connection, and so would swallow parts of the body.
    """

    media_type = NDJSON

    def __init__(self, request: Request, batch: Batch) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request = request
        self._batch = batch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready: asyncio.Queue[bytes | None] = asyncio.Queue()
        taking = asyncio.create_task(self._take(ready))
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            while (answered := await ready.get()) is not None:
                await send({"type": "http.response.body", "body": answered, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except BaseException:  # told to end at once: what is with the ledger is finished, and no more is begun
            taking.cancel()
            raise
        await taking

    async def _take(self, ready: asyncio.Queue[bytes | None]) -> None:
        try:
            async for answered in self._batch.outcomes(self._request.stream()):
                ready.put_nowait(answered)
        except ClientDisconnect:
            log.info("caller left", correlation_id=self._batch.correlation_id, lines=self._batch.lines_taken)
        except Exception:  # the answer has begun, so its last line is the only place left to say it
            log.exception("fault", correlation_id=self._batch.correlation_id)
            problem = Problem("internal", "The server met a fault of its own. Send the rest again: what was recorded is replayed.")
            ready.put_nowait(outcome_line(self._batch.lines_taken, None, problem))
        finally:
            ready.put_nowait(None)


def _key_in(text: bytes | None) -> str | None:
    """The key of a line that could not be read as a command, where it has one, so that its sender finds it again."""
    try:
        document = orjson.loads(text or b"")
    except orjson.JSONDecodeError:
        return None
    key = document.get("key") if isinstance(document, dict) else None
    return key if isinstance(key, str) and len(key) <= 128 else None
