"""The programme as a whole: all lives, day by day, and the routine between them, until so many decisions are recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from bench.programme.affairs import areas_of, opening
from bench.programme.routine import Routine
from bench.programme.world import BOROUGHS, DAYS, STARTS, World
from bench.programme.writing import Writer, Written


def generate(n: int, seed: int = 1, areas: int = 30) -> Iterator[Written]:
    """The first `n` decisions (at least a thousand make sense) of a programme made for that many, in order of position."""
    boroughs = [f"borough-{number:02}" for number in range(BOROUGHS)]
    world = World(n, Writer(seed), Random(seed), boroughs, areas_of(areas), tied={borough: {} for borough in boroughs})
    world.start(opening(world))
    routine = Routine(world)
    left, day = n, 0
    while left > 0:
        world.today = STARTS + timedelta(days=day)
        day += 1
        world.live(n)
        due = n * day // DAYS
        while world.writer.position < due:
            routine.step()
        written, world.writer.written = world.writer.written, []
        yield from written[:left]
        left -= len(written)


def lines(n: int, seed: int = 1, areas: int = 30) -> Iterator[bytes]:
    """The records of `generate`, as lines."""
    for written in generate(n, seed, areas):
        yield written.data + b"\n"
