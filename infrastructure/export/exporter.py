"""The exporter on PostgreSQL."""

from __future__ import annotations

from application.export.exporting import Exporter, Files
from application.export.marking import Marking
from application.extract import Extractor, Sign
from application.reads import Reads
from application.transparency import TransparencyLog
from infrastructure.export.catalogue import PostgresCatalogue
from infrastructure.export.parquet import parquet, parquet_by_year
from infrastructure.export.records import PostgresRecords
from infrastructure.export.shelf import disk_shelf
from infrastructure.export.spreadsheet import xlsx
from infrastructure.export.zip_stream import zip_stream
from infrastructure.postgres.reading import Reader

FILES = Files(xlsx=xlsx, parquet=parquet, by_year=parquet_by_year, archive=zip_stream, shelves=disk_shelf)


def postgres_exporter(reader: Reader, reads: Reads, log: TransparencyLog, sign: Sign, withhold: tuple[int, ...] = ()) -> Exporter:
    """Exports of the ledger that these read."""
    extractor = Extractor(reads.store, log, PostgresCatalogue(reader), sign)
    return Exporter(reads, log, PostgresRecords(reader), FILES, extractor, Marking(reads.store, withhold))
