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

BOROUGHS = [f"borough-{number}" for number in range(12)]
AREAS = [f"area-{number}" for number in range(10)]
SUPPLIERS = [f"supplier-{number}" for number in range(60)]
CONTRACTS_EACH = 50  # a client's own, so that no two clients' conditions collide: conflicts are not what is measured
TYPES = ["ContractRegistered", "NoticeGiven", "OptionTaken", "ContractAmended", "NoteRecorded"]
SENTENCE = "The joint board agreed the course that the officers' paper set out, having weighed what each would cost. "


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
        self._random = random.Random(f"{seed}/{client}")
        self._contracts = [f"c-{client}-{number}" for number in range(CONTRACTS_EACH)]
        self._numbers = count()

    def next(self) -> Decision:
        """A decision that no other has been like."""
        borough, area = self._random.choice(BOROUGHS), self._random.choice(AREAS)
        contract, supplier = self._random.choice(self._contracts), self._random.choice(SUPPLIERS)
        key = str(uuid4())
        tags = (f"area:{area}", f"borough:{borough}", f"command:{key}", f"contract:{contract}", f"supplier:{supplier}")
        unless = frozenset(
            {
                Item.of(tags=[f"command:{key}"]),
                Item.of(tags=[f"contract:{contract}"]),
                Item.of(["BoroughMoved", "MigrationPaused"], [f"borough:{borough}", f"area:{area}"]),
                Item.of(["BoroughWithdrawn"], [f"borough:{borough}"]),
            }
        )
        return Decision(self._random.choice(TYPES), tags, unless, self._record(key, tags))

    def _record(self, key: str, tags: tuple[str, ...]) -> Callable[[Mapping[str, int], datetime], bytes]:
        reasons = SENTENCE * self._random.randint(1, 4)
        head = json.dumps({"actor": "officer-7", "authority": {"body": "Joint board", "minute": "7", "reasons": reasons}})
        tail = json.dumps({"id": key, "schema": 1, "type": "NoticeGiven"})

        def complete(previous: Mapping[str, int], recorded_at: datetime) -> bytes:
            objects = ",".join(f'{{"previous":{previous.get(tag, 0)},"tag":"{tag}"}}' for tag in tags)
            return f'{head[:-1]},"objects":[{objects}],"recorded_at":"{recorded_at.isoformat()}",{tail[1:]}'.encode()

        return complete
