"""Money: pounds and pence, written as a decimal string such as "125000.00". Never a binary fraction."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

PENCE = Decimal("0.01")
_WRITTEN = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")


def _read(value: Any) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite() and value >= 0:
        value = str(value)
    if not isinstance(value, str) or not _WRITTEN.fullmatch(value):
        raise ValueError('write money as a string of pounds with at most two decimals, such as "125000.00"')
    return Decimal(value).quantize(PENCE)


Money = Annotated[
    Decimal,
    BeforeValidator(_read),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,13}(\.[0-9]{1,2})?$", "examples": ["125000.00"]}),
]
"""An amount in pounds, 0 or more, to the penny."""


def to_pence(amount: Decimal) -> Decimal:
    """Rounded to pence, half to even."""
    return amount.quantize(PENCE, rounding=ROUND_HALF_EVEN)


def pounds(amount: Decimal) -> str:
    """The amount as a board reads it: £1,250,000.00."""
    return f"£{amount:,.2f}"
