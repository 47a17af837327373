"""Arrays in PostgreSQL's binary form. psycopg's own dumper spends a fifth of a group's time on them, element by element.

Source of the form: array_recv in src/backend/utils/adt/arrayfuncs.c; dates count days from 1 January 2000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from struct import Struct
from typing import ClassVar

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format

HEADER = Struct("!iiIii")  # dimensions, whether there are nulls, the element's type; length and first index of the dimension
EMPTY = Struct("!iiI")
LENGTH = Struct("!i")
INT4 = Struct("!ii")  # a length and a value
NULL = LENGTH.pack(-1)
FIRST_DAY = date(2000, 1, 1).toordinal()


class Array:
    """One array as the wire has it; `oid` is its type."""

    oid: ClassVar[int]
    element_oid: ClassVar[int]
    __slots__ = ("wire",)

    def __init__(self, length: int, elements: Iterable[bytes]) -> None:
        head = HEADER.pack(1, 1, self.element_oid, length, 1) if length else EMPTY.pack(0, 0, self.element_oid)
        self.wire = head + b"".join(elements)


class TextArray(Array):
    """text[]"""

    oid, element_oid = 1009, 25

    def __init__(self, values: Sequence[str | None]) -> None:
        super().__init__(len(values), [NULL if value is None else _sized(value.encode()) for value in values])


class ByteaArray(Array):
    """bytea[]"""

    oid, element_oid = 1001, 17

    def __init__(self, values: Sequence[bytes]) -> None:
        super().__init__(len(values), map(_sized, values))


class Int4Array(Array):
    """int4[]"""

    oid, element_oid = 1007, 23

    def __init__(self, values: Sequence[int]) -> None:
        super().__init__(len(values), [INT4.pack(4, value) for value in values])


class DateArray(Array):
    """date[]"""

    oid, element_oid = 1182, 1082

    def __init__(self, values: Sequence[date | None]) -> None:
        super().__init__(len(values), [NULL if value is None else INT4.pack(4, value.toordinal() - FIRST_DAY) for value in values])


def _sized(value: bytes) -> bytes:
    return LENGTH.pack(len(value)) + value


class _TextArrayDumper(Dumper):
    format = Format.BINARY
    oid = TextArray.oid

    def dump(self, obj: Array) -> bytes:
        return obj.wire


class _ByteaArrayDumper(_TextArrayDumper):
    oid = ByteaArray.oid


class _Int4ArrayDumper(_TextArrayDumper):
    oid = Int4Array.oid


class _DateArrayDumper(_TextArrayDumper):
    oid = DateArray.oid


def register(connection: Connection) -> None:
    """Let the session take these arrays as parameters."""
    connection.adapters.register_dumper(TextArray, _TextArrayDumper)
    connection.adapters.register_dumper(ByteaArray, _ByteaArrayDumper)
    connection.adapters.register_dumper(Int4Array, _Int4ArrayDumper)
    connection.adapters.register_dumper(DateArray, _DateArrayDumper)
