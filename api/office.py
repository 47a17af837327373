"""Office: what the routes stand on: the ledger, what is read of it, who is who, and threads for both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request

from api.desk import Desk
from api.news import News
from api.workers import Workers
from application.collecting import Standing
from application.diary import Diary
from application.export.exporting import Exporter
from application.identity import ROLES, Identity, NotAuthenticated
from application.keeping.views import KeptSoFar
from application.ledger import Ledger
from application.reads import Reads
from application.signing_in import EndedSessions
from application.submission import Forbidden
from application.transparency import TransparencyLog
from domain.authority import NOT_YOURS
from domain.decision import Actor, BrokenRule

READERS = 8
FEEDERS = 2
EXPORTERS = 4
LANES = 2
"""While one group of commands is being recorded, the next is decided."""


@dataclass(frozen=True)
class Office:
    """`require_ready`: raises Unavailable unless the store can be reached, has this version's schema, and is sealed in time.

    `public_log`: whether the log's records are for everybody. `sealing_fault`: what has stopped this process's sealer. `standings`:
    how each witness stands with it.
    `feeds`: how many may be open at once. `diary`: what pages need to step through the record, and `ended_sessions` what they need
    of who signed out; the API does without both.
    `closing`: set when the server was told to stop. Answers that could go on for long then come to an end.
    """

    ledger: Ledger
    reads: Reads
    log: TransparencyLog
    identity: Identity
    require_ready: Callable[[], None]
    public_log: bool = False
    sealing_fault: Callable[[], Exception | None] = lambda: None
    standings: Callable[[], Sequence[Standing]] = lambda: ()
    kept: Callable[[], KeptSoFar] = KeptSoFar
    threads: int = 64
    waiting: int = 1_000
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    feeds: int = 100
    exporter: Exporter | None = None
    diary: Diary | None = None
    ended_sessions: EndedSessions | None = None
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    deciders: Workers = field(init=False)
    readers: Workers = field(init=False)
    feeders: Workers = field(init=False)
    exporters: Workers = field(init=False)
    news: News = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        # Apart from each other, so that long reads never keep a command waiting.
        object.__setattr__(self, "deciders", Workers("decider", self.threads, self.waiting))
        object.__setattr__(self, "desk", Desk(self.ledger, LANES, self.waiting))
        object.__setattr__(self, "readers", Workers("reader", READERS, self.waiting))
        # Two, so that many feeds which hear of the same news share the database with the rest instead of besieging it.
        object.__setattr__(self, "feeders", Workers("feeder", FEEDERS, self.feeds))
        object.__setattr__(self, "exporters", Workers("exporter", EXPORTERS, self.waiting))
        object.__setattr__(self, "news", News(self.ledger))

    def close(self) -> None:
        """Finish what was accepted."""
        self.news.close()
        self.feeders.close()
        self.exporters.close()
        self.desk.close()
        self.deciders.close()
        self.readers.close()

    async def actor(self, request: Request) -> Actor:
        """Who asks. Raises NotAuthenticated; Forbidden for a token without any of our roles; Unavailable."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticated("Send a token: `Authorization: Bearer …`.")
        actor = await self.identity.actor(token.strip())
        if not actor.roles:
            message = f"The token carries none of the roles {', '.join(sorted(ROLES))}."
            raise Forbidden(BrokenRule(NOT_YOURS, message, who_can=("whoever gives out roles",)))
        return actor

    async def may_read_records(self, request: Request, first: int, last: int) -> bool:
        """Let pass who may read these positions from the log, and say whether everybody may.

        A public log is closed where it holds what is withheld from exports: its bundles of records cannot leave anything out.
        """
        if self.public_log and not await self.readers.run(self._withholds, first, last):
            return True
        await self.known(request)
        return False

    def _withholds(self, first: int, last: int) -> bool:
        if self.exporter is None:
            return False
        withheld = self.exporter.marking.withheld(self.ledger.store.head())
        return any(first <= position <= last for position in withheld)

    async def known(self, request: Request) -> None:
        """What every read depends on: that whoever asks has one of our roles. Before anything is said of what there is."""
        await self.actor(request)
