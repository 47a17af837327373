"""Writing: decisions become records, byte for byte as the service writes them, each linked to the one before on every object."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from random import Random
from typing import Any, NamedTuple

import orjson

from application.ports import Stored
from domain.decision import OBJECT_FIELDS, PROGRAMME
from domain.registry import KINDS

SORTED = orjson.OPT_SORT_KEYS
COMMANDS = {kind.type: kind.command for kind in KINDS} | {"SpecificationAgreed": "approve-specification"}
OF_PROGRAMME = frozenset(kind.type for kind in KINDS if kind.records.about_programme)
EPOCH = date(1970, 1, 1)
OPENS, STEP = 9 * 3600 * 1_000_000, 4_123_457
"""From nine in the morning on, one decision every four seconds, in microseconds: ten thousand fit in a day."""


class Written(NamedTuple):
    """A record with all that the store keeps beside it."""

    position: int
    type: str
    data: bytes
    tags: tuple[str, ...]
    effective_on: date
    actor: str
    recorded_at: datetime

    @property
    def stored(self) -> Stored:
        """As the store hands it out."""
        return Stored(self.position, self.type, self.data, self.tags)


class Actor(NamedTuple):
    """Who posts, and the body on whose authority."""

    document: dict[str, Any]
    body: str

    @property
    def subject(self) -> str:
        return str(self.document["subject"])


class Command(NamedTuple):
    """What several decisions of one command share."""

    digest: str
    correlation: str
    key: str


class Writer:
    """Writes decisions at the next positions. `written`: those that nobody has taken yet."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._newest: dict[str, int] = {}
        self._on = EPOCH
        self._on_text = ""
        self._of_day = 0
        self._midnight = 0
        self._reasons = _reasons(self._random)
        self._last: Command | None = None
        self.position = 0
        self.written: list[Written] = []

    def write(
        self,
        type_: str,
        facts: dict[str, Any],
        concerned: tuple[str, ...],
        by: Actor,
        on: date,
        effective_on: date,
        *,
        follows: bool = False,
    ) -> Written:
        """Record one decision on the day `on`. `concerned`: tags beyond those that its fields name; `follows`: of the same command
        as the decision before."""
        if on != self._on:
            self._turn(on)
        at = self._midnight + OPENS + STEP * self._of_day
        self._of_day += 1
        effective = self._on_text if effective_on is on else effective_on.isoformat()
        authority = self._authority(by)
        if not follows or self._last is None:
            self._last = self._command(type_, facts, authority, effective, at // 1000)
        command = self._last
        head = {
            "actor": by.document,
            "authority": authority,
            "causation_id": command.digest,
            "correlation_id": command.correlation,
            "data": facts,
            "effective_on": effective,
            "id": self._uuid(at // 1000),
        }
        key = f"command:{by.subject}:{command.key}"
        tags = sorted({*_named(type_, facts), *concerned, key})
        position = self.position = self.position + 1
        newest = self._newest
        objects = ",".join(
            [f'{{"tag":"{key}"}}' if tag is key else f'{{"previous":{newest.get(tag, 0)},"tag":"{tag}"}}' for tag in tags]
        )
        for tag in tags:
            newest[tag] = position
        del newest[key]  # a key has no predecessor, and there is one for each command
        seconds, micro = divmod(at - self._midnight, 1_000_000)
        hours, seconds = divmod(seconds, 3600)
        moment = f"{self._on_text}T{hours:02}:{seconds // 60:02}:{seconds % 60:02}.{micro:06}Z"
        tail = f',"objects":[{objects}],"recorded_at":"{moment}","schema":1,"type":"{type_}"}}'
        data = orjson.dumps(head, option=SORTED)[:-1] + tail.encode()
        recorded_at = datetime.fromtimestamp(at // 1_000_000, UTC).replace(microsecond=micro)
        written = Written(position, type_, data, tuple(tags), effective_on, by.subject, recorded_at)
        self.written.append(written)
        return written

    def _turn(self, on: date) -> None:
        self._on, self._on_text, self._of_day = on, on.isoformat(), 0
        self._midnight = (on - EPOCH).days * 86_400_000_000

    def _authority(self, by: Actor) -> dict[str, Any]:
        random = self._random.random()
        document: dict[str, Any] = {
            "alternatives": [],
            "body": by.body,
            "evidence": [],
            "interests": [],
            "met_on": self._on_text,
            "minute": f"{self._on.month}/{1 + int(random * 40)}",
            "reasons": self._reasons[int(random * len(self._reasons))],
        }
        if random < 0.3:
            document["evidence"] = [{"title": "The officers' paper", "sha256": f"{self._random.getrandbits(256):064x}"}]
        return document

    def _command(self, type_: str, facts: dict[str, Any], authority: dict[str, Any], effective: str, ms: int) -> Command:
        content = {
            "authority": authority,
            "command": COMMANDS[type_],
            "data": facts,
            "effective_on": effective,
            "for": None,
            "irregular": None,
        }
        digest = hashlib.sha256(orjson.dumps(content, option=SORTED)).hexdigest()
        return Command("sha256:" + digest, self._uuid(ms), f"{self._random.getrandbits(64):016x}")

    def _uuid(self, ms: int) -> str:
        """A UUIDv7 of this moment, in milliseconds."""
        bits = self._random.getrandbits(74)
        return f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7{bits & 0xFFF:03x}-{0x8000 | bits >> 12 & 0x3FFF:04x}-{bits >> 26:012x}"


def _named(type_: str, facts: dict[str, Any]) -> list[str]:
    tags = []
    for name, value in facts.items():
        kind = OBJECT_FIELDS.get(name)
        if kind is not None:
            if value.__class__ is str:
                tags.append(f"{kind}:{value}")
            else:
                tags += [f"{kind}:{each}" for each in value]
    if type_ in OF_PROGRAMME:
        tags.append(PROGRAMME)
    return tags


def _reasons(random: Random) -> list[str]:
    """Some hundreds of texts as minutes have them, from one sentence to a long paragraph."""
    return [" ".join(random.choice(SENTENCES) for _ in range(random.choice((1, 2, 2, 3, 4, 8)))) for _ in range(400)]


SENTENCES = (
    "The officers' paper set out what each course would cost, and the meeting agreed the one recommended.",
    "Members noted the risk to the service in the winter months and asked for a report to the next meeting.",
    "The saving is in the medium-term financial plan of each authority.",
    "The head of service confirmed that no resident will notice a change on the day.",
    "An equalities assessment was considered; no group is placed at a disadvantage.",
    "The supplier was consulted and raised no objection within the period allowed.",
    "The alternative, to wait for the end of the financial year, was rejected because of the notice that would fall due.",
    "The chief executives' board had recommended it at its last meeting.",
)
