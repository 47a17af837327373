"""Where keys come from, and the development issuer's own."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from application.ports import Unavailable
from domain.decision import Actor
from infrastructure.identity import TokenIdentity
from infrastructure.identity_dev import FILE, DevelopmentIssuer, NoDevelopmentIssuer
from infrastructure.identity_keys import keys_from


def test_keys_are_read_from_a_file(tmp_path: Path) -> None:
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    keys = asyncio.run(keys_from(str(tmp_path / "jwks.json"))())
    assert [each.kid for each in keys.keys] == [key.kid]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": 7}', '{"keys": [{"kty": "none"}]}'])
def test_a_file_without_keys_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "jwks.json").write_text(content)
    with pytest.raises(Unavailable, match="no set of keys"):
        asyncio.run(keys_from(str(tmp_path / "jwks.json"))())


def test_keys_that_cannot_be_fetched_are_told() -> None:
    with pytest.raises(Unavailable, match="cannot be fetched"):
        asyncio.run(keys_from("https://127.0.0.1:1/jwks.json")())


def test_the_development_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer.made_in_folder(tmp_path / "var")
    again = DevelopmentIssuer.made_in_folder(tmp_path / "var")
    assert stat.S_IMODE((tmp_path / "var" / FILE).stat().st_mode) == 0o600
    identity = TokenIdentity(again.issuer())
    actor = asyncio.run(identity.actor(issuer.token(["officer"], "westminster", "ann")))
    assert actor == Actor("ann", frozenset({"officer"}), "westminster")


def test_a_folder_without_a_development_issuer_gives_no_tokens(tmp_path: Path) -> None:
    with pytest.raises(NoDevelopmentIssuer, match="serve --dev"):
        DevelopmentIssuer.in_folder(tmp_path)


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(NoDevelopmentIssuer, match="cannot be read"):
        DevelopmentIssuer.in_folder(tmp_path)
