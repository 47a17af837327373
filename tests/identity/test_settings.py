"""Settings are checked before anything starts, and named by the variable that sets them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infrastructure.settings import Settings, SettingsInvalid


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CONCORDAT_")]:
        monkeypatch.delenv(name)


def test_without_any_setting_the_embedded_database_is_meant() -> None:
    settings = Settings.from_environment()
    assert (settings.database_url, settings.jwks, settings.audience) == (None, None, "concordat")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CONCORDAT_DATABASE_URL", "mysql://x", "CONCORDAT_DATABASE_URL: write it as postgresql://"),
        ("CONCORDAT_DATABASE_SCHEMA", "Bad-Name", "CONCORDAT_DATABASE_SCHEMA"),
        ("CONCORDAT_JWKS", "http://keys.example.org", "CONCORDAT_JWKS: keys come over https"),
        ("CONCORDAT_JWKS", "/nowhere/jwks.json", "CONCORDAT_JWKS: there is no file"),
        ("CONCORDAT_JWKS", "https://keys.example.org", "CONCORDAT_ISSUER go together"),
        ("CONCORDAT_THREADS", "0", "CONCORDAT_THREADS"),
        ("CONCORDAT_THREADS", "many", "CONCORDAT_THREADS"),
        ("CONCORDAT_LOG_LEVEL", "loud", "CONCORDAT_LOG_LEVEL"),
        ("CONCORDAT_DATABSE_URL", "postgresql://x", "no setting CONCORDAT_DATABSE_URL"),
    ],
)
def test_a_setting_at_fault_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid, match=said):
        Settings.from_environment()


def test_an_issuer_with_its_keys_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_text("{}")
    monkeypatch.setenv("CONCORDAT_JWKS", str(tmp_path / "jwks.json"))
    monkeypatch.setenv("CONCORDAT_ISSUER", "https://login.example.org")
    assert Settings.from_environment().issuer == "https://login.example.org"
