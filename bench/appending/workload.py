"""What is appended: records as long, as tagged and as conditioned as a programme's own."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from uuid import uuid4

from domain.boundary import Boundary, Item

BOROUGHS = [f"borough:b-{number}" for number in range(12)]
AREAS = [f"area:a-{number}" for number in range(10)]
SUPPLIERS = [f"supplier:s-{number}" for number in range(60)]
CONTRACTS_EACH = 50  # a client's own, so that no two clients' conditions collide: conflicts are not what is measured
TYPES = ["ContractRegistered", "NoticeGiven", "OptionTaken", "ContractAmended", "NoteRecorded"]
MOVES, WITHDRAWALS = frozenset({"BoroughMoved", "MigrationPaused"}), frozenset({"BoroughWithdrawn"})
SENTENCE = "The joint board agreed the course that the officers' paper set out, having weighed what each would cost. "
HEADS = [  # of a record, as far as its objects
    json.dumps({"actor": "officer-7", "authority": {"body": "Joint board", "minute": "7", "reasons": SENTENCE * n}})[:-1]
    for n in (1, 2, 3, 4)
]
TAIL = json.dumps({"schema": 1, "type": "NoticeGiven"})[1:]


@dataclass(frozen=True)
class Decision:
    """One record to append and the condition on which."""

    type: str
    tags: tuple[str, ...]
    unless: Boundary
    complete: Callable[[Mapping[str, int], datetime], bytes]
    effective_on: date = date(2026, 4, 1)
    actor: str = "officer-7"

    @property
    def plain(self) -> bytes:
        """The record's bytes for a contender that completes nothing: as long, with every predecessor 0."""
        return self.complete(dict.fromkeys(self.tags, 0), datetime(2026, 4, 1, 9, tzinfo=UTC))


class Workload:
    """One client's decisions, from a seed: 450 to 900 bytes, five tags, the boundary of a contract's command."""

    def __init__(self, client: int, seed: int = 0) -> None:
        self._name = f"{uuid4()}-{client}"
        self._random = random.Random(f"{seed}/{client}")
        self._contracts = [f"contract:c-{client}-{number}" for number in range(CONTRACTS_EACH)]
        self._numbers = count()

    def next(self) -> Decision:
        """A decision that no other has been like."""
        any_of = self._random.choice
        borough, area, contract, supplier = any_of(BOROUGHS), any_of(AREAS), any_of(self._contracts), any_of(SUPPLIERS)
        key = f"command:{self._name}-{next(self._numbers)}"
        tags = (area, borough, key, contract, supplier)
        unless = frozenset(
            {
                Item(tags=frozenset({key})),
                Item(tags=frozenset({contract})),
                Item(MOVES, frozenset({borough, area})),
                Item(WITHDRAWALS, frozenset({borough})),
            }
        )
        return Decision(any_of(TYPES), tags, unless, _record(any_of(HEADS), tags))


def _record(head: str, tags: tuple[str, ...]) -> Callable[[Mapping[str, int], datetime], bytes]:
    def complete(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
        objects = ",".join([f'{{"previous":{previous.get(tag, 0)},"tag":"{tag}"}}' for tag in tags])
        return f'{head},"objects":[{objects}],"recorded_at":"{recorded_at.isoformat()}",{TAIL}'.encode()

    return complete
