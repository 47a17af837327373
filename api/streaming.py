"""Streaming: a body that is sent at its reader's pace, and no further once the reader has gone or the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Receive, Send

PIECE = 64 * 1024  # bytes given to the connection at once: about what it holds back for a reader that is slow
STALLED_SECONDS = 60.0  # a reader that took nothing for so long gives up its place


async def stream(parts: AsyncIterator[bytes], receive: Receive, send: Send, closing: asyncio.Event) -> bool:
    """Send the parts of a body, but not its end. Gives whether all of them were sent. Raises what making them raises."""
    sending = asyncio.ensure_future(_send(parts, send))
    ends = [asyncio.ensure_future(closing.wait()), asyncio.ensure_future(_left(receive))]
    try:
        await asyncio.wait({sending, *ends}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, *ends):
            task.cancel()
        await asyncio.wait({sending, *ends})
    return not sending.cancelled() and sending.result()


async def end(send: Send) -> None:
    """Send the proper end of a body, by which its reader knows that it is whole."""
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(parts: AsyncIterator[bytes], send: Send) -> bool:
    async for part in parts:
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                # Returns when the connection can hold more; what it holds is bounded, and so the reader's pace is ours.
                await send({"type": "http.response.body", "body": part, "more_body": True})
        except TimeoutError:
            return False
    return True


async def _left(receive: Receive) -> None:
    """Returns when the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
