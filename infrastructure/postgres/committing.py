"""One group of appends, one transaction."""

from __future__ import annotations

import select
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import psycopg
from psycopg import Connection, Cursor
from psycopg.pq import TransactionStatus

from application.ports import Unavailable
from infrastructure.postgres.arrays import ByteaArray, DateArray, Int4Array, TextArray, register
from infrastructure.postgres.deadlines import Deadlines
from infrastructure.postgres.memory import Extent, Memory, Seen
from infrastructure.postgres.planning import Answers, Append, Plan, Questions, Row
from infrastructure.postgres.session import Database
from infrastructure.postgres.statements import branches, is_there_any

# Not `connection.transaction()`, which waits for an answer before it commits. After a fault there is nothing to roll
# back: the session is thrown away. The level is named here too, because conditions rest on it: see
# `require_exact_and_durable`.
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
COMMIT = "COMMIT"
# Every append takes this lock before it takes positions. Without it a reader can see position 8 before 7, and go on
# from 8 for ever. It is not a lock on the table, which would keep autovacuum from analysing it, and autovacuum would
# hold it for a second.
LOCK = "SELECT pg_advisory_xact_lock(%s, 'decision'::regclass::oid::int)"
LOCK_CLASS = 0x436F6E64
HEAD = "SELECT position, recorded_at FROM decision ORDER BY position DESC LIMIT 1"
# What other processes recorded since we looked last.
NEWS = "SELECT position, type, tags, recorded_at FROM decision WHERE position > %s ORDER BY position LIMIT %s"
NEWEST = """
    SELECT asked.tag, coalesce(newest.position, 0)
      FROM unnest(%s::text[]) AS asked (tag)
      LEFT JOIN LATERAL (
            SELECT position FROM tag WHERE tag.tag = asked.tag ORDER BY position DESC LIMIT 1
           ) AS newest ON true
"""
# Records nothing, and gives no row, if the head is not where we believe it is. Sent alone it takes the lock itself:
# then its snapshot is older than the lock and may miss what another process has just recorded, but the primary key
# does not.
RECORD = """
    WITH recorded AS (
        INSERT INTO decision (position, type, data, tags, effective_on, actor, recorded_at)
        SELECT %(head)s::bigint + new.number, new.type, new.data,
               (%(tags)s::text[])[new.first_tag:new.last_tag], new.effective_on, new.actor, %(recorded_at)s::timestamptz
          FROM (SELECT pg_advisory_xact_lock(%(lock)s, 'decision'::regclass::oid::int)) AS lock,
               unnest(%(types)s::text[], %(data)s::bytea[], %(first_tags)s::int[], %(last_tags)s::int[],
                      %(effective_on)s::date[], %(actors)s::text[]) WITH ORDINALITY
            AS new (type, data, first_tag, last_tag, effective_on, actor, number)
         WHERE %(head)s = (SELECT coalesce(max(position), 0) FROM decision)
        RETURNING position, type, tags
    ), tagged AS (
        INSERT INTO tag (tag, position, type)
        SELECT new.tag, recorded.position, recorded.type FROM recorded, unnest(recorded.tags) AS new (tag)
    )
    SELECT pg_notify(%(channel)s, max(position)::text) FROM recorded HAVING count(*) > 0
"""


