"""The earliest date of a step: what has to come first, each with its date, or with what is missing before it can have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from domain.decision import BrokenRule


@dataclass(frozen=True, slots=True)
class Link:
    """Something that has to come first. `what`: an object or a step, such as contract:c-1 or move:westminster.

    `on`: the first day on which it is out of the way. `because`: the links before it, which give it this date.
    """

    what: str
    on: date
    sentence: str
    decisions: tuple[int, ...] = ()
    because: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Earliest:
    """`on`: the earliest date, or None while something is missing. `not_before`: what can be dated, dates it no earlier.

    `chain`: the links that set that date, in order. Where several do, all are there: speeding up one of them helps nobody.
    """

    on: date | None
    not_before: date
    chain: tuple[Link, ...] = ()
    missing: tuple[BrokenRule, ...] = ()


Demand = Link | BrokenRule
"""What a step asks for: something with a date, or something that is missing."""


def earliest(today: date, demands: Callable[[date], Iterable[Demand]]) -> Earliest:
    """Find the first day, from today, on which a step finds nothing in its way.

    `demands(on)`: what the step would still ask for on that day. What is waived may be asked for on a later day, when the
    dispensation has lapsed, so every later day is asked again; what has a date is asked for on every day, so this ends.
    """
    on = today
    while True:
        found = list(demands(on))
        links = [each for each in found if isinstance(each, Link)]
        later = max((each.on for each in links), default=on)
        if later <= on:
            break
        on = later
    missing = tuple(each for each in found if isinstance(each, BrokenRule))
    chain = _in_order(link for each in links if each.on == on for link in (*each.because, each))
    return Earliest(None if missing else on, on, chain, missing)


def _in_order(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each once, the earlier first; a link comes after those that it waits for."""
    return tuple(sorted(dict.fromkeys(links), key=lambda each: (each.on, len(each.because) > 0, each.what)))
