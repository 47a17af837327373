"""Stores that hold a programme's decisions already, made by the database itself in minutes instead of hours."""

from __future__ import annotations

from bench.appending.contenders import Ours
from bench.appending.workload import AREAS, BOROUGHS, CONTRACTS_EACH, SUPPLIERS, TYPES
from infrastructure.postgres.schema import migrate
from infrastructure.postgres.session import Database

# Tags in the proportions of `workload`: every borough in a twelfth of the decisions, a contract in some tens, each
# key in one. The rows go in by the order of the index, which costs a third of the time, and are as scattered in the
# table as if they had not.
DECISIONS = """
    INSERT INTO decision (position, type, data, tags, effective_on, actor, recorded_at)
    SELECT n, (%(types)s::text[])[1 + n %% %(types_n)s], convert_to(repeat(md5(n::text), 20), 'UTF8'),
           ARRAY[(%(areas)s::text[])[1 + (n * 7) %% %(areas_n)s],
                 (%(boroughs)s::text[])[1 + (n * 5) %% %(boroughs_n)s],
                 'command:' || md5('key' || n),
                 'contract:c-' || (n / 3) %% 64 || '-' || (n * 11) %% %(contracts_n)s,
                 (%(suppliers)s::text[])[1 + (n * 13) %% %(suppliers_n)s]],
           date '2026-04-01', 'officer-7', timestamptz '2026-04-01 09:00Z' + n * interval '1 second'
      FROM generate_series(1, %(size)s::int) AS n
"""
TAGS = """
    INSERT INTO tag (tag, position, type)
    SELECT tag, position, type FROM decision, unnest(tags) AS tag ORDER BY tag, position
"""


def store_holding(url: str, size: int) -> Ours:
    """Our store with `size` decisions in it, as vacuumed as it would be by then."""
    schema = f"holding_{size}"
    lists = {"types": TYPES, "areas": AREAS, "boroughs": BOROUGHS, "suppliers": SUPPLIERS}
    numbers = {f"{name}_n": len(values) for name, values in lists.items()}
    with Database(url, schema).connect() as connection:
        migrate(connection, schema)
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET work_mem = '512MB'")
        connection.execute(DECISIONS, {**lists, **numbers, "contracts_n": CONTRACTS_EACH, "size": size})
        connection.execute(TAGS)
        connection.execute("VACUUM (ANALYZE) decision")  # or autovacuum does, while the store is measured
        connection.execute("VACUUM (ANALYZE) tag")
        connection.execute("CHECKPOINT")
    store = Ours(url, schema)
    store.name = f"{size:,} stored"
    return store
