"""Exporting: an export of the record in the form that is asked for, as a stream, from one moment of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from application.export.archive import Archive, Member
from application.export.bundle import bundle
from application.export.marking import Marking
from application.export.ocel import Shelves, ocel2
from application.export.pages import Page, Records, Told, selected, whole
from application.export.text import cloudevents, csv_table, ndjson
from application.extract import Extractor
from application.reads import Reads
from application.sealing import NotSealed
from application.trail import Criteria
from application.transparency import TransparencyLog


class Format(StrEnum):
    """The forms of an export. EXTRACT: of one object, with the proof that nothing was left out."""

    NDJSON = "ndjson"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    CLOUDEVENTS = "cloudevents"
    OCEL2 = "ocel2"
    BUNDLE = "bundle"
    EXTRACT = "extract"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a form is over HTTP and as a file."""

    media_type: str
    suffix: str


ZIP = Kind("application/zip", "zip")
KINDS: Mapping[Format, Kind] = {
    Format.NDJSON: Kind("application/x-ndjson", "ndjson"),
    Format.CSV: Kind("text/csv; charset=utf-8; header=present", "csv"),
    Format.XLSX: Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    Format.PARQUET: Kind("application/vnd.apache.parquet", "parquet"),
    Format.CLOUDEVENTS: Kind("application/cloudevents-batch+json", "json"),
    Format.OCEL2: Kind("application/json", "json"),
    Format.BUNDLE: ZIP,
    Format.EXTRACT: ZIP,
}
ALWAYS_WHOLE = frozenset({Format.BUNDLE, Format.EXTRACT})
"""What proves that nothing is missing cannot be filtered."""
UNSEALED = "urn:concordat:ledger"
"""The source of events before the ledger has an origin."""


class FormatMissing(Exception):
    """The form needs a library that is not installed."""


@dataclass(frozen=True, slots=True)
class Files:
    """The port that writes what is more than text. Each raises FormatMissing at once, not when it is read."""

    xlsx: Callable[[Iterable[Page]], Iterator[bytes]]
    parquet: Callable[[Iterable[Page]], Iterator[bytes]]
    by_year: Callable[[Iterable[Page]], Iterable[Member]]
    archive: Archive
    shelves: Shelves


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. `object`: the tag of an extract. `by_year`: Parquet in one file for each year from which decisions count.

    `known_at`: the newest position to export, None for the newest of all. `withhold`: positions that are withheld besides those
    that the record marks.
    """

    format: Format
    criteria: Criteria = field(default_factory=Criteria)
    object: str | None = None
    by_year: bool = False
    known_at: int | None = None
    withhold: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """`position`: the newest decision of the ledger that it takes into account. `through`: the last position that is passed over.

    `chunks`: read them in order and only once; closing them ends the reading. `members`: the same as files, where there are many.
    """

    kind: Kind
    position: int
    through: int
    chunks: Iterator[bytes]
    withheld: frozenset[int]
    members: Iterable[Member] | None = None


@dataclass(frozen=True)
class Exporter:
    """Safe to share between threads."""

    reads: Reads
    log: TransparencyLog
    records: Records
    files: Files
    extractor: Extractor
    marking: Marking

    def export(self, asked: Asked, told: Told = lambda position: None) -> Export:
        """An export, whose content is read only as it is taken.

        Raises NotSealed, NoSuchObject, CannotSign, FormatMissing and Unavailable; Unavailable and SealBroken also later on.
        """
        if asked.format in ALWAYS_WHOLE:
            return self._sealed(asked, told)
        head = self.reads.store.head()
        until = head if asked.known_at is None else min(asked.known_at, head)
        withheld = self._withheld(head, asked)
        if asked.criteria == Criteria():
            pages = whole(self.records, until, withheld, told)
        else:
            pages = selected(self.reads, asked.criteria, until, withheld, told)
        members = None
        if asked.format is Format.PARQUET and asked.by_year:
            members = self.files.by_year(pages)
            return Export(ZIP, head, until, self.files.archive(members), withheld, members)
        return Export(KINDS[asked.format], head, until, self._chunks(asked.format, pages), withheld)

    def _chunks(self, format_: Format, pages: Iterator[Page]) -> Iterator[bytes]:
        match format_:
            case Format.CSV:
                return csv_table(pages)
            case Format.XLSX:
                return self.files.xlsx(pages)
            case Format.PARQUET:
                return self.files.parquet(pages)
            case Format.CLOUDEVENTS:
                origin = self.log.sealed.origin()
                return cloudevents(pages, f"//{origin}" if origin else UNSEALED)
            case Format.OCEL2:
                return ocel2(pages, self.files.shelves)
        return ndjson(pages)

    def _sealed(self, asked: Asked, told: Told) -> Export:
        """What stands under the published checkpoint."""
        seal, origin = self.log.published(), self.log.sealed.origin()
        if origin is None:
            raise NotSealed("Nothing is sealed yet.")
        head = self.reads.store.head()
        withheld = self._withheld(head, asked)
        if asked.object is None:
            pages = whole(self.records, seal.size, withheld, told)
            under = frozenset(each for each in withheld if each <= seal.size)
            members = bundle(self.log, seal, origin, head, under, pages)
        else:
            members = self.extractor.extract(asked.object, seal, origin, withheld, told)
        return Export(ZIP, head, seal.size, self.files.archive(members), withheld, members)

    def _withheld(self, head: int, asked: Asked) -> frozenset[int]:
        """What is withheld as of now: a mark that was recorded later holds for an export of an earlier state, too."""
        return frozenset(each for each in self.marking.withheld(head) | set(asked.withhold) if 0 < each <= head)
