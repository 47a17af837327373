"""Exports made by hand: records of random programmes, sealed and cosigned as a log and its witnesses would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from application.ledger import Ledger
from application.ports import Draft, Stored
from application.posted import Posted
from application.proof.cosignature import cosign
from application.proof.keys import LOG, WITNESS, SigningKey
from application.proof.note import Note, sign_note
from application.proof.policy import Policy, parse_policy
from application.proof.tree import root_hash
from application.record import draft, read_record
from application.sealing import checkpoint_note
from application.sitting import Invalid, Refusal
from domain.correction import in_order
from domain.decision import NOT_RECORDED, Recorded
from domain.registry import folded
from tests.legal.commands import Command
from tests.legal.court import posted
from tests.legal.programmes import programme
from tests.memory import MemoryStore

ORIGIN = "ledger.example/v1/log"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LENGTH = 120
PROGRAMMES = 6


def key(name: str, type_: int, seed: int) -> SigningKey:
    return SigningKey(name, type_, bytes([seed]) * 32)


LOG_KEY = key(ORIGIN, LOG, 1)
OTHER_KEY = key(ORIGIN, LOG, 2)
WITNESSES = {name: key(f"{name}.example/witness", WITNESS, 10 + n) for n, name in enumerate(("ash", "birch", "cedar"))}


class ClockStore(MemoryStore):
    """A store whose clock is wound by hand: a second or so from one decision to the next."""

    def __init__(self, random: Random, fork_at: int | None) -> None:
        super().__init__()
        self._random = random
        self._fork_at = fork_at
        self.now = START

    def _place(self, draft: Draft) -> Stored:
        if self.head() == self._fork_at:
            self._random = Random(-1)
        self.now += timedelta(seconds=self._random.choice((0, 1, 1, 30, 400)), microseconds=self._random.randrange(1, 900_000))
        previous = {tag: self._newest(tag) for tag in draft.tags if not tag.startswith("command:")}
        stored = Stored(self.head() + 1, draft.type, draft.complete(previous, self.now), draft.tags)
        self._records.append(stored)
        return stored


@cache
def commands(seed: int) -> tuple[Command, ...]:
    return tuple(hearing.command for _, hearing in programme(seed, LENGTH))


@cache
def records(seed: int, fork_at: int | None = None) -> tuple[bytes, ...]:
    """The records of a random programme, some irregular, backdated or rectified. After `fork_at` the clock went otherwise."""
    ids = count(1)
    ledger = Ledger(ClockStore(Random(seed), fork_at), lambda: f"00000000-0000-7000-{8000 + seed}-{next(ids):012d}")
    for number, command in enumerate(commands(seed)):
        try:
            ledger.take(posted(command, f"key-{number}"))
        except Invalid:
            continue
    return tuple(stored.data for stored in ledger.store.read(None).records)


@dataclass(frozen=True)
class Unruly:
    """Records of which one breaks a rule, and no record names that. `position`: which; `codes`: what the ledger refused it with."""

    records: tuple[bytes, ...]
    position: int
    codes: tuple[str, ...]


@cache
def unruly(seed: int, skipped: int = 0) -> Unruly | None:
    """A random programme in which a refused command was recorded by force: the next one after so many."""
    ids = count(1)
    store = ClockStore(Random(seed), None)
    ledger = Ledger(store, lambda: f"00000000-0000-7000-{8000 + seed}-{next(ids):012d}")
    forced: tuple[int, tuple[str, ...]] | None = None
    for number, command in enumerate(commands(seed)):
        try:
            command_posted = posted(command, f"key-{number}")
            outcome = ledger.take(command_posted)
        except Invalid:
            continue
        if forced is None and isinstance(outcome, Refusal) and command_posted.kind.type != "DecisionRectified":
            skipped -= 1
            if skipped < 0:
                forced = (store.head() + 1, tuple(broken.code for broken in outcome.broken))
                force(store, command_posted)
    lines = tuple(stored.data for stored in store.read(None).records)
    return None if forced is None else Unruly(lines, *forced)


def force(store: ClockStore, command: Posted) -> None:
    """Record a command without asking any rule."""
    past = in_order(read_record(stored) for stored in store.read(None).records)
    before = folded(each for each in past if each.effective_on <= command.effective_on)
    concerns = {*command.kind.concerns(before, command.decision), *command.kind.concerns(folded(past), command.decision)}
    tags = frozenset({*command.decision.named(), *concerns})
    recorded = Recorded(NOT_RECORDED, command.decision, command.effective_on, command.actor, tags)
    id_ = f"00000000-0000-7000-9998-{store.head():012d}"
    store.append([draft(recorded, command, id_, id_)], unless=frozenset(), after=store.head())


def recorded_at(record: bytes) -> float:
    return datetime.fromisoformat(json.loads(record)["recorded_at"]).timestamp()


@dataclass(frozen=True)
class Made:
    """An export. `trusted`: what the auditor brings; `policy_text`: likewise."""

    records: tuple[bytes, ...]
    seals: tuple[dict[str, Any], ...]
    checkpoint: str
    policy_text: str
    trusted: str | None = None

    @property
    def policy(self) -> Policy:
        return parse_policy(self.policy_text)

    def write(self, folder: Path) -> Path:
        """The export as a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "records.ndjson").write_bytes(b"".join(record + b"\n" for record in self.records))
        (folder / "seals.jsonl").write_text("".join(json.dumps(seal) + "\n" for seal in self.seals))
        (folder / "checkpoint").write_text(self.checkpoint)
        (folder / "policy").write_text(self.policy_text)
        return folder

    def holding(self, lines: Sequence[bytes]) -> Made:
        """The same with other lines, and nothing sealed anew."""
        return replace(self, records=tuple(lines))


