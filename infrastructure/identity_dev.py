"""The development issuer: a key of its own in the data folder, for trying things out. Never for others to reach."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from infrastructure.identity import Issuer

NAME = "urn:concordat:development"
AUDIENCE = "concordat"
FILE = "development-issuer.jwk"
VALID_SECONDS = 12 * 3600


class NoDevelopmentIssuer(Exception):
    """The data folder has no development issuer."""


class DevelopmentIssuer:
    """Issues tokens for any role, and knows its own."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @classmethod
    def in_folder(cls, folder: Path) -> DevelopmentIssuer:
        """The issuer whose key lies in the folder. Raises NoDevelopmentIssuer."""
        path = folder / FILE
        try:
            return cls(OKPKey.import_key(json.loads(path.read_bytes())))
        except FileNotFoundError:
            raise NoDevelopmentIssuer(
                f"{folder} has no development issuer. `concordat serve --dev --data {folder}` makes one."
            ) from None
        except (OSError, ValueError, JoseError) as fault:
            raise NoDevelopmentIssuer(f"The key in {path} cannot be read: {fault}") from fault

    @classmethod
    def made_in_folder(cls, folder: Path) -> DevelopmentIssuer:
        """The same, made at the first call. Only its owner can read the key. Raises NoDevelopmentIssuer, OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / FILE).exists():
            key = OKPKey.generate_key("Ed25519")
            key.ensure_kid()
            unfinished = folder / f"{FILE}.unfinished"
            unfinished.unlink(missing_ok=True)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(key.as_dict(private=True), file)
            unfinished.rename(folder / FILE)
        return cls.in_folder(folder)

    def issuer(self) -> Issuer:
        """What a server needs to check the tokens."""
        public = KeySet.import_key_set({"keys": [self._key.as_dict(private=False)]})

        async def keys() -> KeySet:
            return public

        return Issuer(NAME, AUDIENCE, keys)

    def token(self, roles: list[str], borough: str | None, subject: str, seconds: int = VALID_SECONDS) -> str:
        """A token for somebody with these roles, valid for so many seconds from now."""
        now = int(time.time())
        claims: dict[str, object] = {"iss": NAME, "aud": AUDIENCE, "sub": subject, "roles": roles, "iat": now, "exp": now + seconds}
        if borough is not None:
            claims["borough"] = borough
        return jwt.encode({"alg": "Ed25519", "kid": self._key.kid}, claims, self._key, algorithms=["Ed25519"])
