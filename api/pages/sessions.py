"""Sessions: who has signed in, as their browser's cookie says it. The cookie holds the token itself, out of scripts' reach.

Nothing is kept of a session but that it was ended before its token was, and that in the database: so every process of the service
knows every session, and no restart ends one or opens it again. What a session may do is what its token may do, judged anew at
every request.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.workers import Workers
from application.identity import Identity, NotAuthenticated
from application.signing_in import EndedSessions
from domain.decision import Actor

LONGEST_SECONDS = 8 * 3600
"""A working day: the browser forgets the token then, whatever its issuer says."""
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in. `form_token`: what a form of theirs must carry."""

    actor: Actor
    token: str

    @property
    def form_token(self) -> str:
        # Whoever cannot read the cookie cannot make it, and it needs no memory of ours.
        return hmac.new(self.token.encode(), b"concordat form", hashlib.sha256).hexdigest()

    def owns(self, form_token: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(self.form_token.encode(), form_token.encode())


class Sessions:
    """Reads and writes the cookie. `ended`: asked by `workers`, for it may wait. `secure`: the cookie is for https alone."""

    def __init__(self, identity: Identity, ended: EndedSessions | None, workers: Workers, *, secure: bool) -> None:
        self._identity = identity
        self._ended = ended
        self._workers = workers
        self._secure = secure
        self.cookie = "__Host-concordat" if secure else "concordat"

    async def of(self, request: Request) -> Session | None:
        """The session of a request; None without one, and for a token that is no longer good. Raises Unavailable."""
        token = request.cookies.get(self.cookie)
        if not token:
            return None
        try:
            session = await self.opened(token)
        except NotAuthenticated:
            return None
        return None if await self._workers.run(self._kept.is_ended, _digest(token)) else session

    async def opened(self, token: str) -> Session:
        """A session for a token. Raises NotAuthenticated, also for a token with none of our roles; Unavailable."""
        actor = await self._identity.actor(token)
        if not actor.roles:
            raise NotAuthenticated("The token carries none of our roles.")
        return Session(actor, token)

    def begin(self, response: Response, session: Session) -> None:
        """Give the browser its cookie."""
        response.set_cookie(
            self.cookie, session.token, max_age=LONGEST_SECONDS, path="/", secure=self._secure, httponly=True, samesite="lax"
        )

    async def end(self, response: Response, session: Session | None) -> None:
        """Take the cookie away, and take its token no more in any browser. Raises Unavailable; then the session goes on."""
        if session is not None:
            await self._workers.run(self._kept.end, _digest(session.token), _ends_at(session.token))
        response.delete_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    @property
    def _kept(self) -> EndedSessions:
        assert self._ended is not None, "a server with pages knows which sessions were ended"
        return self._ended


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _ends_at(token: str) -> datetime:
    """When a token that was checked ends by itself."""
    claims = token.split(".")[1]
    ends_at = orjson.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"]
    return datetime.fromtimestamp(min(ends_at, LATEST.timestamp()), UTC)
