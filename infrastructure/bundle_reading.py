"""Exports on a disk, for verification: a folder, a zip, or the lines alone. And the processes that pass over them side by side."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import threading
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar
from weakref import finalize

from application.verifying.export import Piece
from application.verifying.finding import Unusable
from application.verifying.stretch import LINES

A = TypeVar("A")
B = TypeVar("B")
RECORDS = "records.ndjson"
BLOCK = 1 << 20
SMALL = 8 << 20
"""Fewer bytes are passed over in this process: others would not have started by then."""
MAX_MEMBER = 64 << 20
"""A checkpoint, a policy or the proofs of an extract are not larger than this."""


class _OpenFile:
    """Reads pieces of a file, and closes it when nobody can ask any more."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)
        finalize(self, os.close, self._descriptor)

    def __call__(self, offset: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, offset)


@dataclass(frozen=True, slots=True)
class LineFile:
    """A file of lines (`application.verifying.export.Source`)."""

    path: str

    def read(self, offset: int, length: int) -> bytes:
        """See the port."""
        with open(self.path, "rb") as file:
            file.seek(offset)
            return file.read(length)

    def reader(self) -> Callable[[int, int], bytes]:
        """See the port. The file stays open as long as the reader is in use."""
        return _OpenFile(self.path)

    def pieces(self) -> Iterator[Piece]:
        """Its lines in stretches. A last line without a line feed is a line too."""
        first, start, offset, lines = 1, 0, 0, 0
        with open(self.path, "rb") as file:
            while block := file.read(BLOCK):
                found = block.count(b"\n")
                at = 0
                while lines + found >= LINES:
                    end = _after(block, at, LINES - lines)
                    yield Piece(self, start, offset + end - start, first, LINES)
                    first, start, found = first + LINES, offset + end, found - (LINES - lines)
                    at, lines = end, 0
                lines += found
                offset += len(block)
            if offset > start:
                last = self.read(offset - 1, 1)
                yield Piece(self, start, offset - start, first, lines + (last != b"\n"))


def _after(block: bytes, at: int, lines: int) -> int:
    """The offset after so many line feeds from `at` on."""
    for _ in range(lines):
        at = block.index(b"\n", at) + 1
    return at


class BundleFolder:
    """An export as a folder: `records.ndjson`, and beside it what else there is (`application.verifying.export.Export`)."""

    def __init__(self, records: Path, member: Callable[[str], IO[bytes] | None]) -> None:
        self.source = LineFile(str(records))
        self.size_bytes = records.stat().st_size
        self._member = member
        self._places: list[Piece] = []

    def pieces(self) -> Iterator[Piece]:
        """See the port."""
        self._places = []
        for piece in self.source.pieces():
            self._places.append(piece)
            yield piece

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        """See the port."""
        if not self._places:
            self._places = list(self.source.pieces())
        for piece in self._places[(first - 1) // LINES : (last - 1) // LINES + 1]:
            low, high = max(0, first - piece.first), min(piece.count, last - piece.first + 1)
            yield from islice(piece.lines(), low, high)

    def member(self, name: str) -> bytes | None:
        """See the port. Raises Unusable when it is too large to be what it is called."""
        file = self._member(name)
        if file is None:
            return None
        with file:
            data = file.read(MAX_MEMBER + 1)
        if len(data) > MAX_MEMBER:
            raise Unusable(f"The file {name} of the export is too large to be read.")
        return data

    def batches(self, name: str, size: int) -> Iterator[Sequence[bytes]]:
        """See the port."""
        file = self._member(name)
        if file is None:
            return
        with file:
            while lines := [line.rstrip(b"\n") for line in islice(file, size)]:
                yield lines


@contextmanager
def opened_export(path: Path) -> Iterator[BundleFolder]:
    """An export: a folder, a zip of one, or a file of lines. Raises Unusable."""
    try:
        if path.is_dir():
            yield BundleFolder(path / RECORDS, lambda name: _beside(path / name))
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
                records = Path(folder) / RECORDS
                with archive.open(RECORDS) as packed, records.open("wb") as unpacked:
                    while block := packed.read(BLOCK):
                        unpacked.write(block)
                yield BundleFolder(records, lambda name: archive.open(name) if name in archive.namelist() else None)
        else:
            yield BundleFolder(path, lambda name: None)
    except (OSError, KeyError, zipfile.BadZipFile, EOFError) as fault:
        raise Unusable(f"{path} cannot be read as an export: {fault}.") from fault


def _beside(path: Path) -> IO[bytes] | None:
    return path.open("rb") if path.is_file() else None


class Processes:
    """`application.verifying.export.Spread` over the machine's processors; in this process where there is little to do."""

    def __init__(self, size_bytes: int, processes: int | None = None) -> None:
        self.number = (processes or os.cpu_count() or 1) if size_bytes > SMALL or processes else 1
        self._pool = ProcessPoolExecutor(self.number, mp_context=_context()) if self.number > 1 else None

    def __call__(self, work: Callable[[A], B], things: Iterable[A]) -> Iterator[B]:
        """See the port."""
        if self._pool is None:
            yield from map(work, things)
            return
        waiting: deque[Future[B]] = deque()
        for thing in things:
            waiting.append(self._pool.submit(work, thing))
            if len(waiting) > 2 * self.number:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()


def _context() -> multiprocessing.context.BaseContext:
    """A fork has everything loaded at once, but is sound only while no other thread runs."""
    is_alone = threading.active_count() == 1 and sys.platform == "linux"
    return multiprocessing.get_context("fork" if is_alone else "spawn")
