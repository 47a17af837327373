"""Which tokens are believed."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey

from application.identity import NotAuthenticated
from application.ports import Unavailable
from domain.decision import Actor
from infrastructure.identity import COOL_DOWN_SECONDS, KEYS_SECONDS, Issuer, TokenIdentity

NOW = 1_800_000_000
ISSUER, AUDIENCE = "https://login.example.org", "concordat"


@dataclass
class Office:
    """An issuer with keys that it can change, and a clock."""

    keys: list[OKPKey | ECKey] = field(default_factory=list)
    now: float = NOW
    fetched: int = 0
    away: bool = False

    async def fetch(self) -> KeySet:
        self.fetched += 1
        if self.away:
            raise Unavailable("The issuer does not answer.")
        return KeySet.import_key_set({"keys": [key.as_dict(private=False) for key in self.keys]})

    def identity(self) -> TokenIdentity:
        return TokenIdentity(Issuer(ISSUER, AUDIENCE, self.fetch), clock=lambda: self.now)

    def token(self, key: OKPKey | ECKey | None = None, **claims: Any) -> str:
        signer = key or self.keys[0]
        algorithm = "ES256" if isinstance(signer, ECKey) else "Ed25519"
        given = {"iss": ISSUER, "aud": AUDIENCE, "sub": "p-17", "exp": self.now + 600, "roles": ["officer"], **claims}
        kept = {name: value for name, value in given.items() if value is not None}
        return jwt.encode({"alg": algorithm, "kid": signer.kid}, kept, signer, algorithms=[algorithm])


def ed25519() -> OKPKey:
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    return key


def es256() -> ECKey:
    key = ECKey.generate_key("P-256")
    key.ensure_kid()
    return key


@pytest.fixture
def office() -> Office:
    return Office([ed25519(), es256()])


@pytest.fixture
def run() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def test_a_token_of_either_kind_of_key_is_believed(office: Office, run: asyncio.Runner) -> None:
    identity = office.identity()
    for key in office.keys:
        token = office.token(key, borough="westminster", roles=["officer", "board"])
        assert run.run(identity.actor(token)) == Actor("p-17", frozenset({"officer", "board"}), "westminster")


def test_an_audience_may_be_one_of_several(office: Office, run: asyncio.Runner) -> None:
    assert run.run(office.identity().actor(office.token(aud=["other", AUDIENCE]))).subject == "p-17"


def test_roles_of_other_systems_are_left_out(office: Office, run: asyncio.Runner) -> None:
    assert run.run(office.identity().actor(office.token(roles=["officer", "payroll-admin"]))).roles == {"officer"}


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 31},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": NOW + 31},
        {"iss": "https://elsewhere.example.org"},
        {"iss": None},
        {"aud": "payroll"},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "two words"},
        {"sub": "x" * 201},
        {"roles": "officer"},
        {"roles": [1]},
        {"borough": "West Minster"},
        {"borough": 7},
    ],
)
def test_a_token_with_claims_at_fault_is_not_believed(office: Office, run: asyncio.Runner, claims: dict[str, Any]) -> None:
    with pytest.raises(NotAuthenticated):
        run.run(office.identity().actor(office.token(**claims)))


def test_a_token_is_believed_only_until_it_expires_also_when_it_was_seen_before(office: Office, run: asyncio.Runner) -> None:
    identity, token = office.identity(), office.token()
    run.run(identity.actor(token))
    office.now += 631
    with pytest.raises(NotAuthenticated, match="expired"):
        run.run(identity.actor(token))


def test_a_shared_secret_is_not_believed(office: Office, run: asyncio.Runner) -> None:
    public = office.keys[0].as_dict(private=False)
    secret = OctKey.import_key(str(public["x"]))  # the classic: the public key taken for a shared secret
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "p-17", "exp": NOW + 600, "roles": ["board"]}
    token = jwt.encode({"alg": "HS256", "kid": office.keys[0].kid}, claims, secret)
    with pytest.raises(NotAuthenticated):
        run.run(office.identity().actor(token))


def test_an_unsigned_token_is_not_believed(office: Office, run: asyncio.Runner) -> None:
    head = json.dumps({"alg": "none", "kid": office.keys[0].kid}).encode()
    claims = office.token().split(".")[1]
    token = f"{base64.urlsafe_b64encode(head).decode().rstrip('=')}.{claims}."
    with pytest.raises(NotAuthenticated):
        run.run(office.identity().actor(token))


def test_a_foreign_token_is_not_believed(office: Office, run: asyncio.Runner) -> None:
    with pytest.raises(NotAuthenticated):
        run.run(office.identity().actor(office.token(ed25519())))


def test_a_foreign_key_under_a_known_name_is_not_believed(office: Office, run: asyncio.Runner) -> None:
    forged = OKPKey.import_key({**ed25519().as_dict(private=True), "kid": office.keys[0].kid or ""})
    with pytest.raises(NotAuthenticated):
        run.run(office.identity().actor(office.token(forged)))


def test_a_token_that_names_no_key_is_not_believed(office: Office, run: asyncio.Runner) -> None:
    office.keys = office.keys[:1]
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "p-17", "exp": NOW + 600}
    token = jwt.encode({"alg": "Ed25519"}, claims, office.keys[0], algorithms=["Ed25519"])
    with pytest.raises(NotAuthenticated, match="kid"):
        run.run(office.identity().actor(token))


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "....", "é.é.é", "a" * 9000, "e30.e30.e30"])
def test_what_is_no_token_is_not_believed(office: Office, run: asyncio.Runner, token: str) -> None:
    with pytest.raises(NotAuthenticated):
        run.run(office.identity().actor(token))


def test_the_message_never_repeats_the_token(office: Office, run: asyncio.Runner) -> None:
    token = office.token(ed25519())
    with pytest.raises(NotAuthenticated) as refused:
        run.run(office.identity().actor(token))
    assert token.split(".")[1] not in str(refused.value)


def test_a_new_key_is_fetched_when_a_token_names_it(office: Office, run: asyncio.Runner) -> None:
    identity = office.identity()
    run.run(identity.actor(office.token()))
    office.keys.append(ed25519())
    office.now += COOL_DOWN_SECONDS + 1
    assert run.run(identity.actor(office.token(office.keys[-1]))).subject == "p-17"
    assert office.fetched == 2


def test_tokens_with_made_up_keys_do_not_make_us_ask_the_issuer_again_and_again(office: Office, run: asyncio.Runner) -> None:
    identity = office.identity()
    for _ in range(20):
        with pytest.raises(NotAuthenticated):
            run.run(identity.actor(office.token(ed25519())))
    assert office.fetched == 1


def test_a_withdrawn_key_is_not_believed_for_longer_than_an_hour(office: Office, run: asyncio.Runner) -> None:
    identity, token = office.identity(), office.token(exp=NOW + 86_400)
    run.run(identity.actor(token))
    office.keys = office.keys[1:]
    office.now += KEYS_SECONDS
    with pytest.raises(NotAuthenticated):
        run.run(identity.actor(token))


def test_when_the_issuer_is_away_it_is_said_and_nobody_is_refused_for_it(office: Office, run: asyncio.Runner) -> None:
    office.away = True
    identity = office.identity()
    with pytest.raises(Unavailable):
        run.run(identity.actor(office.token()))
    office.away = False
    assert run.run(identity.actor(office.token())).subject == "p-17"


def test_many_tokens_at_once_fetch_the_keys_once(office: Office, run: asyncio.Runner) -> None:
    identity = office.identity()

    async def all_at_once() -> list[Actor]:
        return await asyncio.gather(*(identity.actor(office.token(sub=f"p-{number}")) for number in range(50)))

    assert len(run.run(all_at_once())) == 50
    assert office.fetched == 1


def test_the_clock_is_the_systems_unless_another_is_given(office: Office, run: asyncio.Runner) -> None:
    identity = TokenIdentity(Issuer(ISSUER, AUDIENCE, office.fetch))
    assert run.run(identity.actor(office.token(exp=int(time.time()) + 600))).subject == "p-17"
