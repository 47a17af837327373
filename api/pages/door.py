"""Door: who may come in to the pages, and how they say who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from application.signing_in import SignIn

NewToken = Callable[[list[str], str | None, str], str]
"""Makes a development token from roles, a borough or None, and a subject."""


@dataclass(frozen=True)
class Door:
    """`open_to_readers`: whether reading needs no sign-in. `development`: makes tokens for whoever asks, on this machine alone.

    `sign_in`: sign-in by OpenID Connect. `secure`: whether cookies are for https alone; only a development server does without.
    """

    open_to_readers: bool = False
    development: NewToken | None = None
    sign_in: SignIn | None = None
    secure: bool = True

    @property
    def can_sign_in(self) -> bool:
        return self.development is not None or self.sign_in is not None
