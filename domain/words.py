"""Words: the texts, identifiers and numbers that decisions are made of, each bounded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

# They reorder what a reader sees (CVE-2021-42574): a minute could read otherwise than it is recorded.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


_SUSPECT = re.compile("[" + "".join(sorted(_REORDERING)) + r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Every character that `_plain` refuses: a text without any needs no closer look."""


def _plain(text: str) -> str:
    """Refuse what cannot be stored or would not be read as it is written."""
    for character in text if _SUSPECT.search(text) else "":
        category = unicodedata.category(character)
        if character in _REORDERING:
            raise ValueError(f"U+{ord(character):04X} changes the order in which text is shown: leave it out")
        if category == "Cs" or (category == "Cc" and character not in "\n\t"):
            raise ValueError(f"U+{ord(character):04X} is a control character: leave it out")
    if not text.strip():
        raise ValueError("write at least one character that can be seen")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("write it on one line")
    return _plain(text)


def _whole(value: Any) -> int:
    """A whole number: JSON's 180 and 180.0 are one number, but neither "180" nor true is one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int:
        raise ValueError("write a whole number")
    return value


def _lower_hex(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


Strict = StringConstraints(strict=True)
Title = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200), AfterValidator(_one_line)]
"""One line of 1 to 200 characters."""
Prose = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=4000), AfterValidator(_plain)]
"""Reasons and notes: 1 to 4,000 characters, line breaks allowed."""

SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"
Id = Annotated[str, StringConstraints(strict=True, pattern=SLUG)]
"""The id of an object, chosen by whoever registers it."""
ObjectName = Annotated[
    str,
    StringConstraints(
        strict=True,
        pattern=r"^(area|borough|claim|contract|dispensation|framework|meeting|migration|note|programme|supplier|system)"
        r":[a-z0-9][a-z0-9-]{0,62}$",
    ),
]
"""The kind and id of an object, such as contract:c-0192: also the tag that its decisions carry."""

Sha256 = Annotated[str, BeforeValidator(_lower_hex), StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]
Href = Annotated[
    str,
    StringConstraints(strict=True, max_length=2000, pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?$"),
]
"""An https address."""

WholeSchema = WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 1_000_000_000})
Whole = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=1_000_000_000)]
Days = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=36_600)]
Months = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=1_200)]
Year = Annotated[int, BeforeValidator(_whole), Field(ge=1900, le=2200)]
Score = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=100)]
Version = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=1_000_000)]
Position = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=2**53 - 1)]

T = TypeVar("T", bound=Hashable)


def _distinct(values: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(values)) != len(values):
        raise ValueError("name each only once")
    return values


Ids = Annotated[tuple[Id, ...], Field(min_length=1, max_length=200), AfterValidator(_distinct)]
"""One or more ids, each once."""


def listed(names: list[str]) -> str:
    """Names as a sentence lists them: A, B and C."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def kebab(name: str) -> str:
    """ConcludeContract → conclude-contract."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
