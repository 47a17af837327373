"""Settings: what is set by environment variables, checked before anything starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from infrastructure.log_keys import is_origin

PREFIX = "CONCORDAT_"


class SettingsInvalid(Exception):
    """A setting is missing, unknown or not what it should be. The message names each by its environment variable."""


class Settings(BaseSettings):
    """Each field is the environment variable of its name in capitals, after CONCORDAT_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    database_url: str | None = Field(None, description="A libpq URL, several hosts allowed. Unset: the embedded PostgreSQL.")
    database_schema: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")] = "public"
    jwks: str | None = Field(None, description="The issuer's public keys: a path, or an https address.")
    issuer: str | None = Field(None, description="The `iss` of the tokens to accept.")
    audience: str = Field("concordat", min_length=1, description="What must be among the `aud` of a token.")
    public_url: Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$")] | None = Field(
        None, description="Where people reach the pages, such as https://ledger.example.org: signing in leads back there."
    )
    sign_in_client: str | None = Field(None, min_length=1, description="The pages' client id at the issuer: OpenID Connect.")
    sign_in_secret_file: str | None = Field(None, description="A file that holds that client's secret; none for a public client.")
    log_key_file: str | None = Field(None, description="The transparency log's key, readable by its owner alone.")
    log_origin: str | None = Field(None, description="The log's identity for ever, such as ledger.example.org/v1/log.")
    policy_file: str | None = Field(None, description="Which witnesses must cosign a published checkpoint, as C2SP tlog-policy.")
    quorum_late_seconds: Annotated[float, Field(gt=0, description="After it, a seal without its quorum is late.")] = 60
    public_log: bool = Field(False, description="Whether everybody may read the records of the log.")
    withhold: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,14}(,[1-9][0-9]{0,14})*)?$")] = Field(
        "", description="Positions, such as 17,212, whose text no export shows: docs/personal-data.md."
    )
    threads: Annotated[int, Field(ge=1, le=512)] = 64
    waiting: Annotated[int, Field(ge=0, le=100_000)] = 1_000
    feeds: Annotated[int, Field(ge=0, le=10_000, description="How many feeds may be open at once.")] = 100
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str | None) -> str | None:
        if url is not None:
            try:
                conninfo_to_dict(url)
            except ProgrammingError:  # its own message would repeat a password
                raise ValueError("write it as postgresql://user@host/database") from None
        return url

    @field_validator("jwks")
    @classmethod
    def _can_be_read(cls, source: str | None) -> str | None:
        if source is None or source.startswith("https://"):
            return source
        if "://" in source:
            raise ValueError("keys come over https, or from a file")
        if not Path(source).is_file():
            raise ValueError(f"there is no file {source}")
        return source

    @field_validator("log_origin")
    @classmethod
    def _is_an_origin(cls, origin: str | None) -> str | None:
        if origin is not None and not is_origin(origin):
            raise ValueError("write it as ledger.example.org/v1/log: ASCII, no scheme, no spaces, no +, no slash at its end")
        return origin

    @model_validator(mode="after")
    def _names_both_issuer_and_keys(self) -> Self:
        if (self.jwks is None) != (self.issuer is None):
            raise ValueError(f"{PREFIX}JWKS and {PREFIX}ISSUER go together: set both or neither")
        return self

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        if self.sign_in_client is not None and (self.issuer is None or self.public_url is None):
            raise ValueError(f"{PREFIX}SIGN_IN_CLIENT needs {PREFIX}ISSUER and {PREFIX}PUBLIC_URL beside it")
        return self

    @property
    def withheld(self) -> tuple[int, ...]:
        """The positions of `withhold`."""
        return tuple(int(position) for position in self.withhold.split(",") if position)

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings as the environment has them. Raises SettingsInvalid."""
        known = {f"{PREFIX}{name.upper()}" for name in cls.model_fields}
        unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
        if unknown:
            raise SettingsInvalid(f"There is no setting {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
        try:
            return cls()
        except ValidationError as fault:
            raise SettingsInvalid("\n".join(_sentence(error["loc"], error["msg"]) for error in fault.errors())) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ")
    return f"{PREFIX}{str(location[0]).upper()}: {said}." if location else f"{said}."
