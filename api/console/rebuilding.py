"""`concordat rebuild`: what is kept of objects, made anew from the record, beside what serves."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from api.console.failing import BAD_USAGE, DONE, REFUSED, fail, told
from api.console.reading import ledger_in
from api.wiring.rebuilding import AtWork, Built, rebuild
from application.keeping.kept import KEEPINGS
from application.keeping.needs import KINDS_OF


def run_rebuild(view: str, *, everything: bool, folder: Path) -> int:
    """Rebuild a view, or all. Gives the exit status: 1 when it was stopped before its end."""
    if everything == bool(view):
        fail(f"Name a view, or say --all. The views: {', '.join(KINDS_OF)}.", BAD_USAGE)
    if view and view not in KINDS_OF:
        fail(f"There is no view {view}. There are: {', '.join(KINDS_OF)}.", BAD_USAGE)
    kinds = tuple(KEEPINGS) if everything else KINDS_OF[view]
    with ledger_in(folder) as ledger, _stopped_by_signals() as stop, _bar() as advance, told(AtWork):
        done = rebuild(ledger.database, kinds, advance, stop)
        head = ledger.head
    if done:
        sys.stderr.write(f"Rebuilt {view or 'all views'} from {head} decisions; what was there before served meanwhile.\n")
        return DONE
    sys.stderr.write("Stopped. What is done stays done: the same command goes on from here.\n")
    return REFUSED


@contextmanager
def _stopped_by_signals() -> Iterator[Event]:
    """An event that is set when somebody asks us to stop: then the parts at hand are given up, and no more."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bar() -> Iterator[Callable[[Built], None]]:
    columns = (TextColumn("Rebuilding"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("rebuild", total=None)
        yield lambda built: progress.update(task, completed=built.done, total=built.of)