def policy_of(keys: Sequence[SigningKey], witnesses: Sequence[str], needed: int) -> str:
    lines = [f"log {each.verifier}" for each in keys]
    lines += [f"witness {name} {WITNESSES[name].verifier}" for name in witnesses]
    if not needed:
        return "\n".join([*lines, "quorum none", ""])
    return "\n".join([*lines, f"group boroughs {needed} {' '.join(witnesses)}", "quorum boroughs", ""])


def cosigned(note: Note, witnesses: Sequence[str], at: int) -> list[dict[str, Any]]:
    """What witnesses said of a seal: first a little after it, and once more a while later."""
    found = []
    for n, name in enumerate(witnesses):
        first, last = (str(cosign(note.text, WITNESSES[name], time)) for time in (at + n, at + n + 1))
        entry = {"witness": name, "key_id": WITNESSES[name].verifier.id.hex(), "first": first, "first_at": at + n}
        found.append({**entry, "last": last, "last_at": at + n + 1})
    return found


def seal(
    lines: Sequence[bytes], keys: Sequence[SigningKey], witnesses: Sequence[str], begun: float = START.timestamp()
) -> dict[str, Any]:
    """The seal over these records, a second after the last. `begun`: when an empty one is made, in POSIX seconds."""
    at = int(recorded_at(lines[-1]) if lines else begun) + 1
    note = checkpoint_note(ORIGIN, len(lines), root_hash(lines), keys)
    sealed_at = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
    return {"size": len(lines), "note": str(note), "sealed_at": sealed_at, "cosignatures": cosigned(note, witnesses, at)}


def checkpoint_of(sealed: dict[str, Any]) -> str:
    """The checkpoint of a seal, with the newest cosignatures."""
    return str(sealed["note"]) + "".join(f"{each['last']}\n" for each in sealed["cosignatures"])


def made(lines: Sequence[bytes], random: Random, *, needed: int = 2, keys: Sequence[SigningKey] = (LOG_KEY,)) -> Made:
    """An export of these records, sealed at random sizes, the last one among them."""
    witnesses = list(WITNESSES) if needed else []
    sizes = sorted({0, len(lines), *random.sample(range(len(lines) + 1), min(len(lines), random.choice((1, 4, 12, 40))))})
    begun = recorded_at(lines[0]) - 10
    seals = tuple(seal(lines[:size], keys, witnesses, begun) for size in sizes)
    return Made(tuple(lines), seals, checkpoint_of(seals[-1]), policy_of(keys, list(WITNESSES), needed))


def signed_by(text: str, *keys: SigningKey) -> str:
    """A note over this text."""
    return str(sign_note(text, *keys))