class Committer:
    """Commits groups of appends over one session, which it opens when needed and throws away after any fault."""

    def __init__(
        self, database: Database, channel: str, deadlines: Deadlines, extent: Extent, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._deadlines = deadlines
        self._channel = channel
        self._extent = extent
        self._clock = clock
        self._connection: Connection | None = None
        self._memory: Memory | None = None
        self._alone = False  # nobody else recorded anything lately, so that what we remember is probably the whole truth

    def commit(self, group: Sequence[Append]) -> None:
        """Record every append of the group whose condition holds; leave the others' faults in their tickets.

        Raises Unavailable if the group could not be recorded; it says so when the outcome is unknown.
        """
        try:
            connection = self._connected()
            with self._deadlines.kept(connection):
                plan = self._plan(group, self._memory, Answers(), dry=not self._alone) if self._memory else None
                if plan and self._alone and not plan.questions and self._record_at_once(connection, plan):
                    return
                self._commit_in_two_steps(connection, group, plan.questions if plan else Questions())
        except psycopg.Error as fault:
            raise self._unavailable(fault) from fault
        except BaseException:
            self.close()  # whatever state the session is in, nobody shall meet it
            raise

    def close(self) -> None:
        """Let go of the session. The next group opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _connected(self) -> Connection:
        if self._connection is not None and _has_ended(self._connection):
            self.close()
        if self._connection is None:
            self._connection = self._database.connect()
            # The same few statements over and over, each with one sensible plan: made once. Conditions are not among
            # them.
            self._connection.execute("SET plan_cache_mode = force_generic_plan")
            self._connection.execute("SET application_name = 'concordat append'")
            register(self._connection)
            # Another server may answer now, one that never got the last that we recorded: nothing is taken as known.
            self._memory = None
            self._alone = False
        return self._connection

    def _record_at_once(self, connection: Connection, plan: Plan) -> bool:
        """Record in one statement what was planned from memory. False if that was not the whole truth."""
        if not plan.rows:
            return True  # what refused them all is recorded, whatever else may be
        try:
            recorded = self._record(connection, plan).fetchone()
        except psycopg.errors.UniqueViolation:
            recorded = None
        if recorded is None:
            self._alone = False
            return False
        plan.remember()
        return True

    def _commit_in_two_steps(self, connection: Connection, group: Sequence[Append], asked: Questions) -> None:
        """Take the lock, and read what is new and what must be known; then plan and record."""
        with connection.pipeline() as pipeline:
            connection.execute(BEGIN)
            plan = self._plan_under_lock(connection, pipeline, group, asked)
            recorded = self._record(connection, plan) if plan.rows else None
            connection.execute(COMMIT)
        if recorded is not None:
            if recorded.fetchone() is None:
                raise Unavailable("The head moved although we held the lock. Nothing was recorded.")
            plan.remember()

    def _plan_under_lock(
        self, connection: Connection, pipeline: psycopg.Pipeline, group: Sequence[Append], asked: Questions
    ) -> Plan:
        connection.execute(LOCK, [LOCK_CLASS])
        head = connection.execute(HEAD, binary=True)
        since = self._memory.head if self._memory else 0
        news = connection.execute(NEWS, [since, self._extent.events if self._memory else 0], binary=True)
        take = _ask(connection, asked)
        pipeline.sync()
        memory = self._caught_up(head.fetchone(), news)
        answers = Answers()
        take(memory, answers)
        while (plan := self._plan(group, memory, answers)).questions:  # when much was forgotten, as after a long absence
            take = _ask(connection, plan.questions)
            pipeline.sync()
            take(memory, answers)
        return plan

    def _caught_up(self, head: tuple[int, datetime] | None, news: Cursor) -> Memory:
        position, recorded_at = head or (0, None)
        memory = self._memory
        self._alone = memory is not None and memory.head == position
        if memory is None or not memory.head <= position <= memory.head + self._extent.events:
            memory = Memory(self._extent, position, recorded_at)
        else:
            for at, type_, tags, recorded in news:
                memory.add(Seen(at, type_, tuple(tags)), recorded)
        self._memory = memory
        return memory

    def _plan(self, group: Sequence[Append], memory: Memory, answers: Answers, *, dry: bool = False) -> Plan:
        plan = Plan(memory, answers, self._clock(), dry=dry)
        for append in group:
            plan.consider(append)
        return plan

    def _record(self, connection: Connection, plan: Plan) -> Cursor:
        parameters = {
            "head": plan.memory.head,
            "recorded_at": plan.recorded_at,
            "lock": LOCK_CLASS,
            "channel": self._channel,
            **_columns(plan.rows),
        }
        return connection.execute(RECORD, parameters, prepare=True)

    def _unavailable(self, fault: psycopg.Error) -> Unavailable:
        connection = self._connection
        broken = connection is None or connection.closed or connection.info.transaction_status == TransactionStatus.UNKNOWN
        self.close()
        if broken:
            return Unavailable(
                f"The database was lost while recording: the outcome is unknown; the same key again will tell. {fault}"
            )
        return Unavailable(f"The database could not record it. Nothing was recorded. {fault}")


def _has_ended(connection: Connection) -> bool:
    """Whether the server ended the session while nothing was asked of it: it was restarted over night, say.

    Whoever recorded next would find out, and could not tell whether it was before or after the commit.
    """
    news = select.poll()
    try:
        news.register(connection.fileno(), select.POLLIN)
        while news.poll(0):
            connection.pgconn.consume_input()  # a notice, perhaps, or the farewell; the end itself is read after that
    except psycopg.OperationalError:
        return True
    return False


def _ask(connection: Connection, asked: Questions) -> Callable[[Memory, Answers], None]:
    """Send the questions. What is returned takes in the answers, once they are here."""
    newest = connection.execute(NEWEST, [sorted(asked.tags)], binary=True) if asked.tags else None
    found = [
        ((item, after), connection.execute(*is_there_any(branches(frozenset({item})), after), prepare=False, binary=True))
        for item, after in asked.conditions
    ]

    def take(memory: Memory, answers: Answers) -> None:
        for tag, position in newest or []:
            memory.learn(tag, position)
            answers.tags[tag] = position
        answers.conditions |= {condition: bool(next(cursor)[0]) for condition, cursor in found}

    return take


def _columns(rows: Sequence[Row]) -> dict[str, object]:
    tags: list[str] = []
    firsts, lasts = [], []
    for row in rows:
        firsts.append(len(tags) + 1)
        tags += row.seen.tags
        lasts.append(len(tags))
    return {
        "tags": TextArray(tags),
        "first_tags": Int4Array(firsts),
        "last_tags": Int4Array(lasts),
        "types": TextArray([row.seen.type for row in rows]),
        "data": ByteaArray([row.data for row in rows]),
        "effective_on": DateArray([row.effective_on for row in rows]),
        "actors": TextArray([row.actor for row in rows]),
    }
