"""Identity: bearer tokens (JWT) checked against the keys that an issuer publishes (a JWKS)."""

from __future__ import annotations

import re
import time
from asyncio import Lock
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from application.identity import ROLES, NotAuthenticated
from domain.decision import Actor
from domain.words import SLUG

ALGORITHMS = ["ES256", "Ed25519"]
"""Signatures alone: no shared secret, and never `none`."""
LONGEST_TOKEN = 8192  # characters
LEEWAY_SECONDS = 30  # between the issuer's clock and ours
KEYS_SECONDS = 3600  # a withdrawn key is trusted no longer than this
COOL_DOWN_SECONDS = 30  # between two fetches for keys that nobody published: an unknown kid must not become a flood
REMEMBERED = 10_000
SUBJECT = re.compile(r"[!-~]{1,200}")
BOROUGH = re.compile(SLUG)

FetchKeys = Callable[[], Coroutine[Any, Any, KeySet]]
"""Brings the issuer's public keys. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are taken: `name` is their `iss`, `audience` must be among their `aud`."""

    name: str
    audience: str
    fetch_keys: FetchKeys


class TokenIdentity:
    """Implements `application.identity.Identity`. Belongs to one event loop."""

    def __init__(self, issuer: Issuer, clock: Callable[[], float] = time.time) -> None:
        self._issuer = issuer
        self._clock = clock
        self._keys: KeySet | None = None
        self._fetched_at = 0.0
        self._fetching = Lock()
        self._known: OrderedDict[str, tuple[Actor, float]] = OrderedDict()

    async def actor(self, token: str) -> Actor:
        """See the port."""
        now = self._clock()
        known = self._known.get(token)
        if known is not None and now < known[1] and now < self._fetched_at + KEYS_SECONDS:
            return known[0]
        claims = await self._verified(token, now)
        actor = actor_of(claims)
        self._known[token] = (actor, float(claims["exp"]))
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return actor

    async def _verified(self, token: str, now: float) -> Mapping[str, Any]:
        if not token or len(token) > LONGEST_TOKEN or not token.isascii():
            raise NotAuthenticated("This is no token of the form that we issue.")
        keys = await self._current_keys(now)
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            keys = await self._keys_again(now)
            decoded = self._decoded(token, keys)
        except (JoseError, ValueError, TypeError) as fault:
            raise NotAuthenticated("The token's signature is not one that we accept.") from fault
        if "kid" not in decoded.header:
            raise NotAuthenticated("The token does not say by which key it was signed (kid).")
        self._require_claims(decoded.claims, now)
        return decoded.claims

    def _decoded(self, token: str, keys: KeySet) -> jwt.Token:
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError) as fault:
            raise NotAuthenticated("The token was signed by a key that its issuer does not publish.") from fault

    def _require_claims(self, claims: Mapping[str, Any], now: float) -> None:
        required = jwt.JWTClaimsRegistry(
            now=int(now),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer.name},
            aud={"essential": True, "value": self._issuer.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            required.validate(dict(claims))
        except ExpiredTokenError as fault:
            raise NotAuthenticated("The token has expired.") from fault
        except (JoseError, ValueError, TypeError) as fault:
            raise NotAuthenticated(f"The token's claims are not accepted: {fault}.") from fault

    async def _current_keys(self, now: float) -> KeySet:
        if self._keys is None or now >= self._fetched_at + KEYS_SECONDS:
            return await self._fetch(now, older_than=KEYS_SECONDS)
        return self._keys

    async def _keys_again(self, now: float) -> KeySet:
        """The keys, fetched anew unless they were lately: an issuer that changes its key publishes the new one first."""
        return await self._fetch(now, older_than=COOL_DOWN_SECONDS)

    async def _fetch(self, now: float, *, older_than: float) -> KeySet:
        async with self._fetching:
            if self._keys is None or now >= self._fetched_at + older_than:
                self._keys = await self._issuer.fetch_keys()
                self._fetched_at = now
                self._known.clear()
            return self._keys


def actor_of(claims: Mapping[str, Any]) -> Actor:
    """The actor whom verified claims describe: `sub`, a list `roles`, and perhaps `borough`. Raises NotAuthenticated."""
    subject, roles, borough = claims.get("sub"), claims.get("roles", []), claims.get("borough")
    if not isinstance(subject, str) or not SUBJECT.fullmatch(subject):
        raise NotAuthenticated("The token's subject is not 1 to 200 visible ASCII characters.")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise NotAuthenticated("The token's roles are no list of words.")
    if borough is not None and not (isinstance(borough, str) and BOROUGH.fullmatch(borough)):
        raise NotAuthenticated("The token's borough is no id of a borough.")
    return Actor(subject, frozenset(roles) & ROLES, borough)
