"""Who is who: who checks tokens, and how people sign in."""

from __future__ import annotations

from pathlib import Path

from application.identity import Identity
from application.signing_in import SignIn
from infrastructure.identity import Issuer, TokenIdentity
from infrastructure.identity_dev import DevelopmentIssuer, NoDevelopmentIssuer
from infrastructure.identity_keys import keys_from
from infrastructure.identity_openid import Client, OpenIdConnect
from infrastructure.settings import Settings, SettingsInvalid

__all__ = ["DevelopmentIssuer", "NoDevelopmentIssuer", "identity_of", "sign_in_of"]


def identity_of(settings: Settings, development: DevelopmentIssuer | None) -> Identity:
    """Who checks tokens: the issuer of the settings, or the development issuer. Raises SettingsInvalid without either."""
    if development is not None:
        return TokenIdentity(development.issuer())
    if settings.issuer is None or settings.jwks is None:
        raise SettingsInvalid("Set CONCORDAT_ISSUER and CONCORDAT_JWKS, or use --dev to try things out on this machine alone.")
    return TokenIdentity(Issuer(settings.issuer, settings.audience, keys_from(settings.jwks)))


def sign_in_of(settings: Settings) -> SignIn | None:
    """How people sign in to the pages; None unless the settings say so. Raises SettingsInvalid."""
    if settings.sign_in_client is None or settings.issuer is None or settings.jwks is None:
        return None
    try:
        secret = Path(settings.sign_in_secret_file).read_text().strip() if settings.sign_in_secret_file else None
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsInvalid(f"CONCORDAT_SIGN_IN_SECRET_FILE cannot be read: {fault}") from fault
    client = Client(settings.sign_in_client, secret, f"{settings.public_url}/sign-in/done", settings.audience)
    return OpenIdConnect(settings.issuer, client, keys_from(settings.jwks))
