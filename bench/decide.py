"""Bench: what one decision costs in the domain alone, without a database, for each kind of command in a programme under way.

    make bench BENCH=decide                       # a programme of 40 areas, about 1,600 decisions
    .venv/bin/python -m bench.decide --areas 400  # a larger one: the cost should not follow

A command is judged on what its boundary holds, already read. The median of many judgements is shown.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from statistics import median
from time import perf_counter_ns

from application.chronicle import Chronicle
from application.ledger import Ledger, Receipt
from application.posted import Posted
from application.record import read_record
from application.submission import read_line
from bench.posting.programme import Post, life, opening, parties_of, proposal
from domain.decision import Actor
from domain.judgement import Proposed, consider, foresee
from tests.memory import MemoryStore

OPERATOR = Actor("bench", frozenset({"operator"}))
NANOSECONDS = 1000
"""In a microsecond."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`within`: how many decisions the boundary holds. `judging` and `foreseeing`: median microseconds."""

    command: str
    within: int
    judging: float
    foreseeing: float


def programme(areas: int) -> Iterator[Post]:
    """The opening, and the whole lives of so many areas."""
    yield from opening()
    for number in range(areas):
        yield from proposal(f"area-{number}", parties_of(number))
        yield from life(f"area-{number}", parties_of(number))


def measure(areas: int, times: int) -> Iterator[Measured]:
    """Each command of one more area's life, judged so many times before it is taken."""
    ids = count(1)
    ledger, past = Ledger(MemoryStore(), lambda: f"00000000-0000-7000-8000-{next(ids):012d}"), Chronicle()
    _take(ledger, past, (_read(post) for post in programme(areas)))
    parties = parties_of(areas)
    _take(ledger, past, (_read(post) for post in proposal("one-more", parties)))
    for post in life("one-more", parties):
        posted = _read(post)
        yield _judged(past, posted, times)
        _take(ledger, past, [posted])


def _read(post: Post) -> Posted:
    return read_line(post.line(), OPERATOR)


def _take(ledger: Ledger, past: Chronicle, commands: Iterator[Posted] | list[Posted]) -> None:
    head = ledger.store.head()
    for outcome in ledger.take_all(commands):
        if not isinstance(outcome, Receipt):
            raise SystemExit(f"the programme is not legal: {outcome}")
    for stored in ledger.store.stream(None, after=head):
        past.add(read_record(stored))


def _judged(past: Chronicle, posted: Posted, times: int) -> Measured:
    proposed = Proposed(posted.decision, posted.effective_on, posted.actor)
    verdict = consider(proposed, past.all())
    tags = verdict.decisions[0].tags
    within = past.within(verdict.needs)
    judging, foreseeing = [], []
    for _ in range(times):
        start = perf_counter_ns()
        consider(proposed, within)
        judged = perf_counter_ns()
        foresee(proposed, tags)
        judging.append(judged - start)
        foreseeing.append(perf_counter_ns() - judged)
    return Measured(posted.kind.command, len(within), median(judging) / NANOSECONDS, median(foreseeing) / NANOSECONDS)


def main() -> None:
    """Measure, and print a line for each kind of command: the dearest of its kind."""
    parser = argparse.ArgumentParser(prog="bench.decide", description="The cost of a decision in the domain.")
    parser.add_argument("--areas", type=int, default=40, help="service areas of the programme before")
    parser.add_argument("--times", type=int, default=300, help="judgements of each command")
    given = parser.parse_args()
    found = list(measure(given.areas, given.times))
    print(f"{'command':<24}{'in its boundary':>16}{'to judge it':>14}{'to foresee it':>16}")
    for command in dict.fromkeys(each.command for each in found):
        dearest = max((each for each in found if each.command == command), key=lambda each: each.judging)
        print(f"{command:<24}{dearest.within:>16}{dearest.judging:>11.0f} µs{dearest.foreseeing:>13.0f} µs")
    print(f"median of all {len(found)} commands: {median(each.judging for each in found):.0f} µs")


if __name__ == "__main__":
    main()
