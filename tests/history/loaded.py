"""A history loaded in memory: each command takes the same form, rules and order as on a server, without the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from application.posted import BODIES
from domain.correction import in_order
from domain.decision import Actor, BrokenRule, Recorded
from domain.fold import Fold
from domain.judgement import Proposed, consider
from domain.registry import apply


@dataclass
class Loaded:
    """`by_key`: what each accepted command recorded. `refused`: the rules that each refused one broke.

    `authority`: on whose authority, by position.
    """

    record: list[Recorded] = field(default_factory=list)
    by_key: dict[str, list[Recorded]] = field(default_factory=dict)
    refused: dict[str, tuple[BrokenRule, ...]] = field(default_factory=dict)
    authority: dict[int, dict[str, Any]] = field(default_factory=dict)

    def take(self, line: dict[str, Any]) -> None:
        body = BODIES[line["command"]].model_validate({k: v for k, v in line.items() if k not in ("command", "key", "for")})
        assert list(body.data.faults(body.effective_on)) == []
        operator = Actor("loader", frozenset({"operator"}), acting_for=line["for"])
        reasons = body.irregular.reasons if body.irregular else None
        verdict = consider(Proposed(body.data, body.effective_on, operator, reasons), self.record)
        if verdict.broken:
            self.refused[line["key"]] = verdict.broken
            return
        head = len(self.record)
        placed = [replace(each, position=head + n) for n, each in enumerate(verdict.decisions, start=1)]
        self.record += placed
        self.by_key[line["key"]] = placed
        self.authority |= {each.position: line["authority"] for each in placed}

    def as_of(self, year: int, month: int, day: int) -> Fold:
        """The fold of all that counted at the end of that day."""
        fold = Fold()
        for recorded in in_order(self.record):
            if recorded.effective_on <= date(year, month, day):
                apply(fold, recorded)
        return fold


def load(lines: Iterable[dict[str, Any]]) -> Loaded:
    loaded = Loaded()
    for line in lines:
        loaded.take(line)
    return loaded
