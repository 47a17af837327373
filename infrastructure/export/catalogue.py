"""The catalogue from PostgreSQL: from tag to tag along the index, without a look at the many rows of each."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import Connection

from infrastructure.postgres.reading import Reader

# The C collation is the order of bytes, whatever the database's own is. A command's tag is of one decision, and there are as many
# of them as decisions: they are stepped over as a whole.
NEWEST = """
    WITH RECURSIVE found (tag) AS (
        (SELECT tag FROM tag WHERE tag NOT LIKE 'command:%%' ORDER BY tag LIMIT 1)
        UNION ALL
        SELECT (SELECT next.tag FROM tag AS next WHERE next.tag > found.tag
                   AND (next.tag < 'command:' OR next.tag >= 'command;') ORDER BY next.tag LIMIT 1)
          FROM found WHERE found.tag IS NOT NULL
    )
    SELECT found.tag, newest.position
      FROM found
     CROSS JOIN LATERAL (
            SELECT position FROM tag WHERE tag.tag = found.tag AND position <= %s ORDER BY position DESC LIMIT 1
           ) AS newest
     WHERE found.tag IS NOT NULL
"""


class PostgresCatalogue:
    """Implements `application.catalogue.Catalogue`. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def newest(self, size: int) -> Iterator[tuple[str, int]]:
        """See the port."""

        def ask(connection: Connection) -> list[tuple[str, int]]:
            return connection.execute(NEWEST, [size], binary=True).fetchall()

        yield from sorted(self._reader.ask(ask), key=lambda line: line[0].encode())
