"""Parquet: the record as one typed table, or one for each year. Memory holds one group of rows at a time.

The library is loaded when it is needed: it takes a fifth of a second, and it is installed only where it is wanted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from application.export.archive import Member
from application.export.exporting import FormatMissing
from application.export.facts import Form
from application.export.pages import Page
from application.export.record import Document
from application.export.table import WIDE, wide_columns
from infrastructure.export.ahead import ahead
from infrastructure.export.outlet import Outlet

GROUP = 5_000
"""Rows of a group: some megabytes, as a rule."""
REPEATED = ["type", "actor", "actor_borough", "actor_for", "body", "data_borough", "data_area", "data_kind", "data_migration"]
"""Columns of few different values: a dictionary of others would be built in vain."""
SOUGHT = ["position", "type", "effective_on", "recorded_at"]
"""Columns by which a reader passes over groups of rows."""
BLOCK = 1 << 16
HELD = 10_000
"""Rows that wait for their year's file to be written on."""


def parquet(pages: Iterable[Page]) -> Iterator[bytes]:
    """One file of all rows, in order of position. Raises FormatMissing at once."""
    library = _Library()
    return _one_file(library, (page.documents() for page in ahead(pages)))


def parquet_by_year(pages: Iterable[Page]) -> Iterator[Member]:
    """A file for each year from which decisions count, as Hive lays them out: year=2014/decisions.parquet.

    Raises FormatMissing at once. The record is not in the order of years: the files wait in a temporary folder until all is read.
    """
    return _files(_Library(), pages)


class _Library:
    """What of pyarrow is used. Raises FormatMissing."""

    def __init__(self) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ModuleNotFoundError:
            message = "Parquet needs the library pyarrow, which is not installed: pip install 'concordat[parquet]'."
            raise FormatMissing(message) from None
        self.arrow: Any = pyarrow
        self._types: Mapping[Form, Any] = {
            Form.TEXT: pyarrow.string(),
            Form.WHOLE: pyarrow.int64(),
            Form.MONEY: pyarrow.decimal128(18, 2),
            Form.DAY: pyarrow.date32(),
            Form.MOMENT: pyarrow.timestamp("us", tz="UTC"),
            Form.TRUTH: pyarrow.bool_(),
            Form.TEXTS: pyarrow.list_(pyarrow.string()),
            Form.JSON: pyarrow.string(),
        }
        self.schema: Any = pyarrow.schema([(name, self._types[form]) for name, form in WIDE.items()])

    def writer(self, file: Any) -> Any:
        """A writer to a file of bytes."""
        return self.arrow.parquet.ParquetWriter(
            file, self.schema, compression="zstd", use_dictionary=REPEATED, write_statistics=SOUGHT
        )

    def batch(self, documents: Sequence[Document]) -> Any:
        """Rows, typed. Texts become dates, moments and money a column at a time: much faster than one by one."""
        columns = wide_columns(documents)
        arrays = []
        for name, form in WIDE.items():
            if columns[name].count(None) == len(documents):  # as most facts are, in a page of some kinds of decision
                arrays.append(self.arrow.nulls(len(documents), self._types[form]))
            elif form in (Form.MONEY, Form.DAY, Form.MOMENT):
                arrays.append(self.arrow.array(columns[name], self.arrow.string()).cast(self._types[form]))
            else:
                arrays.append(self.arrow.array(columns[name], self._types[form]))
        return self.arrow.RecordBatch.from_arrays(arrays, schema=self.schema)


def _one_file(library: _Library, pages: Iterable[Sequence[Document]]) -> Iterator[bytes]:
    """While a group is encoded and packed, which needs no Python, the next is read."""
    outlet, waiting, writing = Outlet(), list[Any](), None
    with library.writer(library.arrow.PythonFile(outlet, mode="w")) as writer, ThreadPoolExecutor(1) as thread:
        for documents in pages:
            waiting.append(library.batch(documents))
            if sum(map(len, waiting)) >= GROUP:
                if writing is not None:
                    writing.result()
                    yield outlet.take()
                writing = thread.submit(writer.write_table, library.arrow.Table.from_batches(waiting))
                waiting = []
        if writing is not None:
            writing.result()
        if waiting:
            writer.write_table(library.arrow.Table.from_batches(waiting))
    yield outlet.take()


def _files(library: _Library, pages: Iterable[Page]) -> Iterator[Member]:
    with tempfile.TemporaryDirectory(prefix="concordat-parquet-") as name, ExitStack() as stack:
        years = _Years(library, Path(name), stack)
        for page in ahead(pages):
            for document in page.documents():
                years.take(document)
        years.flush()
        stack.close()
        for path in sorted(Path(name).iterdir()):
            yield Member(f"year={path.stem}/decisions.parquet", _read(path))


class _Years:
    """A writer for each year. Rows wait until there are enough for a group worth writing."""

    def __init__(self, library: _Library, folder: Path, stack: ExitStack) -> None:
        self._library = library
        self._folder = folder
        self._stack = stack
        self._writers: dict[str, Any] = {}
        self._waiting: dict[str, list[Document]] = {}
        self._held = 0

    def take(self, document: Document) -> None:
        """One more row."""
        self._waiting.setdefault(document.effective_on[:4], []).append(document)
        self._held += 1
        if self._held >= HELD:
            self._write(max(self._waiting, key=lambda year: len(self._waiting[year])))

    def flush(self) -> None:
        """Write what waits."""
        for year in list(self._waiting):
            self._write(year)

    def _write(self, year: str) -> None:
        documents = self._waiting.pop(year)
        self._held -= len(documents)
        if year not in self._writers:
            writer = self._library.writer(str(self._folder / f"{year}.parquet"))
            self._writers[year] = self._stack.enter_context(writer)
        self._writers[year].write_batch(self._library.batch(documents))


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
