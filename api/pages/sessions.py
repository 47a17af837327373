"""Sessions: who has signed in, as their browser's cookie says it. The cookie holds the token itself, out of scripts' reach.

Nothing is kept here but which tokens were signed out before their end: so any process of the service knows every session, and no
restart ends one. What a session may do is what its token may do, judged anew at every request.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from application.identity import Identity, NotAuthenticated
from domain.decision import Actor

LONGEST_SECONDS = 8 * 3600
"""A working day: the browser forgets the token then, whatever its issuer says."""
REMEMBERED = 100_000


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
    """Reads and writes the cookie. `secure`: whether it is for https alone."""

    def __init__(self, identity: Identity, secure: bool, clock: Callable[[], float] = time.time) -> None:
        self._identity = identity
        self._secure = secure
        self._clock = clock
        self._ended: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()
        self.cookie = "__Host-concordat" if secure else "concordat"

    async def of(self, request: Request) -> Session | None:
        """The session of a request; None without one, and for a token that is no longer good. Raises Unavailable."""
        token = request.cookies.get(self.cookie)
        if not token or self._is_ended(token):
            return None
        try:
            return await self.opened(token)
        except NotAuthenticated:
            return None

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

    def end(self, response: Response, session: Session | None) -> None:
        """Take the cookie away, and take its token no more in any browser, as far as this process is asked."""
        if session is not None:
            with self._lock:
                self._ended[_digest(session.token)] = self._clock()
                while len(self._ended) > REMEMBERED:
                    self._ended.popitem(last=False)
        response.delete_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _is_ended(self, token: str) -> bool:
        with self._lock:
            return _digest(token) in self._ended


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
