"""What the witnesses said, as it is stored; and which seal they let be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from psycopg import Connection

from application.proof.keys import VerifierKey
from application.proof.policy import NONE, Policy
from application.quorum import is_met
from application.sealing import Cosigned, Seal
from infrastructure.postgres.reading import Reader
from infrastructure.postgres.seals import OF_SIZE, read_newest, seal_of

PAGE = 300  # cosignatures
OF_SIZES = """
    SELECT size, witness, key_id, first, first_at, coalesce(last, first), coalesce(last_at, first_at)
      FROM cosignature WHERE size = ANY (%s) ORDER BY size, first_at, witness, key_id
"""
DOWN_FROM = """
    SELECT size, witness, key_id, first, first_at, coalesce(last, first), coalesce(last_at, first_at)
      FROM cosignature WHERE size <= %s AND size >= %s ORDER BY size DESC LIMIT %s
"""
NEWEST_OF_EACH = """
    SELECT asked.witness, asked.key_id, newest.size
      FROM unnest(%s::text[], %s::bytea[]) AS asked (witness, key_id)
      JOIN LATERAL (SELECT size FROM cosignature
                     WHERE witness = asked.witness AND key_id = asked.key_id ORDER BY size DESC LIMIT 1) AS newest ON true
"""
# Answers may come out of order, from several servers: the earliest is the first and the latest the last. A first that comes
# late stays away: it would move the time since when the seal was witnessed, which people may have relied on.
KEEP = """
    INSERT INTO cosignature AS known (size, witness, key_id, first, first_at)
    VALUES (%(size)s, %(witness)s, %(key_id)s, %(line)s, %(at)s)
        ON CONFLICT (size, witness, key_id) DO UPDATE SET last = excluded.first, last_at = excluded.first_at
     WHERE excluded.first_at > coalesce(known.last_at, known.first_at)
"""

Row = tuple[int, str, bytes, str, int, str, int]


class PostgresCosignatures:
    """Implements `application.sealing.Cosignatures` for a policy. Safe to share between threads.

    `text`: the policy as its file has it.
    """

    def __init__(self, reader: Reader, policy: Policy, text: str) -> None:
        self._reader = reader
        self._policy = policy
        self._text = text
        self._floor = 0  # a size known to be published: what was enough stays enough

    def policy(self) -> str:
        """See the port."""
        return self._text

    def published(self) -> Seal | None:
        """See the port."""
        if self._policy.quorum == NONE:
            return self._reader.ask(read_newest)
        seal = self._reader.ask(self._published)
        self._floor = max(self._floor, seal.size if seal else 0)
        return seal

    def of(self, sizes: Sequence[int]) -> Mapping[int, Sequence[Cosigned]]:
        """See the port."""
        rows = self._reader.ask(lambda connection: connection.execute(OF_SIZES, [list(sizes)], binary=True).fetchall())
        return {size: [_cosigned(row) for row in group] for size, group in groupby(rows, key=lambda row: int(row[0]))}

    def newest_of(self, keys: Iterable[VerifierKey]) -> dict[VerifierKey, int]:
        """The largest size that each of the keys has cosigned; a key is left out that has none. Raises Unavailable."""
        return self._reader.ask(lambda connection: _newest_of(connection, list(keys)))

    def keep(self, size: int, witness: str, key_id: bytes, line: str, at: int) -> None:
        """Store a cosignature of the seal of that size, which was checked. Durable when it returns. Raises Unavailable."""
        row = {"size": size, "witness": witness, "key_id": key_id, "line": line, "at": at}
        self._reader.ask(lambda connection: connection.execute(KEEP, row).rowcount)

    def _published(self, connection: Connection) -> Seal | None:
        size = self._bound(connection)
        while size is not None:
            rows: list[Row] = connection.execute(DOWN_FROM, [size, self._floor, PAGE], binary=True).fetchall()
            for at, group in groupby(rows, key=lambda row: row[0]):
                if is_met(self._policy, map(_cosigned, group)):
                    found = connection.execute(OF_SIZE, [at], binary=True).fetchone()
                    return seal_of(found) if found else None
            # A page that is full may have cut its last size short: that one is read again.
            size = rows[-1][0] if len(rows) == PAGE and rows[-1][0] < size else None
        return None

    def _bound(self, connection: Connection) -> int | None:
        """No larger size can have enough cosignatures: so a quorum that is long gone does not make this slow."""
        keys = [key for key, _ in self._policy.witnesses.values()]
        newest = _newest_of(connection, keys)
        for size in sorted(set(newest.values()), reverse=True):
            if self._policy.is_met(self._policy.named(key for key, reached in newest.items() if reached >= size)):
                return size
        return None


def _newest_of(connection: Connection, keys: Sequence[VerifierKey]) -> dict[VerifierKey, int]:
    known = {(key.name, key.id): key for key in keys}
    rows = connection.execute(NEWEST_OF_EACH, [[key.name for key in keys], [key.id for key in keys]], binary=True)
    return {known[witness, key_id]: size for witness, key_id, size in rows}


def _cosigned(row: Row) -> Cosigned:
    _, witness, key_id, first, first_at, last, last_at = row
    return Cosigned(witness, key_id, first, first_at, last, last_at)
