"""The SQL that finds the decisions within a boundary, each once and in order, and the ledger's head with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from psycopg.sql import SQL, Composable, Composed, Identifier

from domain.boundary import Boundary
from infrastructure.postgres.arrays import Int4Array, TextArray

END = 2**63 - 1
MOST_BRANCHES = 1000  # PostgreSQL takes 65,535 parameters in a statement; a board's decision needs a dozen branches

COMMON = ("borough:", "programme:")  # of two tags the other is searched for first: it will have far fewer decisions

WHOLE = SQL("SELECT position FROM decision WHERE position > %s AND position <= %s ORDER BY position {order} LIMIT %s")
# Types without tags make one branch each: the index gives every type in order, but not several together.
OF_TYPE = SQL(
    "SELECT position FROM decision WHERE type = %s AND position > %s AND position <= %s ORDER BY position {order} LIMIT %s"
)
# Tags: one index scan for each, joined on the position; the planner starts at the rarest. The range is repeated for
# every tag because the planner does not carry an inequality over a join, and would read the others from the
# beginning.
TAGGED = SQL(
    "SELECT t0.position FROM tag AS t0{others} WHERE t0.tag = %s{typed}"
    " AND t0.position > %s AND t0.position <= %s ORDER BY t0.position {order} LIMIT %s"
)
OTHER = SQL(" JOIN tag AS {t} ON {t}.position = t0.position AND {t}.tag = %s AND {t}.position > %s AND {t}.position <= %s")
TYPED = SQL(" AND t0.type = ANY (%s::text[])")
# Items of one tag or two, however many: one branch, so that a wide boundary is planned as fast as a narrow one and asked in
# the same words. Only without a limit: with one, each item would have to stop at it by itself. OFFSET 0 keeps the planner
# from merging the items with the whole index, read from end to end. DISTINCT, because with no other branch there is no UNION.
# An item without types has 0 as its last.
BY_TAGS = SQL("""
    SELECT DISTINCT found.position
      FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[]) AS item (tag, other, first_type, last_type)
     CROSS JOIN LATERAL (
            SELECT t0.position
              FROM tag AS t0
             WHERE t0.tag = item.tag AND t0.position > %s AND t0.position <= %s
               AND (item.last_type = 0 OR t0.type = ANY ((%s::text[])[item.first_type:item.last_type]))
               AND (item.other IS NULL
                    OR EXISTS (SELECT FROM tag AS t1 WHERE t1.tag = item.other AND t1.position = t0.position OFFSET 0))
            OFFSET 0
           ) AS found
""")
# Each branch stops at the limit, UNION drops what several branches found, and the limit then counts distinct decisions.
FOUND = SQL("""
    SELECT head.position, found.*
      FROM (SELECT coalesce(max(position), 0) AS position FROM decision) AS head
      LEFT JOIN (
            SELECT d.position, d.type, d.data, d.tags
              FROM ({branches}) AS matching
              JOIN decision AS d ON d.position = matching.position
             ORDER BY d.position {order}
             LIMIT %s
           ) AS found ON true
     ORDER BY found.position {order}
""")
ANY = SQL("SELECT EXISTS ({branches})")


@dataclass(frozen=True)
class Range:
    """after < position <= until, at most `limit` decisions (None: all), from the newest on when `backwards`."""

    after: int = 0
    until: int = END
    limit: int | None = None
    backwards: bool = False


@dataclass(frozen=True)
class Branch:
    """A part of a query that one ordered index scan, or a join of such, answers. Neither types nor tags: everything."""

    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, bool]:
        """What the SQL depends on: how many tags, and whether there are types."""
        return len(self.tags), bool(self.types)

    def parameters(self, within: Range) -> list[object]:
        """The values for this branch's placeholders, in order."""
        bounds: list[object] = [within.after, within.until]
        if not self.tags:
            return [*self.types, *bounds, within.limit]
        first, *others = self.tags
        joined = [value for tag in others for value in (tag, *bounds)]
        return [*joined, first, *([list(self.types)] if self.types else []), *bounds, within.limit]


