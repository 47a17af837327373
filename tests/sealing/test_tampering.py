"""What was sealed and then changed by whoever owns the database: found, named, and never signed over."""

from __future__ import annotations

import psycopg
import pytest

from application.proof.keys import SigningKey
from application.sealing import SealBroken
from application.transparency import TransparencyLog
from infrastructure.postgres.rechecking import recheck
from infrastructure.postgres.sealing import Sealer
from tests.sealing.conftest import Log

SIZE = 600


@pytest.fixture
def sealed(log: Log) -> Log:
    """A log of 600 records, sealed at 300 and at 600, and one more record that is not."""
    for _ in range(2):
        log.record_many(SIZE // 2)
        assert log.sealer.seal() is not None
    log.record(b"not sealed yet")
    return log


def require_nothing_signed(log: Log) -> None:
    newest = log.sealed.newest()
    assert newest is not None
    assert newest.size == SIZE


def test_an_altered_record_is_named_when_all_is_hashed_again(sealed: Log) -> None:
    sealed.tamper("UPDATE decision SET data = 'altered' WHERE position = 17")
    with pytest.raises(SealBroken, match="position 17 is not the one that was sealed"):
        recheck(sealed.database)


def test_an_altered_record_among_the_newest_stops_the_start(sealed: Log) -> None:
    sealed.tamper("UPDATE decision SET data = 'altered' WHERE position = 590")
    with pytest.raises(SealBroken, match="position 590"):
        sealed.sealer.begin()
    require_nothing_signed(sealed)


def test_two_records_that_changed_places_are_found(sealed: Log) -> None:
    sealed.tamper(
        "UPDATE decision SET data = other.data FROM decision AS other"
        " WHERE (decision.position, other.position) IN ((100, 101), (101, 100))"
    )
    with pytest.raises(SealBroken, match="position 100"):
        recheck(sealed.database)


def test_a_deleted_record_is_found(sealed: Log) -> None:
    sealed.tamper("DELETE FROM decision WHERE position = 300")
    with pytest.raises(SealBroken, match="no record at position 300"):
        recheck(sealed.database)


def test_a_record_that_was_cut_off_the_end_stops_sealing(sealed: Log) -> None:
    sealed.tamper("DELETE FROM decision WHERE position > 590")
    with pytest.raises(SealBroken, match="ends at position 590, and 600 were sealed"):
        sealed.sealer.seal()
    with pytest.raises(SealBroken, match="no record at position 591"):
        sealed.sealer.begin()
    require_nothing_signed(sealed)


def test_a_record_that_was_cut_off_and_regrown_stops_the_start(sealed: Log) -> None:
    sealed.tamper("DELETE FROM decision WHERE position > 590")
    sealed.record(*[b"another history"] * 20)
    with pytest.raises(SealBroken, match="position 591"):
        sealed.sealer.begin()


def test_a_tile_of_other_hashes_stops_sealing(sealed: Log) -> None:
    sealed.tamper("UPDATE tile SET hashes = overlay(hashes PLACING '\\xff'::bytea FROM 1) WHERE level = 0 AND number = 2", "tile")
    with pytest.raises(SealBroken, match="another root than was signed"):
        sealed.sealer.seal()
    require_nothing_signed(sealed)


def test_a_tile_that_lost_hashes_stops_sealing(sealed: Log) -> None:
    sealed.tamper("UPDATE tile SET hashes = substr(hashes, 1, 64) WHERE level = 0 AND number = 2", "tile")
    with pytest.raises(SealBroken, match="lost hashes"):
        sealed.sealer.seal()


def test_a_tile_off_the_edge_is_found_and_gives_no_false_proof(sealed: Log) -> None:
    sealed.tamper("UPDATE tile SET hashes = overlay(hashes PLACING '\\xff'::bytea FROM 1) WHERE level = 0 AND number = 0", "tile")
    with pytest.raises(SealBroken):
        recheck(sealed.database)
    with pytest.raises(SealBroken, match="cannot be proven"):
        TransparencyLog(sealed.sealed).inclusion(2)


def test_a_record_that_was_altered_since_is_not_handed_out_with_its_proof(sealed: Log) -> None:
    sealed.tamper("UPDATE decision SET data = 'altered' WHERE position = 17")
    with pytest.raises(SealBroken, match="its bytes were changed"):
        TransparencyLog(sealed.sealed).inclusion(17, with_record=True)


def test_a_seal_that_does_not_say_what_its_note_says_stops_sealing(sealed: Log) -> None:
    sealed.tamper("UPDATE seal SET size = 601 WHERE size = 600", "seal")
    with pytest.raises(SealBroken, match="not what its own note says"):
        sealed.sealer.seal()


def test_seals_behind_which_the_store_was_rolled_back_are_not_signed_again(sealed: Log, key: SigningKey) -> None:
    """Seals and records were set back, tiles were not: the same size would get another root."""
    sealed.tamper("DELETE FROM seal WHERE size = 600", "seal")
    sealed.tamper("DELETE FROM decision WHERE position > 590")
    sealed.record(*[b"another history"] * 20)
    sealer = Sealer(sealed.database, [key])
    sealer.begin()
    with pytest.raises(SealBroken, match="contradicts the records"):
        sealer.seal()
    sealer.close()


def test_a_sealer_that_has_seen_more_than_the_database_has_does_not_seal(sealed: Log, key: SigningKey) -> None:
    """As after a failover to a server that lacked the last commits: there all fits, so that only memory and witnesses know."""
    sealed.tamper("DELETE FROM decision WHERE position > 300")
    sealed.tamper("DELETE FROM seal WHERE size > 300", "seal")
    sealed.tamper("DELETE FROM tile WHERE level = 0 AND number = 2", "tile")
    sealed.tamper("UPDATE tile SET hashes = substr(hashes, 1, 32 * 44) WHERE level = 0 AND number = 1", "tile")
    sealed.tamper("UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE level = 1", "tile")
    sealed.record(b"another history")
    with pytest.raises(SealBroken, match="600 records were sealed, and now the newest seal is of 300"):
        sealed.sealer.seal()
    other = Sealer(sealed.database, [key])
    assert other.begin().size == 300
    other.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seal SET root = '\\x00'",
        "UPDATE seal SET note = 'something else' WHERE size = 300",
        "UPDATE seal SET sealed_at = now()",
        "DELETE FROM seal",
        "TRUNCATE seal CASCADE",  # without the word, cosignatures that point to seals refuse it first
        "UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE number = 2",
        "UPDATE tile SET number = 99 WHERE number = 2",
        "DELETE FROM tile",
        "TRUNCATE tile",
        "UPDATE log SET origin = 'elsewhere.example/log'",
        "DELETE FROM log",
    ],
)
def test_what_was_sealed_cannot_be_changed_by_mistake(sealed: Log, statement: str) -> None:
    with sealed.database.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"):
        connection.execute(statement)
