"""Signing in: the port to whoever knows the people who decide, by OpenID Connect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class SignInFailed(Exception):
    """It did not work. The message is for the log: whoever tried is told no more than that."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way. `address`: where to send the browser. `kept`: what its cookie keeps until it comes back."""

    address: str
    kept: str


class SignIn(Protocol):
    """The code flow with PKCE against one issuer. Every method raises Unavailable when the issuer does not answer."""

    async def begin(self) -> Begun:
        """Begin."""
        ...

    async def finish(self, kept: str, state: str, code: str) -> str:
        """The token of whoever signed in. `kept`: as it was begun. Raises SignInFailed."""
        ...


class EndedSessions(Protocol):
    """Sessions that were ended before their tokens were, as every process of the service knows them.

    `token`: its SHA-256. Every method raises Unavailable.
    """

    def end(self, token: bytes, until: datetime) -> None:
        """Take a token no more. `until`: when it ends by itself, and may be forgotten."""
        ...

    def is_ended(self, token: bytes) -> bool:
        """Whether it is taken no more."""
        ...