def branches(boundary: Boundary | None) -> list[Branch]:
    """The parts whose union is the boundary (None: everything)."""
    if boundary is None or any(not item.types and not item.tags for item in boundary):
        return [Branch()]
    alone = {type_ for item in boundary if not item.tags for type_ in item.types}
    parts = [Branch(types=(type_,)) for type_ in sorted(alone)]
    parts += [Branch(tuple(sorted(item.types)), tuple(sorted(item.tags))) for item in boundary if item.tags]
    return sorted(parts, key=lambda part: part.shape)  # the same shapes in the same order: the same statement, prepared once


def find(parts: list[Branch], within: Range) -> tuple[bytes, list[object]]:
    """The statement for `parts` (at least one). Rows: head, position, type, data, tags; none found: head and nulls.

    Raises ValueError if it would take more than 1,000 branches.
    """
    few = [part for part in parts if 1 <= len(part.tags) <= 2] if within.limit is None else []
    if few:
        parts = [part for part in parts if not 1 <= len(part.tags) <= 2]
    if len(parts) > MOST_BRANCHES:
        raise ValueError(f"A boundary of {len(parts)} parts is too wide; {MOST_BRANCHES} are read at once.")
    parameters = [value for part in parts for value in part.parameters(within)]
    if few:
        parameters += _by_tags(few, within)
    return _find(tuple(part.shape for part in parts), bool(few), within.backwards), [*parameters, within.limit]


def is_there_any(parts: list[Branch], after: int) -> tuple[Composed, list[object]]:
    """The statement that says whether a decision after `after` is within `parts` (at least one). Its row: a boolean."""
    within = Range(after, limit=1)
    parameters = [value for part in parts for value in part.parameters(within)]
    return _is_there_any(tuple(part.shape for part in parts)), parameters


def _by_tags(parts: list[Branch], within: Range) -> list[object]:
    """The values for BY_TAGS: the types of all items in one array, and where in it each item's stand."""
    types: list[str] = []
    tags: list[str] = []
    others: list[str | None] = []
    firsts, lasts = [], []
    for part in parts:
        tag, other = [*sorted(part.tags, key=lambda tag: tag.startswith(COMMON)), None][:2]
        tags.append(str(tag))
        others.append(other)
        firsts.append(len(types) + 1)
        types += part.types
        lasts.append(len(types) if part.types else 0)
    return [TextArray(tags), TextArray(others), Int4Array(firsts), Int4Array(lasts), within.after, within.until, TextArray(types)]


@lru_cache(maxsize=1024)
def _find(shapes: tuple[tuple[int, bool], ...], by_tags: bool, backwards: bool) -> bytes:
    order = SQL("DESC" if backwards else "ASC")
    parts = [_branch(tags, typed, order) for tags, typed in shapes] + ([BY_TAGS] if by_tags else [])
    return FOUND.format(branches=_union(parts, SQL(" UNION ")), order=order).as_bytes(None)  # composed once, not at each read


@lru_cache(maxsize=1024)
def _is_there_any(shapes: tuple[tuple[int, bool], ...]) -> Composed:
    return ANY.format(branches=_union([_branch(tags, typed, SQL("ASC")) for tags, typed in shapes], SQL(" UNION ALL ")))


def _union(parts: Sequence[Composable], union: SQL) -> Composed:
    return union.join(SQL("({})").format(part) for part in parts)


def _branch(tags: int, typed: bool, order: SQL) -> Composed:
    if tags == 0:
        return (OF_TYPE if typed else WHOLE).format(order=order)
    others = SQL("").join(OTHER.format(t=Identifier(f"t{number}")) for number in range(1, tags))
    return TAGGED.format(others=others, typed=TYPED if typed else SQL(""), order=order)
