"""`concordat load`, and the loading that `serve --load` does first."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.bodies import LARGEST
from api.console.failing import DONE, REFUSED, told
from api.outcomes import outcome_line
from api.problems import FAULTS, Problem, problem_of
from api.wiring.history import HistoryUnreadable, command_lines
from api.wiring.ledger import CANNOT_START, Settings, opened
from api.wiring.sealing import sealed_at_the_end
from application.ledger import Ledger, Outcome, Receipt
from application.posted import Posted
from application.submission import read_line
from domain.decision import Actor

OPERATOR = Actor("console-operator", frozenset({"operator"}))
"""Whoever can open the database loads it as an operator. One subject, so that a file loaded again is a repeat."""
Taken = tuple[int, Posted | Exception, Outcome | Exception]
"""The number of a line from 1, what was read in it, and the outcome."""


@dataclass
class Loaded:
    """What became of a file's lines."""

    recorded: int = 0
    replayed: int = 0
    irregular: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def count(self, taken: Taken) -> None:
        number, posted, outcome = taken
        name = f"{posted.key} {posted.kind.command}" if isinstance(posted, Posted) else f"line {number}"
        if not isinstance(outcome, Receipt):
            problem = problem_of(outcome)
            codes = ", ".join(rule["code"] for rule in problem.members.get("broken_rules", [])) or problem.name
            self.refused.append(f"{name}: {codes}: {problem.detail}")
            return
        self.replayed += outcome.replayed
        self.recorded += not outcome.replayed
        if outcome.irregular is not None:
            broken = [each.code for each in outcome.irregular.broken]
            upset = [f"upsets decision {each.decision}" for each in outcome.irregular.upset]
            self.irregular.append(f"{name}: {', '.join(broken + upset)}")

    def tell(self) -> None:
        """Say it on standard error."""
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        again = f", {self.replayed} had been before" if self.replayed else ""
        console.print(f"{self.recorded} commands recorded{again}; {len(self.irregular)} irregular, {len(self.refused)} refused.")
        for line in self.irregular:
            console.print(f"  irregular  {line}", markup=False)
        for line in self.refused:
            console.print(f"  refused    {line}", markup=False)


def run_load(file: str, *, folder: Path, as_json: bool, stop_on_refusal: bool) -> int:
    """Load a file, or standard input for `-`. Gives the exit status."""
    loaded = Loaded()
    with told(*CANNOT_START, HistoryUnreadable, OSError):
        total = None if file == "-" else sum(1 for _ in command_lines(Path(file)))  # a file at fault is found before any is taken
        lines = _standard_input() if file == "-" else command_lines(Path(file))
        settings = Settings.from_environment()
        with opened(settings, folder) as ledger, sealed_at_the_end(ledger, settings, folder):
            for taken in load(ledger.ledger, lines, total, stop_on_refusal=stop_on_refusal):
                loaded.count(taken)
                if as_json:
                    number, posted, outcome = taken
                    key = posted.key if isinstance(posted, Posted) else None
                    sys.stdout.buffer.write(outcome_line(number, key, outcome))
    loaded.tell()
    return REFUSED if loaded.refused else DONE


def load_first(ledger: Ledger, file: Path) -> Loaded:
    """Load a file before serving. What is refused is told and stops nothing. Raises HistoryUnreadable, OSError."""
    loaded = Loaded()
    total = sum(1 for _ in command_lines(file))
    for taken in load(ledger, command_lines(file), total, stop_on_refusal=False):
        loaded.count(taken)
    loaded.tell()
    return loaded


def load(ledger: Ledger, lines: Iterable[bytes], total: int | None, *, stop_on_refusal: bool) -> Iterator[Taken]:
    """Take each line as the operator's, in flat memory, with a progress bar where somebody looks at it."""
    waiting: deque[Posted | Exception] = deque()

    def read() -> Iterator[Posted | Exception]:
        for line in lines:
            waiting.append(_read(line))
            yield waiting[-1]

    with _progress(total) as advance:
        for number, outcome in enumerate(ledger.take_all(read(), stop_on_refusal=stop_on_refusal), start=1):
            advance()
            yield number, waiting.popleft(), outcome


def _standard_input() -> Iterator[bytes]:
    return (line for each in sys.stdin.buffer if (line := each.strip()))


def _read(line: bytes) -> Posted | Exception:
    if len(line) > LARGEST:
        return Problem("too-large", f"A line is at most {LARGEST:,} bytes long.")
    try:
        return read_line(line, OPERATOR)
    except FAULTS as fault:
        return fault


@contextmanager
def _progress(total: int | None) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("Loading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("load", total=total)
        yield lambda: progress.advance(task)
