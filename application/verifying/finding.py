"""Findings: what is wrong with an export, by class and place, in words for an auditor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Wrong(StrEnum):
    """The class of a finding."""

    ALTERED = "record-altered"
    MISSING = "record-missing"
    ADDED = "record-added"
    REORDERED = "records-reordered"
    CUT = "tail-missing"
    FORK = "fork"
    SIGNATURE_FALSE = "signature-false"
    SIGNATURE_MISSING = "signature-missing"
    KEY_UNKNOWN = "key-unknown"
    QUORUM_MISSED = "quorum-missed"
    SEAL = "seal-broken"
    FORM = "form-broken"
    ID_REPEATED = "id-repeated"
    TIME_FALLS = "time-falls"
    TIME_OUTSIDE = "time-outside-window"
    CHAIN = "chain-broken"
    LEFT_OUT = "left-out"
    NOT_CONCERNED = "not-concerned"
    PROOF_FALSE = "proof-false"
    CATALOGUE_FALSE = "catalogue-false"
    RULE_BROKEN = "rule-broken"
    RULE_FALSELY_NAMED = "rule-falsely-named"
    TAGS_WRONG = "tags-wrong"
    DECIDED_OTHERWISE = "decided-otherwise"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Finding:
    """`first` and `last`: the positions between which it lies, both included; None where it is about no record."""

    wrong: Wrong
    sentence: str
    first: int | None = None
    last: int | None = None

    def document(self) -> dict[str, Any]:
        """As JSON."""
        place = {} if self.first is None else {"first": self.first, "last": self.first if self.last is None else self.last}
        return {"class": self.wrong.value, **place, "message": self.sentence}


class Unusable(Exception):
    """The input cannot be verified at all: it is no export, no policy or no checkpoint. Nothing is said of the record."""


@dataclass
class Report:
    """What was found wrong, what was proven, and what an auditor should know besides.

    `facts`: the same for programs. Nothing is proven of what a finding is about.
    """

    findings: list[Finding] = field(default_factory=list)
    proven: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def is_proven(self) -> bool:
        return not self.findings

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "proven": self.is_proven,
            "findings": [finding.document() for finding in self.findings],
            "statements": self.proven if self.is_proven else [],
            "remarks": self.remarks,
            **self.facts,
        }


def places(first: int, last: int) -> str:
    """Where something lies, in words."""
    return f"position {first}" if first == last else f"positions {first} to {last}"
