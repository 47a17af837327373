"""Sign-in by OpenID Connect: the authorization code flow with PKCE.

The issuer says where its endpoints are (OpenID Connect Discovery 1.0). What the browser brings back is believed only with what its
cookie kept: state (that it is the same browser), the code verifier (RFC 7636: that the code is for us), and the nonce (that the
identity is of this sign-in). The token that a session holds is the access token, which the API takes and checks as any other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError

from application.ports import Unavailable
from application.signing_in import Begun, SignInFailed
from infrastructure.identity import ALGORITHMS, LEEWAY_SECONDS, FetchKeys

SECONDS = 10
LONGEST_ANSWER = 262_144  # bytes
ID_ALGORITHMS = [*ALGORITHMS, "RS256", "PS256"]
"""What most issuers sign identities with; the access token, which opens the API, stays with what the API takes."""
SCOPE = "openid"


@dataclass(frozen=True, slots=True)
class Client:
    """Us, as the issuer knows us. `secret`: None for a public client. `redirect_uri`: where it sends the browser back to."""

    id: str
    secret: str | None
    redirect_uri: str
    audience: str


class OpenIdConnect:
    """Implements `application.signing_in.SignIn`. Belongs to one event loop."""

    def __init__(self, issuer: str, client: Client, fetch_keys: FetchKeys) -> None:
        self._issuer = issuer
        self._client = client
        self._fetch_keys = fetch_keys
        self._endpoints: Mapping[str, str] | None = None

    async def begin(self) -> Begun:
        """See the port."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = _url_safe(hashlib.sha256(verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": self._client.redirect_uri,
            "scope": SCOPE,
            "audience": self._client.audience,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = (await self._discovered())["authorization_endpoint"]
        joint = "&" if "?" in endpoint else "?"
        return Begun(f"{endpoint}{joint}{urlencode(query)}", f"{state}.{nonce}.{verifier}")

    async def finish(self, kept: str, state: str, code: str) -> str:
        """See the port."""
        parts = kept.split(".")
        if len(parts) != 3 or not hmac.compare_digest(parts[0].encode(), state.encode()):
            raise SignInFailed("the browser that came back is not the one that went, or it took too long")
        _, nonce, verifier = parts
        tokens = await self._exchange(code, verifier)
        await self._require_identity(tokens.get("id_token"), nonce)
        access = tokens.get("access_token")
        if not isinstance(access, str):
            raise SignInFailed("the issuer gave no access token")
        return access

    async def _exchange(self, code: str, verifier: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "client_id": self._client.id,
            "code_verifier": verifier,
        }
        if self._client.secret is not None:
            form["client_secret"] = self._client.secret
        endpoint = (await self._discovered())["token_endpoint"]
        status, document = await _asked("POST", endpoint, form)
        if status != httpx2.codes.OK:
            raise SignInFailed(f"the issuer did not take the code: {status}, {str(document.get('error', ''))[:100]}")
        return document

    async def _require_identity(self, token: Any, nonce: str) -> None:
        """The identity must be for us and of this sign-in. Raises SignInFailed, Unavailable."""
        if not isinstance(token, str):
            raise SignInFailed("the issuer gave no identity")
        try:
            claims = jwt.decode(token, await self._fetch_keys(), algorithms=ID_ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._client.id},
                exp={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError, TypeError) as fault:
            raise SignInFailed(f"the identity is not one that we accept: {fault}") from fault

    async def _discovered(self) -> Mapping[str, str]:
        if self._endpoints is None:
            status, document = await _asked("GET", f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            endpoints = {name: document.get(name) for name in ("authorization_endpoint", "token_endpoint")}
            if status != httpx2.codes.OK or document.get("issuer") != self._issuer or not all(endpoints.values()):
                raise Unavailable(f"{self._issuer} does not say where to sign in.")
            self._endpoints = {name: str(value) for name, value in endpoints.items()}
        return self._endpoints


async def _asked(method: str, url: str, form: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """Status and JSON object of an answer. Raises Unavailable."""
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False) as client:
            answer = await client.request(method, url, data=form, headers={"Accept": "application/json"})
        document = answer.json() if len(answer.content) <= LONGEST_ANSWER else None
    except (httpx2.HTTPError, ValueError) as fault:
        raise Unavailable(f"The issuer of accounts does not answer: {fault}") from fault
    if not isinstance(document, dict):
        raise Unavailable("The issuer of accounts gave an answer that cannot be read.")
    return answer.status_code, document


def _url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
