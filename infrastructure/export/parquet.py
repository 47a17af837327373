"""Parquet: the record as one typed table, or one for each year. Memory holds one group of rows at a time.

The library is loaded when it is needed: it takes a fifth of a second, and it is installed only where it is wanted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import groupby
from pathlib import Path
from typing import Any

from application.export.archive import Member
from application.export.exporting import FormatMissing
from application.export.facts import Form
from application.export.pages import Page
from application.export.record import Document
from application.export.table import WIDE, wide_columns
from infrastructure.export.outlet import Outlet

GROUP = 8 << 20
"""Bytes of a group of rows, before they are packed: some thousands of rows, as a rule."""
HELD = 2 * GROUP
"""Bytes of rows that wait for their year's file to be written on."""
REPEATED = ["type", "actor", "actor_borough", "actor_for", "body", "data_borough", "data_area", "data_kind", "data_migration"]
"""Columns of few different values: a dictionary of others would be built in vain."""
SOUGHT = ["position", "type", "effective_on", "recorded_at"]
"""Columns by which a reader passes over groups of rows."""
BLOCK = 1 << 16


def parquet(pages: Iterable[Page]) -> Iterator[bytes]:
    """One file of all rows, in order of position. Raises FormatMissing at once."""
    return _one_file(_Library(), pages)


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


class _Table:
    """A file that is written by groups of rows. While a group is encoded and packed, which needs no Python, the next is read."""

    def __init__(self, library: _Library, file: Any, thread: Executor) -> None:
        self.held = 0
        self._together = library.arrow.Table.from_batches
        self._writer = library.writer(file)
        self._thread = thread
        self._waiting: list[Any] = []
        self._writing: Future[None] | None = None

    def add(self, batch: Any) -> None:
        """Rows that wait for more of their group. `held`: the bytes of all that wait."""
        self._waiting.append(batch)
        self.held += batch.nbytes

    def write(self) -> None:
        """Begin to write what waits, once the group before it is written. Raises what writing that raised."""
        if self._writing is not None:
            self._writing.result()
        if self._waiting:
            self._writing = self._thread.submit(self._writer.write_table, self._together(self._waiting))
        self._waiting, self.held = [], 0

    def close(self) -> None:
        """The end of the file. What still waits is not in it. Raises what writing the last group raised."""
        try:
            if self._writing is not None:
                self._writing.result()
        finally:
            self._writer.close()


def _one_file(library: _Library, pages: Iterable[Page]) -> Iterator[bytes]:
    outlet = Outlet()
    # Python takes part in a write to an outlet, so few large ones: many small ones would each wait for its turn.
    with (
        library.arrow.BufferedOutputStream(library.arrow.PythonFile(outlet, mode="w"), GROUP) as file,
        ThreadPoolExecutor(1) as thread,
        closing(_Table(library, file, thread)) as table,
    ):
        for page in pages:
            table.add(library.batch(page.documents()))
            if table.held >= GROUP:
                table.write()
                yield outlet.take()
        table.write()
    yield outlet.take()


def _files(library: _Library, pages: Iterable[Page]) -> Iterator[Member]:
    with tempfile.TemporaryDirectory(prefix="concordat-parquet-") as name:
        folder = Path(name)
        with ExitStack() as stack:
            thread = stack.enter_context(ThreadPoolExecutor(1))
            years: dict[str, _Table] = {}
            for page in pages:
                for year, documents in groupby(sorted(page.documents(), key=_year), _year):
                    if year not in years:
                        file = str(folder / f"{year}.parquet")
                        years[year] = stack.enter_context(closing(_Table(library, file, thread)))
                    years[year].add(library.batch(list(documents)))
                if sum(table.held for table in years.values()) >= HELD:
                    max(years.values(), key=lambda table: table.held).write()
            for table in years.values():
                table.write()
        for path in sorted(folder.iterdir()):
            yield Member(f"year={path.stem}/decisions.parquet", _read(path))


def _year(document: Document) -> str:
    return document.effective_on[:4]


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
