"""What is posted: the life of one service area after another, from its contracts to the benefits of the shared service.

Every client works on areas of its own, and every command is legal when its turn comes: neither refusals nor conflicts are what is
measured. The boroughs are shared by all, as in a real programme.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import orjson

BOARD = "board"
BOROUGHS = [f"borough-{number}" for number in range(12)]
PARTIES_EACH = 3
REASONS = "The officers' paper set out what each course would cost; the meeting agreed this one, having weighed the others. "
START = "2020-01-01"


@dataclass(frozen=True, slots=True)
class Post:
    """One command. `by`: the borough whose officer posts it, or `BOARD`. `about` tells it from all others of its kind."""

    command: str
    by: str
    about: str
    on: str
    data: dict[str, Any]
    reasons: str = REASONS * 2

    @property
    def key(self) -> str:
        """Its idempotency key."""
        return f"{self.command}/{self.about}"

    def body(self) -> bytes:
        """As a single post has it."""
        return orjson.dumps(self._body())

    def line(self) -> bytes:
        """As a batch has it, loaded by an operator for whoever decided."""
        return orjson.dumps({"command": self.command, "key": self.key, "for": self.by, **self._body()}) + b"\n"

    def _body(self) -> dict[str, Any]:
        evidence = [{"title": "The officers' paper", "sha256": "5" * 64, "href": "https://boroughs.example/papers/7"}]
        authority = {"body": "Joint Cabinet", "met_on": self.on, "minute": "7", "reasons": self.reasons, "evidence": evidence}
        return {"effective_on": self.on, "authority": authority, "data": self.data}


def opening() -> Iterator[Post]:
    """The programme starts, and every borough joins it and endorses its principles."""
    yield Post("start-programme", BOARD, "start", START, {"title": "Bench"})
    principles = [{"principle": "one", "text": "Buy once."}]
    yield Post("adopt-principles", BOARD, "principles", START, {"principles": principles})
    for borough in BOROUGHS:
        yield Post("admit-borough", BOARD, borough, START, {"borough": borough, "title": borough.title()})
        yield Post("endorse-principles", borough, borough, START, {"borough": borough})


def parties_of(number: int) -> list[str]:
    """Who shares the area of that number."""
    return [BOROUGHS[(number + each) % len(BOROUGHS)] for each in range(PARTIES_EACH)]


def proposal(area: str, parties: Sequence[str]) -> Iterator[Post]:
    """What the board decides before the boroughs' officers begin: the area, its migration and the specification."""
    named = {"area": area, "title": area.title()}
    yield Post("define-service-area", BOARD, area, "2020-02-01", {**named, "kind": "environment"})
    targets = {"target_on": "2027-01-01", "target_annual_saving": "120000.00", "quality_floor": 60}
    migration = {"migration": area, **named, "parties": list(parties), "needs_framework": False, **targets}
    yield Post("propose-migration", BOARD, area, "2020-03-01", migration)
    specification = {"migration": area, "version": 1, "title": "Version one", "sha256": "a" * 64, "principles": []}
    yield Post("propose-specification", parties[0], area, "2020-04-01", specification)


def life(area: str, parties: Sequence[str]) -> Iterator[Post]:
    """What the boroughs' officers decide about one area: 32 commands of 13 kinds."""
    for borough in parties:
        yield from _contract(area, borough)
    for borough in parties:
        approved = {"migration": area, "version": 1, "borough": borough}
        yield Post("approve-specification", borough, f"{area}/{borough}", "2021-01-01", approved)
    for borough in parties:
        yield from _ending(area, borough)
    for borough in parties:
        moving = {"migration": area, "borough": borough}
        cutover = {**moving, "cutover_on": "2026-09-01"}
        yield Post("schedule-cutover", borough, f"{area}/{borough}", "2026-07-01", cutover)
        yield Post("move-borough", borough, f"{area}/{borough}", "2026-09-01", moving)
    for measure, score in (("calls answered", 82), ("tickets closed", 77)):
        measured = {"migration": area, "measure": measure, "score": score}
        yield Post("record-quality", parties[0], f"{area}/{score}", "2026-10-01", measured)
    yield from _benefit(area, parties)


def _contract(area: str, borough: str) -> Iterator[Post]:
    contract = f"{area}-{borough}"
    terms = {"kind": "revenue", "annual_value": "84000.00", "notice_days": 90, "extensions": [{"months": 12}]}
    named = {"contract": contract, "title": f"Supply of {area} to {borough}", "boroughs": [borough], "areas": [area]}
    dates = {"supplier": f"supplier-{hash_of(contract) % 60}", "starts_on": "2019-01-01", "ends_on": "2027-12-31"}
    yield Post("register-contract", borough, contract, "2020-05-01", {**named, **dates, **terms})
    baseline = {"borough": borough, "area": area, "year": 2020, "annual_cost": "310000.00"}
    yield Post("declare-baseline", borough, contract, "2020-06-01", baseline)


def _ending(area: str, borough: str) -> Iterator[Post]:
    contract = f"{area}-{borough}"
    noted = {"note": contract, "text": REASONS * 3, "objects": [f"contract:{contract}"]}
    yield Post("record-note", borough, contract, "2025-12-01", noted)
    yield Post("give-notice", borough, contract, "2026-01-01", {"contract": contract, "ends_on": "2026-06-30"})
    concluded = {"contract": contract, "manner": "termination", "exit_cost": "0.00"}
    yield Post("conclude-contract", borough, contract, "2026-06-30", concluded)


def _benefit(area: str, parties: Sequence[str]) -> Iterator[Post]:
    claimant, *others = parties
    claim = {"claim": area, "migration": area, "borough": claimant, "year": 2027, "amount": "45000.00"}
    yield Post("claim-benefit", claimant, area, "2027-04-01", claim)
    yield Post("accept-benefit", others[0], area, "2027-05-01", {"claim": area, "borough": others[0]})
    disputed = {"claim": area, "borough": others[1], "amount": "40000.00"}
    yield Post("dispute-benefit", others[1], area, "2027-05-02", disputed)


def hash_of(text: str) -> int:
    """The same number in every process."""
    return sum(text.encode())


def areas(round_name: str, client: int) -> Iterator[tuple[str, list[str]]]:
    """A client's areas in one round, without end, with the parties of each."""
    for number in count():
        yield f"{round_name}-{client}-{number}", parties_of(7 * client + number)


def rivalry(area: str, client: int, numbers: Iterator[int]) -> Iterator[Post]:
    """For the contended variant: all clients write about the same migration, so that each spoils the others' readings."""
    for number in numbers:
        measured = {"migration": area, "measure": f"measure {client}", "score": number % 100}
        yield Post("record-quality", parties_of(0)[0], f"{area}/{client}/{number}", "2026-10-01", measured)
