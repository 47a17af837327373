"""`concordat export`: the record in the form that is asked for, into a file or a folder."""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.console.failing import BAD_USAGE, fail, told
from api.console.reading import ledger_in, query_of
from api.export import ExportQuery
from api.problems import Problem
from api.wiring.exporting import exporter_of
from api.wiring.ledger import Opened, Settings
from api.wiring.sealing import sealed_at_the_end
from application.catalogue import NoSuchObject
from application.export.archive import Member
from application.export.exporting import ALWAYS_WHOLE, Asked, Export, FormatMissing
from application.export.pages import Told
from application.extract import CannotSign
from application.sealing import NotSealed, SealBroken

UNFINISHED = ".unfinished"
CANNOT_EXPORT = (NotSealed, NoSuchObject, CannotSign, FormatMissing, SealBroken)


def run_export(asked: dict[str, Any], *, output: str, withhold: list[int], folder: Path) -> None:
    """Export. `asked`: as the query of `GET /v1/export`. `output`: a file; a folder, for what is many; or - for standard output."""
    query = query_of(ExportQuery, asked)
    try:
        query.asked()
    except Problem as fault:
        fail(fault.detail, BAD_USAGE)
    settings = Settings.from_environment()
    with told(*CANNOT_EXPORT, OSError), ledger_in(folder) as ledger:
        if query.format in ALWAYS_WHOLE:
            with sealed_at_the_end(ledger, settings, folder):
                pass  # so that what was recorded without a server beside is under the checkpoint, too
        at = ledger.reads.moment(query.as_of, query.known_at)
        wanted = query.asked(None if query.known_at is None else at.position, tuple(withhold))
        with _progress(at.head) as passed:
            made = _export(ledger, settings, folder, wanted, passed)
            gc.freeze()  # what is loaded by now stays: to look through it again and again would cost a seventh of the time
            _write(made, output)
    _tell(made, output)


def _export(ledger: Opened, settings: Settings, folder: Path, asked: Asked, passed: Told) -> Export:
    return exporter_of(ledger, settings, folder).export(asked, passed)


def _write(made: Export, output: str) -> None:
    """Whole or not at all: an export that was cut short stands under no name that somebody would take for one."""
    if output == "-":
        _copy(made.chunks, sys.stdout.buffer)
    elif made.members is not None and not output.endswith(".zip") and made.kind.suffix == "zip" and _is_folder(Path(output)):
        _write_folder(made.members, Path(output))
    else:
        path = Path(output)
        unfinished = path.with_name(path.name + UNFINISHED)
        with unfinished.open("wb") as file:
            _copy(made.chunks, file)
        unfinished.replace(path)


def _is_folder(path: Path) -> bool:
    return path.is_dir() or not path.suffix


def _write_folder(members: Iterable[Member], folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        fail(f"{folder} is not empty: what is there already would be taken for a part of the export. Name another.", BAD_USAGE)
    unfinished = folder.with_name(folder.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    for member in members:
        path = unfinished / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            _copy(iter(member.chunks), file)
    unfinished.mkdir(exist_ok=True)
    unfinished.replace(folder)


def _copy(chunks: Iterator[bytes], file: BinaryIO) -> None:
    file.writelines(chunks)
    file.flush()


@contextmanager
def _progress(head: int) -> Iterator[Told]:
    """A bar on standard error, where a person waits for it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda position: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Exporting", total=max(head, 1))
        yield lambda position: progress.update(task, completed=position)


def _tell(made: Export, output: str) -> None:
    withheld = sorted(each for each in made.withheld if each <= made.through)
    if withheld:
        listed = ", ".join(map(str, withheld[:20])) + (" …" if len(withheld) > 20 else "")
        sys.stderr.write(f"Withheld, because personal data stands there by mistake: the text at positions {listed}.\n")
    if output != "-":
        sys.stderr.write(f"Wrote {output}: through position {made.through} of {made.position}.\n")
