"""Whole random programmes, command by command, each chosen by what came of those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from tests.legal.commands import Command, Secretary
from tests.legal.court import Court, Hearing
from tests.legal.proposals import board, boroughs, contracts, migrations

PROPOSALS = {**board.PROPOSALS, **boroughs.PROPOSALS, **contracts.PROPOSALS, **migrations.PROPOSALS}


def programme(seed: int, length: int) -> Iterator[tuple[Court, Hearing]]:
    """A programme of so many commands: each is heard, and given with the court as it stands after it."""
    court, secretary = Court(), Secretary(Random(seed), PROPOSALS)
    opening = secretary.opening()
    for number in range(length):
        secretary.now, secretary.records = court.everything(), court.records
        command = opening[number] if number < len(opening) else secretary.command()
        yield court, court.hear(command)


def retold(commands: Sequence[Command]) -> Iterator[tuple[Court, Hearing]]:
    """The same commands once more."""
    court = Court()
    for command in commands:
        yield court, court.hear(command)
