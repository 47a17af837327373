"""A second, naive judge of the one invariant, written from the rules' own words and sharing no code with the domain.

*A history is legal when every decision in it passes its rules against the fold of what was effective before it.*
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.legal.naive_rules import ROWS
from tests.legal.naive_words import Before, Told, is_member

STRUCTURAL = {
    "already.exists",
    "authority.board-only",
    "authority.not-yours",
    "borough.already-joined",
    "borough.unknown",
    "rectification.unknown-decision",
    "unknown.subject",
}
REGISTERED_BY = {
    "area": "ServiceAreaDefined",
    "borough": "BoroughJoined",
    "claim": "BenefitClaimed",
    "contract": "ContractRegistered",
    "dispensation": "DispensationGranted",
    "framework": "FrameworkAwarded",
    "meeting": "MeetingPlanned",
    "migration": "MigrationProposed",
    "note": "NoteRecorded",
}
SINGULAR = {"boroughs": "borough", "areas": "area", "parties": "borough", "open_to": "borough"}

Findings = Mapping[int, frozenset[str]]
"""For each position, the codes of the rules that the decision breaks; only those that break any."""


@dataclass(frozen=True)
class Record:
    """A decision as it was recorded."""

    position: int
    type: str
    on: date
    data: Mapping[str, Any]
    tags: frozenset[str]
    irregular: Mapping[str, Any] | None = None


def read(position: int, data: bytes, tags: Iterable[str]) -> Record:
    """A record from its bytes."""
    document = json.loads(data)
    return Record(
        position, document["type"], date.fromisoformat(document["effective_on"]), document["data"], frozenset(tags),
        document.get("irregular"),
    )  # fmt: skip


def as_it_counts(records: Sequence[Record]) -> list[Told]:
    """Every decision with its newest rectification applied, by effective date, ties by position."""
    told = []
    for record in records:
        on, data = corrected(record, records)
        told.append(Told(record.position, record.type, on, data, record.tags, record.irregular))
    return sorted(told, key=lambda each: (each.on, each.position))


def corrected(record: Record, records: Sequence[Record]) -> tuple[date, Mapping[str, Any]]:
    """A decision's date and facts as its newest rectification states them, which may itself be rectified."""
    newest = None
    for other in records:
        if other.type == "DecisionRectified" and other.data["position"] == record.position:
            newest = other
    if newest is None:
        return record.on, record.data
    _, correction = corrected(newest, records)
    on = correction.get("effective_on")
    return (date.fromisoformat(on) if on else record.on), correction["data"]


def named(told: Told) -> Iterator[tuple[str, str]]:
    """The objects that a decision's fields name, as (kind, id)."""
    for name, value in told.data.items():
        kind = SINGULAR.get(name, name)
        if kind in REGISTERED_BY:
            yield from ((kind, each) for each in ([value] if isinstance(value, str) else value))
        elif name in ("subject", "objects"):
            for each in [value] if isinstance(value, str) else value:
                kind, _, id_ = each.partition(":")
                yield kind, id_
    yield from (("area", lot["area"]) for lot in told.data.get("lots", ()))


def everywhere(before: Before, told: Told) -> Iterator[str]:
    """The rules that hold everywhere."""
    if told.type != "ProgrammeStarted" and not before.of("ProgrammeStarted"):
        yield "unknown.subject"
    if told.type == "ProgrammeStarted" and before.of("ProgrammeStarted"):
        yield "already.exists"
    if told.type == "DecisionRectified":
        return
    for kind, id_ in named(told):
        if kind not in REGISTERED_BY or (told.type == "ContractConsented" and kind == "contract"):
            continue
        exists = bool(before.of(REGISTERED_BY[kind], **{kind: id_}))
        if told.type == REGISTERED_BY[kind] and told[kind] == id_:
            if exists and kind != "borough":
                yield "already.exists"
        elif not exists:
            yield "borough.unknown" if kind == "borough" else "unknown.subject"
        elif kind == "borough" and not is_member(before, id_):
            yield "borough.withdrawn"


def is_dispensed(before: Before, told: Told, code: str) -> bool:
    """Whether a dispensation holds this gate open for the decision."""
    for granted in before.of("DispensationGranted", gate=code):
        on_subject = granted["subject"] in told.tags
        on_borough = granted["borough"] is None or f"borough:{granted['borough']}" in told.tags
        revoked = before.of("DispensationRevoked", dispensation=granted["dispensation"])
        if on_subject and on_borough and not revoked and told.on <= date.fromisoformat(granted["expires_on"]):
            return True
    return False


def broken_rules(before: Before, told: Told) -> frozenset[str]:
    """The codes of the rules that a decision breaks where it stands; where a structural one is broken, only such."""
    codes = set(everywhere(before, told))
    if told.type in ROWS:
        codes |= set(ROWS[told.type](before, told))
    structural = frozenset(codes & STRUCTURAL)
    return structural or frozenset(code for code in codes if not is_dispensed(before, told, code))


def judge(records: Sequence[Record]) -> Findings:
    """Every broken rule of every decision, as the record stands."""
    before = Before()
    found = {}
    for told in as_it_counts(records):
        codes = broken_rules(before, told)
        if codes:
            found[told.position] = codes
        before.add(told)
    return found
