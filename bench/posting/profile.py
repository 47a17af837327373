"""A profile of the server's own threads while it takes commands one after another."""

from __future__ import annotations

import cProfile
import io
import pstats

from fastapi import FastAPI
from starlette.responses import Response

from api.office import Office


def add_profile(app: FastAPI, office: Office) -> None:
    """Mount `/bench/profile/start` and `/bench/profile/stop`, which answers with what was measured.

    The server must have one decider thread: then a command is worked on by that thread and the event loop's alone.
    """
    loop, decider = cProfile.Profile(), cProfile.Profile()

    async def start() -> Response:
        await office.deciders.run(decider.enable)
        loop.enable()
        return Response(status_code=204)

    async def stop() -> Response:
        loop.disable()
        await office.deciders.run(decider.disable)
        return Response(_report("event loop", loop) + _report("decider", decider))

    app.add_api_route("/bench/profile/start", start, methods=["POST"], include_in_schema=False)
    app.add_api_route("/bench/profile/stop", stop, methods=["POST"], include_in_schema=False)


def _report(name: str, profile: cProfile.Profile) -> str:
    written = io.StringIO()
    stats = pstats.Stats(profile, stream=written)
    for order in ("cumulative", "tottime"):
        written.write(f"\n{name}, by {order}\n")
        stats.sort_stats(order).print_stats(60)
    return written.getvalue()
