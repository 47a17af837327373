"""How a subcommand ends that could not do what was asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

DONE, REFUSED, BAD_USAGE = 0, 1, 2


def fail(message: str, status: int = REFUSED) -> NoReturn:
    """Say why on standard error, and end."""
    sys.stderr.write(f"concordat: {message}\n")
    raise typer.Exit(status)


@contextmanager
def told(*faults: type[Exception]) -> Iterator[None]:
    """Turn these faults into a sentence and exit status 1."""
    try:
        yield
    except faults as fault:
        fail(str(fault))
