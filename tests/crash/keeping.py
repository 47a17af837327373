"""What must be in the record after a crash: what was acknowledged, once; what was not, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from application.ports import Stored
from application.record import document_of
from infrastructure.postgres.recorder import PostgresRecorder
from infrastructure.postgres.session import Database
from infrastructure.postgres.store import PostgresStore
from tests.crash.clerk import Book
from tests.races.judging import positions_by_key, require_sound


def everything(url: str) -> list[Stored]:
    """The whole record."""
    with closing(PostgresStore(PostgresRecorder(Database(url)))) as store:
        return store.read(None).records


def require_kept(records: Sequence[Stored], book: Book) -> None:
    """Every acknowledged decision is there, once, where the answer said; everything else is whole or absent."""
    assert book.strange == []
    require_sound(records)
    kept = positions_by_key(records)
    assert kept.keys() <= book.expected.keys()
    for key, positions in kept.items():
        assert len(positions) == book.expected[key], f"{key} is there by halves"
    for key, decisions in book.acknowledged.items():
        found = [(at, document_of(records[at - 1].data)["id"], records[at - 1].type) for at in kept.get(key, [])]
        assert found == decisions, f"{key} was acknowledged, and is not as it was"


def require_all_told(records: Sequence[Stored], book: Book) -> None:
    """Nothing was recorded that nobody was told of."""
    assert positions_by_key(records).keys() == book.acknowledged.keys()
