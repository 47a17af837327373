"""The port that tells who posts: a bearer token becomes an actor, or is refused."""

from __future__ import annotations

from typing import Protocol

from domain.decision import Actor

ROLES = frozenset({"officer", "board", "auditor", "integrator", "operator"})
"""The roles that a token may carry. Others belong to other systems and are left out of the record."""


class NotAuthenticated(Exception):
    """There is no token, or it does not prove who sends it. The message says what is wrong, and never shows the token."""


class Identity(Protocol):
    """Proves who somebody is."""

    async def actor(self, token: str) -> Actor:
        """Whom the token stands for. Raises NotAuthenticated; Unavailable when the keys cannot be had."""
        ...
