"""Sessions on the database: how each is set up, and what is asserted before a decision rests on it."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from psycopg_pool import ConnectionPool

from application.ports import Unavailable
from infrastructure.postgres.arrays import register

CONNECT_SECONDS = 5
LOCK_SECONDS = 10
STATEMENT_SECONDS = 30

SETTINGS = {
    "idle_in_transaction_session_timeout": f"{STATEMENT_SECONDS}s",  # a stopped client must not hold the lock for ever
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    "timezone": "UTC",
    # A plan must fit the tables as they are: made anew for the values at hand, by index and in order of position, so
    # that a page stops after its last row. Without statistics (the first minute of a table's life) the planner would
    # scan and sort instead.
    "plan_cache_mode": "force_custom_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_bitmapscan": "off",
    "jit": "off",
}
DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}


class NotDurable(Exception):
    """The database is set to acknowledge what a crash may lose."""


@dataclass(frozen=True)
class Database:
    """Where the ledger is: a libpq URL (several hosts allowed) and the schema in it.

    `lock_seconds`: how long an append waits for other processes' appends; `answer_seconds`: how long the database may
    take over one statement. After it, the answer is Unavailable.
    """

    url: str
    schema: str = "public"
    lock_seconds: float = LOCK_SECONDS
    answer_seconds: float = STATEMENT_SECONDS

    def connect(self) -> Connection:
        """A session in autocommit, set up for the ledger. Raises Unavailable or NotDurable."""
        try:
            connection = psycopg.connect(self._conninfo(), autocommit=True, prepare_threshold=1)
            self._set_up(connection)
        except psycopg.Error as fault:
            raise Unavailable(f"The database cannot be reached: {fault}") from fault
        return connection

    def pool(self, size: int = 8) -> ConnectionPool:
        """Up to `size` sessions as from `connect`, opened when first needed. The caller closes it."""
        return ConnectionPool(
            self._conninfo(),
            kwargs={"autocommit": True, "prepare_threshold": 1},
            configure=self._set_up,
            min_size=0,
            max_size=size,
            max_waiting=1000,
            timeout=LOCK_SECONDS,
            open=True,
        )

    def _conninfo(self) -> str:
        return make_conninfo(
            self.url,
            connect_timeout=CONNECT_SECONDS,
            target_session_attrs="read-write",  # of several hosts, the one that takes writes
            application_name="concordat",
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=1000 * STATEMENT_SECONDS,
        )

    def _set_up(self, connection: Connection) -> None:
        connection.isolation_level = IsolationLevel.READ_COMMITTED
        register(connection)
        path = SQL("{}, public").format(Identifier(self.schema))  # public: where extensions are
        settings = SETTINGS | {
            "search_path": path.as_string(connection),
            "lock_timeout": f"{1000 * self.lock_seconds:.0f}ms",
            "statement_timeout": f"{1000 * self.answer_seconds:.0f}ms",
        }
        connection.execute(
            "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS setting (name, value)",
            [list(settings), list(settings.values())],
        )
        require_exact_and_durable(connection)


def require_exact_and_durable(connection: Connection) -> None:
    """Raises NotDurable unless commits outlive a crash, AssertionError unless conditions see all that was committed.

    Under REPEATABLE READ a condition is checked against the moment before the lock was granted, and passes although
    it is broken: a once-only condition let 645 appends through for 150 keys.
    """
    rows = connection.execute("SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name", [list(DURABLE)]).fetchall()
    for name, value in rows:
        if value not in DURABLE[name]:
            raise NotDurable(
                f"The database has {name} = {value}, so an acknowledged decision may be lost in a crash. Set it to on."
            )
    with connection.transaction():
        row = connection.execute("SELECT current_setting('transaction_isolation')").fetchone()
    if row != ("read committed",):
        raise AssertionError(f"Conditions need READ COMMITTED; the session is in {row}.")
