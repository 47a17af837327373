"""Where an issuer's public keys come from: a file, or an https address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from application.ports import Unavailable
from infrastructure.identity import FetchKeys

FETCH_SECONDS = 5
LONGEST_JWKS = 262_144  # bytes


def keys_from(source: str) -> FetchKeys:
    """A way to fetch the JWKS at `source`, a path or an https address, whenever it is asked for."""
    if source.startswith("https://"):
        return _Published(source).fetch
    return _Filed(Path(source)).fetch


def key_set(text: bytes, source: str) -> KeySet:
    """The public keys in a JWKS. Raises Unavailable."""
    try:
        document: Any = json.loads(text)
        return KeySet.import_key_set(document)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise Unavailable(f"{source} holds no set of keys (JWKS): {fault}") from fault


class _Filed:
    def __init__(self, path: Path) -> None:
        self._path = path

    async def fetch(self) -> KeySet:
        try:
            return key_set(self._path.read_bytes(), str(self._path))
        except OSError as fault:
            raise Unavailable(f"The issuer's keys cannot be read: {fault}") from fault


class _Published:
    def __init__(self, url: str) -> None:
        self._url = url

    async def fetch(self) -> KeySet:
        try:
            async with httpx2.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=False) as client:
                answer = await client.get(self._url)
        except httpx2.HTTPError as fault:
            raise Unavailable(f"The issuer's keys cannot be fetched from {self._url}: {fault}") from fault
        if answer.status_code != httpx2.codes.OK or len(answer.content) > LONGEST_JWKS:
            raise Unavailable(f"{self._url} answered {answer.status_code} instead of the issuer's keys.")
        return key_set(answer.content, self._url)
