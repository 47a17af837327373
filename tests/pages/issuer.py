"""An issuer of accounts, as small as OpenID Connect allows: real HTTP, real signatures, one person."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT, SECRET = "concordat-pages", "not for everybody"


@dataclass
class AccountIssuer:
    """`roles`, `borough`: of the one person who has an account. `identity`: what to say otherwise of the identity."""

    key: ECKey
    url: str = ""
    roles: list[str] = field(default_factory=lambda: ["officer"])
    borough: str = "westminster"
    identity: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def jwks(self) -> str:
        return json.dumps(KeySet.import_key_set({"keys": [self.key.as_dict(private=False)]}).as_dict(private=False))

    def let_in(self, address: str) -> str:
        """What the person's browser comes back with, once they have signed in at the address that it was sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return f"/sign-in/done?state={asked['state']}&code={code}"

    def tokens(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The answer to a code, which is good once and only for whoever began with its challenge; None: it is refused."""
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return None
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        usual = {"iss": self.url, "sub": "p-17", "exp": int(time.time()) + 600}
        identity = {**usual, "aud": CLIENT, "nonce": asked["nonce"], **self.identity}
        access = {**usual, "aud": "concordat", "roles": self.roles, "borough": self.borough}
        return {"id_token": self._signed(identity), "access_token": self._signed(access), "token_type": "Bearer"}

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key, algorithms=["ES256"])


@contextmanager
def issuing(folder: Path) -> Iterator[tuple[AccountIssuer, dict[str, str]]]:
    """An issuer that listens, and the settings of a server that trusts it."""
    key = ECKey.generate_key("P-256")
    key.ensure_kid()
    issuer = AccountIssuer(key)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            endpoints = {name: f"{issuer.url}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            self._answer({"issuer": issuer.url, **endpoints})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens = issuer.tokens({name: values[0] for name, values in parse_qs(body).items()})
            self._answer(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def _answer(self, document: dict[str, Any], status: int = 200) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's own name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            issuer.url = f"http://127.0.0.1:{server.server_port}"
            (folder / "jwks.json").write_text(issuer.jwks())
            (folder / "secret").write_text(f"{SECRET}\n")
            yield (
                issuer,
                {
                    "CONCORDAT_ISSUER": issuer.url,
                    "CONCORDAT_JWKS": str(folder / "jwks.json"),
                    "CONCORDAT_SIGN_IN_CLIENT": CLIENT,
                    "CONCORDAT_SIGN_IN_SECRET_FILE": str(folder / "secret"),
                    "CONCORDAT_PUBLIC_URL": "https://ledger.example.org",
                },
            )
        finally:
            server.shutdown()
            thread.join()
