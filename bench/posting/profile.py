"""A profile of the server while it takes commands: processor time by thread and function, by sampling.

A sample credits what a thread spent since the last one to the stack on which it is found. That disturbs little, unlike a tracing
profiler, which makes small functions look dear; and it sees all threads, each by its own processor clock.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from fastapi import FastAPI
from starlette.responses import Response

EVERY_SECONDS = 0.001
SHOWN = 60


@dataclass
class Sampler:
    """Samples all threads but its own, from `start` to `stop`."""

    within: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    own: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    threads: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _interval: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        # Threads hand over the interpreter often: otherwise the sampler would get it only where another thread waits for something,
        # and what was computed before would be put down to the waiting.
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(EVERY_SECONDS / 10)
        self._over.clear()
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        self._over.set()
        sys.setswitchinterval(self._interval)

    def report(self, commands: int) -> str:
        """Microseconds a command: of each thread, of each function with what it calls, and of each by itself."""
        lines = [f"processor time of a command, in µs, over {commands} commands"]
        for title, counted in (("by thread", self.threads), ("with what it calls", self.within), ("by itself", self.own)):
            lines += ["", title, *_largest(counted, commands)]
        return "\n".join(lines) + "\n"

    def _run(self) -> None:
        spent_before: dict[int, float] = {}
        while not self._over.wait(EVERY_SECONDS):
            frames = sys._current_frames()
            for thread in threading.enumerate():
                if thread.ident is None or thread.ident not in frames or thread is threading.current_thread():
                    continue
                try:
                    spent = time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
                except OSError:  # it ended this moment
                    continue
                if thread.ident in spent_before:
                    self._credit(thread.name, frames[thread.ident], spent - spent_before[thread.ident])
                spent_before[thread.ident] = spent

    def _credit(self, thread: str, frame: FrameType | None, seconds: float) -> None:
        self.threads[thread] += seconds
        seen: set[str] = set()
        while frame is not None:
            place = _place(frame)
            if not seen:
                self.own[place] += seconds
            if place not in seen:
                self.within[place] += seconds
            seen.add(place)
            frame = frame.f_back


def add_profile(app: FastAPI) -> None:
    """Mount `/bench/profile/start` and `/bench/profile/stop/{commands}`, which answers with the report."""
    sampler = Sampler()

    async def start() -> Response:
        sampler.start()
        return Response(status_code=204)

    async def stop(commands: int) -> Response:
        sampler.stop()
        return Response(sampler.report(commands), media_type="text/plain")

    app.add_api_route("/bench/profile/start", start, methods=["POST"], include_in_schema=False)
    app.add_api_route("/bench/profile/stop/{commands}", stop, methods=["POST"], include_in_schema=False)


def _largest(counted: dict[str, float], commands: int) -> list[str]:
    largest = sorted(counted.items(), key=lambda each: -each[1])[:SHOWN]
    return [f"{1e6 * spent / commands:8.0f}  {place}" for place, spent in largest]


def _place(frame: FrameType) -> str:
    return f"{'/'.join(Path(frame.f_code.co_filename).parts[-2:])}:{frame.f_code.co_qualname}"
