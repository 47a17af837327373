"""Windows: between which moments a record must have been made, by what the witnesses saw.

A record is older than the first checkpoint over it that a quorum cosigned, and younger than the last time at which a quorum
cosigned one without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from application.verifying.finding import Finding, Wrong
from application.verifying.seals import NEVER, Seals
from application.verifying.stretch import Times

EARLY_SECONDS = 60
"""So much may the ledger's clock be behind the witnesses'."""
LATE_SECONDS = 5
"""So much may it be before them."""


def outside(times: Iterable[Times], seals: Seals) -> Iterator[Finding]:
    """Records that cannot have been made when they say. `times`: in order; none of them goes across the size of a seal."""
    number, since = 0, NEVER
    until = _until(seals)
    for each in times:
        while number < len(seals) and seals.sizes[number] < each.first:
            since = max(since, seals.latest[number])
            number += 1
        before = until[number] if number < len(seals) else NEVER
        if each.earliest is not None and since != NEVER and _seconds(each.earliest[0]) < since - EARLY_SECONDS:
            yield _finding(each.earliest, f"the witnesses saw the record without it at {_moment(since)}")
        if each.latest is not None and before != NEVER and _seconds(each.latest[0]) > before + LATE_SECONDS:
            yield _finding(each.latest, f"the witnesses saw it at {_moment(before)}")


def _until(seals: Seals) -> list[int]:
    """For each seal, the quorum's first time of it, or of the next that has one."""
    until, next_ = [NEVER] * len(seals), NEVER
    for number in reversed(range(len(seals))):
        if seals.first[number] != NEVER:
            next_ = seals.first[number]
        until[number] = next_
    return until


def _finding(at: tuple[str, int], seen: str) -> Finding:
    return Finding(Wrong.TIME_OUTSIDE, f"Position {at[1]} says that it was recorded at {at[0]}, but {seen}.", at[1])


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
